import type { ProjectGraph } from '@nx/devkit';
import { UsageError, type CommandOption, type Invocation } from '../command';
import { outputOfNx } from '../run-nx';
import { codegenTargets } from '../task/named-target';
import { splitTaskId } from '../task/split-id';

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

/** The ids of the targets to look at. */
export async function namedTasks(graph: ProjectGraph, invocation: Invocation): Promise<readonly string[]> {
  const { positionals, flags, passedOn, workspaceRoot } = invocation;
  const [id] = positionals;
  const isAffected = flags['affected'] === true;
  if (!isAffected && (flags['base'] ?? flags['head']) !== undefined)
    throw new UsageError('--base and --head need --affected');
  if (id !== undefined) {
    if (isAffected) throw new UsageError('--affected chooses the targets, so there is none to name');
    return [id];
  }
  if (passedOn.length > 0) throw new UsageError('options behind "--" are those of one target: name it');
  const all = codegenTargets(graph);
  if (!isAffected) return all;
  const range = ['base', 'head'].flatMap((name) =>
    typeof flags[name] === 'string' ? [`--${name}=${flags[name]}`] : [],
  );
  const shown = await outputOfNx(workspaceRoot, ['show', 'projects', '--affected', '--json', ...range], invocation.env);
  const affected = JSON.parse(shown) as readonly string[];
  return all.filter((one) => affected.includes(splitTaskId(one, graph.nodes).project));
}
