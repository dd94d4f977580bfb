import type { ProjectGraph } from '@nx/devkit';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { FindingsError, UsageError, type CommandOption, type Invocation } from '../command';
import { outputOfNx } from '../run-nx';
import { codegenTargets, committedTargets } from '../task/named-target';
import { splitTaskId } from '../task/split-id';
import { taskToRun, type TaskToRun } from '../task/task-to-run';
import { loadProjectGraph } from '../workspace';
import { inspectTarget, type Inspections } from './inspect-target';

/** Options of a command for one target, for those of affected projects, or for all. */
export const AFFECTED_OPTIONS: readonly CommandOption[] = [
  {
    name: 'affected',
    type: 'boolean',
    help: 'only codegen targets of affected projects, as with "nx affected"',
  },
  { name: 'base', type: 'string', help: 'with --affected: the commit to compare with' },
  { name: 'head', type: 'string', help: 'with --affected: the commit to compare' },
];

/** A target that cannot be inspected. */
export interface FailedTarget {
  readonly target: string;
  readonly problems: readonly Diagnostic[];
}

/** The report on the named target, or on each of several. */
export type InspectedTasks<Report> = { readonly named: Report } | { readonly all: readonly (Report | FailedTarget)[] };

/**
 * Inspects the targets of an invocation, one after the other. Throws a {@link FindingsError} if a named target cannot be
 * inspected.
 */
export async function inspectTasks<What extends keyof Inspections, Report>(
  invocation: Invocation,
  what: What,
  report: (task: TaskToRun, found: Inspections[What]) => Report,
): Promise<InspectedTasks<Report>> {
  const graph = await loadProjectGraph(invocation.workspaceRoot);
  const inspect = async (id: string): Promise<Report> => {
    const task = taskToRun(graph, id, invocation);
    const result = await inspectTarget(task, what, invocation.flags['diff'] === true);
    if ('problems' in result) throw new FindingsError(result.problems);
    return report(task, result.found);
  };
  const ids = await namedTasks(graph, invocation);
  const [named] = invocation.positionals;
  if (named !== undefined) return { named: await inspect(named) };
  const all: (Report | FailedTarget)[] = [];
  for (const target of ids) {
    try {
      all.push(await inspect(target));
    } catch (error) {
      if (!(error instanceof FindingsError)) throw error;
      all.push({ target, problems: error.diagnostics });
    }
  }
  return { all };
}

/** The ids of the targets to inspect. */
async function namedTasks(graph: ProjectGraph, invocation: Invocation): Promise<readonly string[]> {
  const { positionals, flags, passthroughArgs, workspaceRoot } = invocation;
  const [id] = positionals;
  const isAffected = flags['affected'] === true;
  if (!isAffected && (flags['base'] ?? flags['head']) !== undefined)
    throw new UsageError('--base and --head need --affected');
  const isCommitted = flags['committed'] === true;
  if (id !== undefined) {
    if (isCommitted) throw new UsageError('--committed selects the targets: name none');
    if (isAffected) throw new UsageError('--affected selects the targets: name none');
    return [id];
  }
  if (passthroughArgs.length > 0) throw new UsageError('options after "--" need a target: name it');
  const all = isCommitted ? committedTargets(graph) : codegenTargets(graph);
  if (!isAffected) return all;
  const range = ['base', 'head'].flatMap((name) =>
    typeof flags[name] === 'string' ? [`--${name}=${flags[name]}`] : [],
  );
  const shown = await outputOfNx(workspaceRoot, ['show', 'projects', '--affected', '--json', ...range], invocation.env);
  const affected = JSON.parse(shown) as readonly string[];
  return all.filter((one) => affected.includes(splitTaskId(one, graph.nodes).project));
}
