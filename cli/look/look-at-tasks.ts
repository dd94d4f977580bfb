import type { ProjectGraph } from '@nx/devkit';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { FoundError, UsageError, type CommandOption, type Invocation } from '../command';
import { outputOfNx } from '../run-nx';
import { codegenTargets, committedTargets } from '../task/named-target';
import { splitTaskId } from '../task/split-id';
import { taskToRun, type TaskToRun } from '../task/task-to-run';
import { loadProjectGraph } from '../workspace';
import { lookAt, type Looks } from './look-at';

/** Options of a command that looks at one target, at those of affected projects, or at all. */
export const AFFECTED_OPTIONS: readonly CommandOption[] = [
  {
    name: 'affected',
    type: 'boolean',
    help: 'look at the codegen targets of affected projects, as "nx affected" finds them',
  },
  { name: 'base', type: 'string', help: 'with --affected: the commit to compare with' },
  { name: 'head', type: 'string', help: 'with --affected: the commit that is compared' },
];

/** A target of which nothing can be told. */
export interface Failed {
  readonly target: string;
  readonly problems: readonly Diagnostic[];
}

/** What there is to say of the target that was named, or of each of several. */
export type LookedAt<Report> = { readonly named: Report } | { readonly all: readonly (Report | Failed)[] };

/**
 * Looks at the targets that an invocation means, one after the other. Throws a {@link FoundError} where the one that it
 * names cannot be looked at.
 */
export async function lookAtTasks<What extends keyof Looks, Report>(
  invocation: Invocation,
  what: What,
  report: (task: TaskToRun, found: Looks[What]) => Report,
): Promise<LookedAt<Report>> {
  const graph = await loadProjectGraph(invocation.workspaceRoot);
  const lookAtTask = async (id: string): Promise<Report> => {
    const task = taskToRun(graph, id, invocation);
    const looked = await lookAt(task, what, invocation.flags['diff'] === true);
    if ('problems' in looked) throw new FoundError(looked.problems);
    return report(task, looked.found);
  };
  const ids = await namedTasks(graph, invocation);
  const [named] = invocation.positionals;
  if (named !== undefined) return { named: await lookAtTask(named) };
  const all: (Report | Failed)[] = [];
  for (const target of ids) {
    try {
      all.push(await lookAtTask(target));
    } catch (error) {
      if (!(error instanceof FoundError)) throw error;
      all.push({ target, problems: error.diagnostics });
    }
  }
  return { all };
}

/** The ids of the targets to look at. */
async function namedTasks(graph: ProjectGraph, invocation: Invocation): Promise<readonly string[]> {
  const { positionals, flags, passedOn, workspaceRoot } = invocation;
  const [id] = positionals;
  const isAffected = flags['affected'] === true;
  if (!isAffected && (flags['base'] ?? flags['head']) !== undefined)
    throw new UsageError('--base and --head need --affected');
  const isCommitted = flags['committed'] === true;
  if (id !== undefined) {
    if (isCommitted) throw new UsageError('--committed chooses the targets, so there is none to name');
    if (isAffected) throw new UsageError('--affected chooses the targets, so there is none to name');
    return [id];
  }
  if (passedOn.length > 0) throw new UsageError('options behind "--" are those of one target: name it');
  const all = isCommitted ? committedTargets(graph) : codegenTargets(graph);
  if (!isAffected) return all;
  const range = ['base', 'head'].flatMap((name) =>
    typeof flags[name] === 'string' ? [`--${name}=${flags[name]}`] : [],
  );
  const shown = await outputOfNx(workspaceRoot, ['show', 'projects', '--affected', '--json', ...range], invocation.env);
  const affected = JSON.parse(shown) as readonly string[];
  return all.filter((one) => affected.includes(splitTaskId(one, graph.nodes).project));
}
