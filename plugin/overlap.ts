import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument } from './document';
import { foldersAround, globBase, isGlob, isWithin, resolveTokens } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { checkOutputs } from './target-io';
import { CODEGEN_EXECUTOR, type Task } from './workflow';

interface Owner {
  readonly task: Task;
  readonly root: string;
  readonly output: string;
}

/**
 * The findings about the outputs of all targets of a file: each must be a path of its own inside the
 * workspace, since a cache hit replaces it whole, and narrowed dependencies must lie in them.
 */
export function validateOutputs(placed: PlacedWorkflow, document: JsonDocument): Diagnostic[] {
  const { workflow, layout, projectName } = placed;
  const diagnostics: Diagnostic[] = [];
  const roots = new Set([...layout.values()].flat());
  const owners: Owner[] = [];
  for (const task of workflow.tasks) {
    const found = new Map<string, Diagnostic>();
    for (const root of layout.get(task.name) ?? []) {
      const place = { root, projectName: projectName(root) };
      const findings = checkOutputs(task, placed.merged(task, root), place, document, roots);
      for (const finding of findings) found.set(JSON.stringify(finding), finding);
      owners.push(...placed.outputs(task, root).resolved.map((output) => ({ task, root, output })));
    }
    diagnostics.push(...found.values());
  }
  const invalid = new Set(diagnostics.map((finding) => `${finding.line}:${finding.column}`));
  diagnostics.push(
    ...findOverlaps(owners, document).filter((finding) => !invalid.has(`${finding.line}:${finding.column}`)),
  );
  diagnostics.push(...findUndeclared(placed, document, owners));
  return diagnostics;
}

/** One finding per pair of tasks. Outputs are looked up by their folders: not every one is held against every other. */
function findOverlaps(owners: readonly Owner[], document: JsonDocument): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const byPath = new Map<string, Owner>();
  const report = (first: Owner, second: Owner): void => {
    const key = `${first.task.name} ${second.task.name}`;
    if (!found.has(key)) found.set(key, overlap(first, second, document));
  };
  for (const owner of owners) {
    if (isGlob(owner.output)) continue;
    const other = byPath.get(owner.output);
    if (other && !isSameTarget(owner, other)) report(other, owner);
    else byPath.set(owner.output, owner);
  }
  for (const owner of byPath.values()) {
    for (let end = owner.output.lastIndexOf('/'); end > 0; end = owner.output.lastIndexOf('/', end - 1)) {
      const around = byPath.get(owner.output.slice(0, end));
      if (around && !isSameTarget(owner, around)) report(around, owner);
    }
  }
  const near = neighbours(owners);
  for (const [index, owner] of owners.entries()) {
    if (!isGlob(owner.output)) continue;
    const overlaps = overlapsOf(owner.output);
    for (const at of near(owner.output)) {
      const other = owners[at]!;
      if (isSameTarget(owner, other) || (at > index && isGlob(other.output))) continue;
      if (overlaps(other.output)) report(other, owner);
    }
  }
  return [...found.values()];
}

/** For a glob, the positions of the outputs that it can meet at all, in order: most lie in other folders. */
function neighbours(owners: readonly Owner[]): (glob: string) => number[] {
  const byPath = new Map<string, number[]>();
  const inFolder = new Map<string, number[]>();
  const add = (to: Map<string, number[]>, key: string, at: number): void => {
    const list = to.get(key);
    if (list) list.push(at);
    else to.set(key, [at]);
  };
  for (const [at, { output }] of owners.entries()) {
    add(byPath, output, at);
    if (!isGlob(output)) for (const folder of foldersAround(output)) add(inFolder, folder, at);
  }
  return (glob) => {
    const base = globBase(glob);
    const around = [glob, ...foldersAround(base)].flatMap((path) => byPath.get(path) ?? []);
    return [...new Set([...around, ...(inFolder.get(base) ?? [])])].sort((a, b) => a - b);
  };
}

/** Whether a glob surely meets another output: the same text, inside a folder, or matching a file. */
function overlapsOf(glob: string): (other: string) => boolean {
  const base = globBase(glob);
  let matches: ((path: string) => boolean) | undefined;
  return (other) => {
    if (glob === other) return true;
    if (isGlob(other)) return false;
    if (isWithin(other, base)) return true;
    if (!isWithin(base, other)) return false;
    matches ??= (require('micromatch') as typeof import('micromatch')).matcher(glob, { dot: true });
    return matches(other);
  };
}

function isSameTarget(a: Owner, b: Owner): boolean {
  return a.task === b.task && a.root === b.root;
}

function overlap(first: Owner, second: Owner, document: JsonDocument): Diagnostic {
  const name = second.task.name;
  const path =
    second.task.target.outputs === undefined && second.task.target.executor === CODEGEN_EXECUTOR
      ? ['tasks', name, 'options', 'outputDir']
      : ['tasks', name, 'outputs'];
  if (first.task === second.task) {
    const message = `task "${name}" writes to "${second.output}" on "${first.root}" and on "${second.root}" alike`;
    return document.atValue(
      'overlapping-outputs',
      path,
      message,
      'use {projectRoot}, so that each project has its own',
    );
  }
  const where = first.output === second.output ? `"${first.output}"` : `"${first.output}" and "${second.output}"`;
  const message = `"${first.task.name}" and "${name}" both own ${where}`;
  const hint = 'Nx replaces an output whole on a cache hit: give each task a directory of its own';
  return document.atValue('overlapping-outputs', path, message, hint);
}

function* findUndeclared(
  placed: PlacedWorkflow,
  document: JsonDocument,
  owners: readonly Owner[],
): Generator<Diagnostic> {
  const { workflow, projectName } = placed;
  for (const task of workflow.tasks) {
    for (const dependency of task.dependsOn) {
      if (dependency.kind !== 'task' || !dependency.outputs) continue;
      const upstream = owners.filter((owner) => owner.task.name === dependency.task);
      const root = upstream[0]?.root;
      const options = upstream[0] && root !== undefined ? placed.merged(upstream[0].task, root).options : [];
      for (const [index, output] of dependency.outputs.entries()) {
        const paths = options.flatMap((values) =>
          root === undefined
            ? []
            : (resolveTokens(output, { root, projectName: projectName(root), options: values }) ?? []),
        );
        const isCovered = (path: string): boolean => upstream.some((owner) => covers(owner.output, path));
        if (paths.length > 0 && paths.every(isCovered)) continue;
        const at = [...dependency.path, 'outputs', index];
        const declared = upstream.filter((owner) => owner.root === root).map((owner) => `"${owner.output}"`);
        const message = `"${output}" is not among the outputs of "${dependency.task}"`;
        const hint = declared.length > 0 ? `it declares ${declared.join(', ')}` : 'it declares no outputs';
        yield document.atValue('undeclared-output', at, message, hint);
      }
    }
  }
}

function covers(output: string, path: string): boolean {
  if (output === path) return true;
  return isGlob(output) ? isWithin(globBase(output), globBase(path)) : isWithin(output, globBase(path));
}
