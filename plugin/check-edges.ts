import { compareText, type Diagnostic } from '../diagnostics/diagnostic';
import { didYouMean } from '../diagnostics/suggest';
import type { JsonDocument } from './document';
import type { WorkspaceFacts } from './facts';
import { keyOf, type KnownTargets, type TargetRef } from './known-targets';
import type { PlacedWorkflow } from './placed-workflow';
import type { Dependency, NxDependency, Task } from './workflow';

/** A workflow file without errors of its own. */
export interface CheckedFile {
  readonly file: string;
  readonly placed: PlacedWorkflow;
  readonly document: JsonDocument;
}

/** Reports edges to missing targets or projects, which Nx would silently ignore. */
export function* checkEdgeTargets(
  { placed, document }: CheckedFile,
  known: KnownTargets,
  facts: WorkspaceFacts,
): Generator<Diagnostic> {
  // Another plugin may define any project and any target.
  if (facts.hasOtherPlugins) return;
  const said = new Set<Dependency>();
  for (const { edge, root } of nxEdges(placed)) {
    if (said.has(edge)) continue;
    const { targets, unknownProjects } = known.resolve(edge, root, placed);
    const [project] = unknownProjects;
    const missing = targets.find((ref) => known.find(ref) === undefined && ref.name !== 'nx-release-publish');
    if (project !== undefined) {
      const hint =
        'Nx would silently ignore this edge: name a project of the workspace, or the folder of a workflow file';
      yield document.atValue('unknown-target', edge.path, `there is no project "${project}"`, hint);
    } else if (missing) {
      const message = `there is no target "${missing.name}" on the project in "${missing.root}"`;
      const names = facts.project(missing.root)?.targets.keys() ?? [];
      const hint = `Nx would silently ignore this edge; ${didYouMean(missing.name, [...names])}`;
      yield document.atValue('unknown-target', edge.path, message, hint);
    } else continue;
    said.add(edge);
  }
}

interface PlacedEdge {
  readonly task: Task;
  readonly root: string;
  readonly edge: NxDependency;
}

/** The edges that are written in Nx's own forms, once for each project of their task. */
function nxEdges(placed: PlacedWorkflow): PlacedEdge[] {
  return placed.workflow.tasks.flatMap((task) => {
    const edges = [...task.dependsOn, ...task.after].filter((edge) => edge.kind === 'nx');
    return edges.flatMap((edge) => (placed.layout.get(task.name) ?? []).map((root) => ({ task, root, edge })));
  });
}

/**
 * Cycles of targets over edges in Nx's own forms; Nx refuses to run any target of a cycle. (cycle.ts finds cycles of
 * task names within one file.) Each file with such an edge in a cycle gets a finding.
 */
export function findCrossFileCycles(files: readonly CheckedFile[], known: KnownTargets): Map<string, Diagnostic[]> {
  const found = new Map<string, Diagnostic[]>();
  for (const { file, placed, document } of files) {
    const findings = new Map<NxDependency, Diagnostic>();
    for (const { task, root, edge } of nxEdges(placed)) {
      if (findings.has(edge)) continue;
      const start: TargetRef = { root, name: task.name };
      const paths = known.resolve(edge, root, placed).targets.map((next) => shortestPath(next, start, known));
      const path = paths.find((one) => one !== undefined);
      if (!path) continue;
      const names = [start, ...path].map((ref) => label(ref, known));
      const message = `tasks wait for each other: ${names.join(' -> ')}`;
      const hint = 'remove one of these edges from "dependsOn" or "after"';
      findings.set(edge, document.atValue('cycle', edge.path, message, hint));
    }
    found.set(file, [...findings.values()]);
  }
  return found;
}

/** The shortest path along edges from one target to another, both included. */
function shortestPath(from: TargetRef, to: TargetRef, known: KnownTargets): TargetRef[] | undefined {
  const before = new Map<string, TargetRef | undefined>([[keyOf(from), undefined]]);
  const queue = [from];
  for (const next of queue) {
    if (keyOf(next) === keyOf(to)) {
      const path: TargetRef[] = [];
      for (let at: TargetRef | undefined = next; at; at = before.get(keyOf(at))) path.unshift(at);
      return path;
    }
    for (const ref of upstreamOf(next, known)) {
      if (before.has(keyOf(ref))) continue;
      before.set(keyOf(ref), next);
      queue.push(ref);
    }
  }
  return undefined;
}

function upstreamOf(ref: TargetRef, known: KnownTargets): TargetRef[] {
  const target = known.find(ref);
  if (!target) return [];
  const edges = [...target.edges, ...(target.task?.after ?? [])];
  return edges
    .flatMap((edge) => known.resolve(edge, target.root, target.placed).targets)
    .sort((a, b) => compareText(keyOf(a), keyOf(b)));
}

function label(ref: TargetRef, known: KnownTargets): string {
  return `${known.find(ref)?.projectName ?? ref.root}:${ref.name}`;
}
