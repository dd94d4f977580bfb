import { availableParallelism } from 'node:os';
import type { NxJsonConfiguration, PostTasksExecutionContext, ProjectGraph } from '@nx/devkit';
import { compareText } from '../diagnostics/diagnostic';
import { newRunId, RUN_RECORD_VERSION, type RunRecord, type TaskRecord, type TaskStatus } from '../state/run-records';
import { workflowMetadataOf } from './metadata';
import { taskEdges } from './task-edges';

type TaskResult = PostTasksExecutionContext['taskResults'][string];

/**
 * Turns the results that Nx reports after a run into a record. Pure except for the random part of its id.
 *
 * @param graph undefined if it could not be read; tasks then have neither edges nor a workflow
 */
export function toRunRecord(
  context: PostTasksExecutionContext,
  graph: ProjectGraph | undefined,
  versions: RunRecord['versions'],
): RunRecord {
  const results = Object.values(context.taskResults);
  const cores = availableParallelism();
  const edges = graph
    ? taskEdges(
        results.map((result) => result.task),
        graph,
      )
    : new Map<string, string[]>();
  return {
    version: RUN_RECORD_VERSION,
    id: newRunId(context.startTime),
    startTime: context.startTime,
    endTime: context.endTime,
    ms: context.endTime - context.startTime,
    command: context.argv.slice(2),
    parallel: parallelism(context.argv, context.nxJsonConfiguration, process.env, cores),
    cores,
    versions,
    tasks: results.map((result) => toTaskRecord(result, edges, graph)).sort(byStart),
  };
}

function toTaskRecord(
  { task, status, code }: TaskResult,
  edges: ReadonlyMap<string, string[]>,
  graph: ProjectGraph | undefined,
): TaskRecord {
  const { project, target, configuration } = task.target;
  const config = graph?.nodes[project]?.data.targets?.[target];
  const about = workflowMetadataOf(config);
  const dependsOn = edges.get(task.id) ?? [];
  const orderOnly = dependsOn.filter((id) => about.after?.includes(id.split(':')[1] ?? ''));
  const { startTime, endTime, hash, hashDetails } = task;
  return {
    task: task.id,
    project,
    target,
    ...(configuration === undefined ? {} : { configuration }),
    status: toStatus(status, code),
    ...(startTime === undefined ? {} : { startTime }),
    ...(endTime === undefined ? {} : { endTime }),
    ...(startTime === undefined || endTime === undefined ? {} : { ms: endTime - startTime }),
    ...(hash === undefined ? {} : { hash }),
    ...(hashDetails ? { hashDetails: { command: hashDetails.command, nodes: hashDetails.nodes } } : {}),
    dependsOn,
    ...(orderOnly.length === 0 ? {} : { orderOnly }),
    ...(config?.continuous === true ? { continuous: true as const } : {}),
    ...(about.workflow !== undefined && about.task === undefined ? { umbrella: true as const } : {}),
    ...(about.workflow === undefined ? {} : { workflow: about.workflow }),
    ...(about.phase === undefined ? {} : { phase: about.phase }),
    ...(about.id === undefined ? {} : { id: about.id }),
  };
}

const STATUSES: Readonly<Record<string, TaskStatus>> = {
  success: 'ran',
  failure: 'failed',
  skipped: 'skipped',
  stopped: 'stopped',
  'local-cache': 'local-cache',
  'local-cache-kept-existing': 'local-cache',
  'remote-cache': 'remote-cache',
};

/** An unknown status, of a later Nx, is mapped by the exit code. */
function toStatus(status: string, code: number): TaskStatus {
  return STATUSES[status] ?? (code === 0 ? 'ran' : 'failed');
}

/** The number of tasks that Nx ran at a time, from options or configuration; null if Nx may interpret them differently. */
export function parallelism(
  argv: readonly string[],
  nxJson: NxJsonConfiguration,
  env: NodeJS.ProcessEnv,
  cores: number,
): number | null {
  const at = argv.findIndex((arg) => /^--(parallel|maxParallel)(=|$)/.test(arg));
  const arg = argv[at];
  const text = arg === undefined ? undefined : arg.includes('=') ? arg.slice(arg.indexOf('=') + 1) : argv[at + 1];
  if (text === 'false') return 1;
  const value = String(isAmount(text) ? text : (env['NX_PARALLEL'] ?? nxJson.parallel ?? 3));
  if (/^\d+%$/.test(value)) return Math.max(1, Math.floor((cores * Number(value.slice(0, -1))) / 100));
  return /^\d+$/.test(value) ? Number(value) : null;
}

/** False for the argument after a bare `--parallel`. */
function isAmount(text: string | undefined): boolean {
  return text !== undefined && /^\d/.test(text);
}

function byStart(a: TaskRecord, b: TaskRecord): number {
  const [first, second] = [a.startTime ?? Number.MAX_SAFE_INTEGER, b.startTime ?? Number.MAX_SAFE_INTEGER];
  return first - second || compareText(a.task, b.task);
}
