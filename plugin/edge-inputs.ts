import type { Diagnostic } from '../diagnostics/diagnostic';
import { MANIFEST_NAME } from '../state/manifest-name';
import { bracesWrittenOut } from '../state/glob-meet';
import type { Input } from './codegen-inputs';
import type { JsonDocument } from './document';
import { writesNothing, type KnownTarget, type KnownTargets } from './known-targets';
import { asGlob, isGlob, resolveTokens } from './paths';
import { limited } from './limits';
import type { PlacedWorkflow } from './placed-workflow';
import type { ResolvedEdge } from './resolve-edge';
import { outputGlobs } from './target-io';
import { upstreamRoots } from './upstream';
import type { upstreamOutputs } from './upstream-outputs';
import type { Dependency, Task } from './workflow';

/** What the data edges of a task hash into its target on one project. */
export interface EdgeInputs {
  readonly inputs: readonly Input[];
  readonly findings: readonly Diagnostic[];
}

export interface EdgeInputsContext {
  readonly placed: PlacedWorkflow;
  readonly document: JsonDocument;
  readonly known: KnownTargets;
  /** The globs of the outputs of another task of the file. */
  readonly upstreamOutputs: ReturnType<typeof upstreamOutputs>;
  /** Of edges that lead to the same targets from everywhere. */
  readonly hashedBefore: Map<Dependency, Hashed>;
}

/** What one data edge hashes. */
export interface Hashed {
  /** Globs of outputs of the targets that the edge leads to. */
  readonly direct: readonly string[];
  /** The same of targets behind those. */
  readonly behind: readonly string[];
  /** Whether there are outputs that only Nx knows: of the targets themselves, or of those behind them. */
  readonly open: 'no' | 'direct' | 'behind';
  /** Of the outputs that it leads to, those that it leaves out. */
  readonly leaves: readonly string[];
}

/**
 * A data edge hashes the outputs of its targets as Nx runs them. Known outputs are named one by one. Others are hashed
 * as what is left of all that the target waits for, when all that is known is taken away: the outputs of order edges,
 * and those of other data edges.
 */
export function edgeInputs(task: Task, root: string, context: EdgeInputsContext): EdgeInputs {
  const findings: Diagnostic[] = [];
  const hashed = task.dependsOn.map((edge) => ({ edge, ...hashedBy(task, edge, root, context, findings) }));
  const inputs: Input[] = hashed.flatMap(({ direct, behind }) => [
    ...direct.map((glob) => ({ dependentTasksOutputFiles: glob })),
    ...behind.map((glob) => ({ dependentTasksOutputFiles: glob, transitive: true })),
  ]);
  const rest = hashed.filter(({ open, leaves }) => open !== 'no' || leaves.length > 0);
  if (rest.length === 0) return { inputs, findings };
  const order = orderOutputs(task, root, context);
  const unclear = hashed.find(({ open }) => open !== 'no');
  if (order.unknown && unclear) findings.push(unclearEdges(unclear.edge, order.unknown, context));
  const named = hashed
    .filter(({ open, leaves }) => open === 'no' && leaves.length === 0)
    .flatMap(({ edge }) => outputsOf(edge, root, context));
  const others = new Set([...order.outputs, ...named].flatMap(everythingAt));
  for (const glob of rest.flatMap(({ leaves }) => leaves)) for (const one of everythingAt(glob)) others.add(one);
  const glob = others.size === 0 ? `!**/${MANIFEST_NAME}` : `!{${[`**/${MANIFEST_NAME}`, ...others].join(',')}}`;
  const isBehind = rest.some(({ open }) => open === 'behind');
  return {
    inputs: [...inputs, { dependentTasksOutputFiles: glob, ...(isBehind ? { transitive: true } : {}) }],
    findings,
  };
}

function hashedBy(
  task: Task,
  edge: Dependency,
  root: string,
  context: EdgeInputsContext,
  findings: Diagnostic[],
): Hashed {
  const isSame =
    edge.kind === 'task' && upstreamRoots(edge, root, context.placed) === context.placed.layout.get(edge.task);
  const before = isSame ? context.hashedBefore.get(edge) : undefined;
  const found = before ?? findHashed(task, edge, root, context, findings);
  if (isSame) context.hashedBefore.set(edge, found);
  return found;
}

function findHashed(
  task: Task,
  edge: Dependency,
  root: string,
  context: EdgeInputsContext,
  findings: Diagnostic[],
): Hashed {
  const { known, placed } = context;
  const resolved = known.resolve(edge, root, placed);
  const targets = resolved.targets.map((ref) => known.find(ref));
  const found = targets.filter((target) => target !== undefined);
  for (const target of found) {
    if (edge.outputs === undefined && isSilent(target)) findings.push(silentEdge(task, edge, target, context));
  }
  const leaves = edge.outputs?.filter((output) => output.startsWith('!')) ?? [];
  const takes = edge.outputs?.filter((output) => !output.startsWith('!')) ?? [];
  if (takes.length > 0) return { ...NONE, direct: namedGlobs(takes, found, resolved) };
  if (leaves.length > 0) {
    return {
      ...NONE,
      leaves: found.flatMap((target) => resolvedAt(leaves, target)),
      ...opened(resolved, targets, known),
    };
  }
  if (edge.outputs) return NONE;
  const through = found.filter(writesNothing).map((target) => known.behind(target));
  const direct =
    edge.kind === 'task'
      ? context.upstreamOutputs(task, edge, root)
      : found.flatMap(({ outputs }) => outputGlobs(outputs.resolved, outputs.generated));
  const open = opened(resolved, targets, known).open;
  return {
    direct,
    behind: [...new Set(through.flatMap(({ globs }) => globs))],
    open: through.some(({ isOpen }) => isOpen) ? 'behind' : open,
    leaves: [],
  };
}

const NONE: Hashed = { direct: [], behind: [], open: 'no', leaves: [] };

function opened(
  { isOpen }: ResolvedEdge,
  targets: readonly (KnownTarget | undefined)[],
  { mayMiss }: KnownTargets,
): { open: Hashed['open'] } {
  const isUnclear = targets.some((target) => (target ? !target.outputs.isKnown : mayMiss));
  return { open: isOpen || isUnclear ? 'direct' : 'no' };
}

/** The globs of the outputs that an edge names. Of projects that only Nx knows, `{projectRoot}` is any folder. */
function namedGlobs(takes: readonly string[], found: readonly KnownTarget[], { isOpen }: ResolvedEdge): string[] {
  const globs = found.flatMap((target) => outputGlobs(resolvedAt(takes, target), target.outputs.generated));
  const anywhere = { root: '**', projectName: '*', options: {} };
  const open = isOpen ? takes.flatMap((output) => resolveTokens(output, anywhere) ?? []) : [];
  return [...new Set([...globs, ...outputGlobs(open, [])])];
}

function resolvedAt(outputs: readonly string[], { root, projectName, target }: KnownTarget): string[] {
  return target.options.flatMap((options) =>
    outputs.flatMap((output) => resolveTokens(output, { root, projectName, options }) ?? []),
  );
}

function outputsOf(edge: Dependency, root: string, { known, placed }: EdgeInputsContext): string[] {
  return known.resolve(edge, root, placed).targets.flatMap((ref) => known.find(ref)?.outputs.resolved ?? []);
}

/** What the order edges of a task lead to, and the first of them of which that is not known. */
function orderOutputs(
  task: Task,
  root: string,
  context: EdgeInputsContext,
): { readonly outputs: readonly string[]; readonly unknown: Dependency | undefined } {
  const { known, placed } = context;
  const unknown = task.after.find((edge) => {
    const { targets, isOpen } = known.resolve(edge, root, placed);
    const isUnclear = targets.some((ref) => {
      const target = known.find(ref);
      return target ? !target.outputs.isKnown : known.mayMiss;
    });
    return isOpen || isUnclear;
  });
  return { outputs: task.after.flatMap((edge) => outputsOf(edge, root, context)), unknown };
}

/** An output, and all that is in it, as parts of a glob in braces. */
function everythingAt(output: string): string[] {
  // A comma would end a part of the braces.
  const globs = isGlob(output) ? bracesWrittenOut(output).map((glob) => glob.replaceAll(',', '?')) : [asGlob(output)];
  // Too many to be written out: nothing is taken away, then.
  if (globs[0] === '**' && output !== '**') return [];
  return globs.flatMap((glob) => [glob, ...(/\*\*(\/\*)?$/.test(glob) ? [] : [`${glob}/**`])]);
}

/** Whether nothing says what a target writes, although it does something. */
function isSilent(target: KnownTarget): boolean {
  if (writesNothing(target) || target.target.continuous) return false;
  // Where another executor replaces the task's own, that is said.
  if (target.task && target.target.executor !== (limited(target.task).executor ?? 'nx:run-commands')) return false;
  return target.outputs.isKnown && target.outputs.resolved.length === 0;
}

function silentEdge(task: Task, edge: Dependency, upstream: KnownTarget, { document }: EdgeInputsContext): Diagnostic {
  const name = upstream.task ? `"${upstream.name}"` : `"${upstream.projectName}:${upstream.name}"`;
  const [lost] = upstream.target.outputs ?? [];
  const what = lost === undefined ? 'declares no outputs' : `has no option for its output "${lost}"`;
  const message = `${name} ${what}, so this edge hashes nothing into "${task.name}"`;
  const where = upstream.file === undefined ? '' : ` in ${upstream.file}`;
  const hint = `declare the "outputs" of ${name}${where}, [] if it writes no file, or write this edge under "after"`;
  return document.atValue('edge-without-outputs', edge.path, message, hint);
}

function unclearEdges(edge: Dependency, order: Dependency, { document }: EdgeInputsContext): Diagnostic {
  const message = `what ${described(edge)} writes is known to Nx only, and so is what ${described(order)} under "after" writes: the one cannot be hashed without the other`;
  const hint = `name what is read: { "target": "${nameOf(edge)}", …, "outputs": ["{projectRoot}/dist"] }`;
  return document.atValue('unknown-outputs', edge.path, message, hint);
}

function described(edge: Dependency): string {
  return JSON.stringify(edge.kind === 'task' ? edge.task : edge.value);
}

function nameOf(edge: Dependency): string {
  if (edge.kind === 'task') return edge.task;
  return typeof edge.value === 'string' ? edge.value.replace(/^\^/, '') : edge.value.target;
}
