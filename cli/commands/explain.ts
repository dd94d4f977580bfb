import type { ProjectGraph } from '@nx/devkit';
import { didYouMean } from '../../diagnostics/suggest';
import { explainRun, type Explanation } from '../../engine/graph/explain';
import { loadGraph } from '../../engine/graph/load-graph';
import { taskDifference } from '../../profile/task-difference';
import { differenceText } from '../../profile/task-difference-text';
import { taskReason, type TaskReason } from '../../profile/task-reason';
import { reasonText, type ReasonDetails } from '../../profile/task-reason-text';
import { reasonDetails } from '../changed-files';
import { FindingsError, UsageError, type Command, type CommandResult, type Invocation } from '../command';
import { recordedRuns, findComparedRun } from '../recorded-runs';
import { applyEnvironment } from '../task/environment';
import { AS_NX_RUNS, OVERRIDES } from '../task/help';
import { findTarget } from '../task/named-target';
import { taskToRun } from '../task/task-to-run';
import { loadProjectGraph } from '../workspace';

const NO_RECORD = 'no run of this task is recorded\n  hint: npx nx g nx-workflow:init --records records each run';

export const explain: Command = {
  name: 'explain',
  argument: '<project:target[:configuration]>',
  passthrough: OVERRIDES,
  summary: 'explain why a task ran, and why each generated file is due',
  help: `For any target: why its task ran the last time, from the inputs that Nx hashed then and in the run before.
For a codegen target, also each file: compares it with the manifest and names what changed: a spec, a template,
a partial, a module, an option, a tool's version, or the file itself. Writes nothing.

With --against, why a task was a cache hit on one machine and not on another: compares the inputs that Nx hashed in the
last recorded run here with those in a record from elsewhere, such as a CI artifact.

${AS_NX_RUNS}`,
  options: [
    { name: 'all', type: 'boolean', help: 'list fresh files too, and those that a `when` skips' },
    { name: 'against', type: 'string', help: 'the file or the id of the record of a run to compare with' },
  ],
  async run(invocation) {
    const id = invocation.positionals[0] ?? '';
    const { workspaceRoot, flags } = invocation;
    const graph = await loadProjectGraph(workspaceRoot);
    const { isCodegen, taskId } = findTarget(graph, id);
    if (typeof flags['against'] === 'string') return explainAgainst(invocation, taskId, flags['against'], graph);
    const reason = taskReason(taskId, recordedRuns(invocation), new Set(Object.keys(graph.nodes)));
    const details = reason && reasonDetails(reason, graph, workspaceRoot);
    const task = reason && details ? withDetails(reason, details) : null;
    const why = reason && details ? reasonText(reason, details) : `${id}: ${NO_RECORD}`;
    if (!isCodegen) return { code: 0, text: why, json: { target: id, task, outputDir: null, files: [] } };

    const { env, settings, declared } = taskToRun(graph, id, invocation);
    applyEnvironment(env);
    const prepared = await loadGraph(settings, declared);
    if (Array.isArray(prepared)) throw new FindingsError(prepared);
    const files = explainRun(prepared);
    const { outputDir } = prepared.settings;
    const isDue = ({ action }: Explanation): boolean => action !== 'fresh' && action !== 'skip';
    const shown = files.filter((file) => isDue(file) || invocation.flags['all'] === true);
    const fresh = files.filter(({ action }) => action === 'fresh').length;
    const lines = shown.map((file) => line(file, outputDir));
    const summary = `${id}: ${files.filter(isDue).length} due, ${fresh} fresh`;
    return { code: 0, text: [why, '', ...lines, summary].join('\n'), json: { target: id, task, outputDir, files } };
  },
};

function explainAgainst(
  invocation: Invocation,
  taskId: string,
  fileOrId: string,
  { nodes }: ProjectGraph,
): CommandResult {
  const runs = recordedRuns(invocation);
  const other = findComparedRun(invocation, fileOrId, runs);
  const here = runs.filter(({ id }) => id !== other.id);
  const found = taskDifference(taskId, here, other, new Set(Object.keys(nodes)));
  if (found === 'not there') {
    const tasks = other.tasks.flatMap(({ task, hash }) => (hash === undefined ? [] : [task]));
    throw new UsageError(`the run ${other.id} has no task "${taskId}"`, didYouMean(taskId, tasks));
  }
  if (found === 'not here') {
    const hint = `record one: npx nx-workflow profile record -- run ${taskId}`;
    throw new UsageError(`no run of ${taskId} is recorded here`, hint);
  }
  return { code: 0, text: differenceText(found), json: { target: taskId, against: found } };
}

function withDetails(reason: TaskReason, { newer, from, cacheable }: ReasonDetails) {
  const inputs = reason.inputs.map((input, index) => ({
    kind: input.kind,
    change: input.change,
    what: input.what,
    from: from[index] ?? null,
    writtenSince: newer[index] ?? [],
  }));
  return { ...reason, cacheable, inputs };
}

function line({ path, action, from, pattern, reasons }: Explanation, outputDir: string): string {
  const file =
    path === undefined ? `a file from ${from}${pattern === null ? '' : ` for ${pattern}`}` : `${outputDir}/${path}`;
  return reasons.length === 0 ? `${action.padEnd(7)} ${file}` : `${action.padEnd(7)} ${file}: ${reasons.join('; ')}`;
}
