import type { Diagnostic } from '../diagnostics/diagnostic';
import { MANIFEST_NAME } from '../state/manifest-name';
import { expandBraces } from '../state/glob-meet';
import type { Input } from './codegen-inputs';
import type { JsonDocument } from './document';
import { writesNothing, type KnownTarget, type KnownTargets } from './known-targets';
import { asGlob, isGlob, resolveTokens } from './paths';
import { withLimits } from './limits';
import type { PlacedWorkflow } from './placed-workflow';
import type { ResolvedEdge } from './resolve-edge';
import { outputGlobs } from './target-io';
import { upstreamRoots } from './upstream';
import type { upstreamOutputs } from './upstream-outputs';
import type { Dependency, Task } from './workflow';

/** The inputs of a target that follow from its task's data edges. */
export interface EdgeInputs {
  readonly inputs: readonly Input[];
  readonly findings: readonly Diagnostic[];
}

export interface EdgeInputsContext {
  readonly placed: PlacedWorkflow;
  readonly document: JsonDocument;
  readonly known: KnownTargets;
  /** Globs for the outputs of another task of the file. */
  readonly upstreamOutputs: ReturnType<typeof upstreamOutputs>;
  /** Results of edges that lead to the same targets from every project. */
  readonly hashedCache: Map<Dependency, HashedOutputs>;
}

/** The outputs that one data edge hashes. */
export interface HashedOutputs {
  /** Globs for outputs of the targets that the edge leads to. */
  readonly direct: readonly string[];
  /** Globs for outputs of targets that those wait for. */
  readonly transitive: readonly string[];
  /** Outputs that only Nx knows: none, those of the targets themselves, or also those of targets that they wait for. */
  readonly open: 'no' | 'direct' | 'transitive';
  /** Outputs that the edge excludes with `!`. */
  readonly excluded: readonly string[];
}

/**
 * The inputs for a task's data edges. Known outputs are named one by one. Outputs that only Nx knows are hashed by a
 * negated glob: all outputs that the target waits for, except the known outputs of order edges and of other data edges.
 */
export function edgeInputs(task: Task, root: string, context: EdgeInputsContext): EdgeInputs {
  const findings: Diagnostic[] = [];
  const hashed = task.dependsOn.map((edge) => ({ edge, ...hashedBy(task, edge, root, context, findings) }));
  const inputs: Input[] = hashed.flatMap(({ direct, transitive }) => [
    ...direct.map((glob) => ({ dependentTasksOutputFiles: glob })),
    ...transitive.map((glob) => ({ dependentTasksOutputFiles: glob, transitive: true })),
  ]);
  const rest = hashed.filter(({ open, excluded }) => open !== 'no' || excluded.length > 0);
  if (rest.length === 0) return { inputs, findings };
  const order = orderOutputs(task, root, context);
  const unclear = hashed.find(({ open }) => open !== 'no');
  if (order.unknown && unclear) findings.push(unknownOutputsFinding(unclear.edge, order.unknown, context));
  const named = hashed
    .filter(({ open, excluded }) => open === 'no' && excluded.length === 0)
    .flatMap(({ edge }) => outputsOf(edge, root, context));
  const others = new Set([...order.outputs, ...named].flatMap(withContents));
  for (const glob of rest.flatMap(({ excluded }) => excluded)) for (const one of withContents(glob)) others.add(one);
  const glob = others.size === 0 ? `!**/${MANIFEST_NAME}` : `!{${[`**/${MANIFEST_NAME}`, ...others].join(',')}}`;
  const isTransitive = rest.some(({ open }) => open === 'transitive');
  return {
    inputs: [...inputs, { dependentTasksOutputFiles: glob, ...(isTransitive ? { transitive: true } : {}) }],
    findings,
  };
}

function hashedBy(
  task: Task,
  edge: Dependency,
  root: string,
  context: EdgeInputsContext,
  findings: Diagnostic[],
): HashedOutputs {
  const isSame =
    edge.kind === 'task' && upstreamRoots(edge, root, context.placed) === context.placed.layout.get(edge.task);
  const before = isSame ? context.hashedCache.get(edge) : undefined;
  const found = before ?? findHashed(task, edge, root, context, findings);
  if (isSame) context.hashedCache.set(edge, found);
  return found;
}

function findHashed(
  task: Task,
  edge: Dependency,
  root: string,
  context: EdgeInputsContext,
  findings: Diagnostic[],
): HashedOutputs {
  const { known, placed } = context;
  const resolved = known.resolve(edge, root, placed);
  const targets = resolved.targets.map((ref) => known.find(ref));
  const found = targets.filter((target) => target !== undefined);
  for (const target of found) {
    if (edge.outputs === undefined && lacksOutputs(target))
      findings.push(noOutputsFinding(task, edge, target, context));
  }
  const excludes = edge.outputs?.filter((output) => output.startsWith('!')) ?? [];
  const included = edge.outputs?.filter((output) => !output.startsWith('!')) ?? [];
  if (included.length > 0) return { ...NONE, direct: namedGlobs(included, found, resolved) };
  if (excludes.length > 0) {
    return {
      ...NONE,
      excluded: found.flatMap((target) => resolvedAt(excludes, target)),
      ...unknownOutputs(resolved, targets, known),
    };
  }
  if (edge.outputs) return NONE;
  const through = found.filter(writesNothing).map((target) => known.transitiveOutputs(target));
  const direct =
    edge.kind === 'task'
      ? context.upstreamOutputs(task, edge, root)
      : found.flatMap(({ outputs }) => outputGlobs(outputs.resolved, outputs.generated));
  const open = unknownOutputs(resolved, targets, known).open;
  return {
    direct,
    transitive: [...new Set(through.flatMap(({ globs }) => globs))],
    open: through.some(({ isOpen }) => isOpen) ? 'transitive' : open,
    excluded: [],
  };
}

const NONE: HashedOutputs = { direct: [], transitive: [], open: 'no', excluded: [] };

function unknownOutputs(
  { isOpen }: ResolvedEdge,
  targets: readonly (KnownTarget | undefined)[],
  { isIncomplete }: KnownTargets,
): { open: HashedOutputs['open'] } {
  const isUnclear = targets.some((target) => (target ? !target.outputs.isKnown : isIncomplete));
  return { open: isOpen || isUnclear ? 'direct' : 'no' };
}

/** Globs for the outputs that an edge names. For projects that only Nx knows, `{projectRoot}` matches any folder. */
function namedGlobs(included: readonly string[], found: readonly KnownTarget[], { isOpen }: ResolvedEdge): string[] {
  const globs = found.flatMap((target) => outputGlobs(resolvedAt(included, target), target.outputs.generated));
  const anywhere = { root: '**', projectName: '*', options: {} };
  const open = isOpen ? included.flatMap((output) => resolveTokens(output, anywhere) ?? []) : [];
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

/** The known outputs of a task's order edges, and the first order edge whose outputs only Nx knows. */
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
      return target ? !target.outputs.isKnown : known.isIncomplete;
    });
    return isOpen || isUnclear;
  });
  return { outputs: task.after.flatMap((edge) => outputsOf(edge, root, context)), unknown };
}

/** An output and everything in it, as parts of a glob in braces. */
function withContents(output: string): string[] {
  // A comma would separate parts of the braces.
  const globs = isGlob(output) ? expandBraces(output).map((glob) => glob.replaceAll(',', '?')) : [asGlob(output)];
  // Too many alternatives to write out: exclude nothing.
  if (globs[0] === '**' && output !== '**') return [];
  return globs.flatMap((glob) => [glob, ...(/\*\*(\/\*)?$/.test(glob) ? [] : [`${glob}/**`])]);
}

/** True if a target does something but nothing declares what it writes. */
function lacksOutputs(target: KnownTarget): boolean {
  if (writesNothing(target) || target.target.continuous) return false;
  // If another executor replaces the task's own, replaced-by-target-defaults or replaced-by-project-target is reported.
  if (target.task && target.target.executor !== (withLimits(target.task).executor ?? 'nx:run-commands')) return false;
  return target.outputs.isKnown && target.outputs.resolved.length === 0;
}

function noOutputsFinding(
  task: Task,
  edge: Dependency,
  upstream: KnownTarget,
  { document }: EdgeInputsContext,
): Diagnostic {
  const name = upstream.task ? `"${upstream.name}"` : `"${upstream.projectName}:${upstream.name}"`;
  const [lost] = upstream.target.outputs ?? [];
  const what = lost === undefined ? 'declares no outputs' : `has no option for its output "${lost}"`;
  const message = `${name} ${what}, so this edge hashes nothing into "${task.name}"`;
  const where = upstream.file === undefined ? '' : ` in ${upstream.file}`;
  const hint = `declare the "outputs" of ${name}${where}, [] if it writes no file, or write this edge under "after"`;
  return document.atValue('edge-without-outputs', edge.path, message, hint);
}

function unknownOutputsFinding(edge: Dependency, order: Dependency, { document }: EdgeInputsContext): Diagnostic {
  const message = `only Nx knows the outputs of ${described(edge)} and of ${described(order)} under "after", so it cannot hash the one without the other`;
  const hint = `name the outputs that the task reads: { "target": "${nameOf(edge)}", …, "outputs": ["{projectRoot}/dist"] }`;
  return document.atValue('unknown-outputs', edge.path, message, hint);
}

function described(edge: Dependency): string {
  return JSON.stringify(edge.kind === 'task' ? edge.task : edge.value);
}

function nameOf(edge: Dependency): string {
  if (edge.kind === 'task') return edge.task;
  return typeof edge.value === 'string' ? edge.value.replace(/^\^/, '') : edge.value.target;
}
