import type { Diagnostic } from '../diagnostics/diagnostic';
import { globsMeet } from '../state/glob-meet';
import type { JsonDocument } from './document';
import type { CheckedFile } from './check-edges';
import { foldersAround, globBase, isGlob, isWithin, leadsOut, resolveTokens } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { checkOutputs } from './target-io';
import { CODEGEN_EXECUTOR, type Task } from './workflow';

interface OwnedOutput {
  readonly task: Task;
  readonly root: string;
  readonly output: string;
  /** Outputs that the target excludes with `!`. */
  readonly excluded: readonly string[];
  readonly file: string;
  readonly document: JsonDocument;
}

/**
 * Validates the outputs of a file's targets: each must be a path inside the workspace, and the outputs that an edge
 * names must be among those of the other task.
 */
export function validateOutputs(placed: PlacedWorkflow, document: JsonDocument): Diagnostic[] {
  const { workflow, layout, projectName } = placed;
  const diagnostics: Diagnostic[] = [];
  const roots = new Set([...layout.values()].flat());
  for (const task of workflow.tasks) {
    const found = new Map<string, Diagnostic>();
    for (const root of layout.get(task.name) ?? []) {
      const place = { root, projectName: projectName(root) };
      const findings = checkOutputs(task, placed.merged(task, root), place, document, roots);
      for (const finding of findings) found.set(JSON.stringify(finding), finding);
    }
    diagnostics.push(...found.values());
  }
  return [...diagnostics, ...findUndeclared(placed, document)];
}

/**
 * Reports targets whose outputs overlap, within a file or between files: a cache hit replaces an output as a whole,
 * including files of the other target. One finding per pair of tasks, in the later file. Candidates are looked up by
 * folder, so that not all pairs are compared.
 */
export function findOverlaps(files: readonly CheckedFile[]): Map<string, Diagnostic[]> {
  const owners = files.flatMap(ownersIn);
  const found = new Map<string, Diagnostic[]>();
  const pairs = new Set<string>();
  const places = new Map(owners.map((owner, index) => [owner, index]));
  const place = (owner: OwnedOutput): number => places.get(owner) ?? 0;
  const report = (a: OwnedOutput, b: OwnedOutput): void => {
    const [first, second] = place(a) <= place(b) ? [a, b] : [b, a];
    const pair = `${first.file}\n${first.task.name}\n${second.file}\n${second.task.name}`;
    if (pairs.has(pair)) return;
    pairs.add(pair);
    found.set(second.file, [...(found.get(second.file) ?? []), overlap(first, second)]);
  };
  const byPath = new Map<string, OwnedOutput>();
  for (const owner of owners) {
    if (isGlob(owner.output)) continue;
    const other = byPath.get(owner.output);
    if (other && !isSameTarget(owner, other)) report(other, owner);
    else byPath.set(owner.output, owner);
  }
  for (const owner of byPath.values()) {
    for (const folder of foldersAround(owner.output)) {
      const around = byPath.get(folder);
      if (around && !isSameTarget(owner, around) && !excludes(around, owner.output)) report(around, owner);
    }
  }
  const near = candidatesFor(owners);
  for (const [index, owner] of owners.entries()) {
    if (!isGlob(owner.output)) continue;
    for (const at of near(owner.output)) {
      const other = owners[at]!;
      if (isSameTarget(owner, other) || (at > index && isGlob(other.output))) continue;
      if (!mayMeet(owner.output, other.output)) continue;
      if (!excludes(owner, other.output) && !excludes(other, owner.output)) report(other, owner);
    }
  }
  return found;
}

/** Skips invalid outputs, which `validateOutputs` reports. */
function ownersIn({ file, placed, document }: CheckedFile): OwnedOutput[] {
  const roots = new Set([...placed.layout.values()].flat());
  return placed.workflow.tasks.flatMap((task) =>
    (placed.layout.get(task.name) ?? []).flatMap((root) => {
      const { resolved, excluded } = placed.outputs(task, root);
      const inside = resolved.filter((output) => output !== '.' && !leadsOut(output) && !roots.has(output));
      return inside.map((output) => ({ task, root, output, excluded, file, document }));
    }),
  );
}

/** Finds the positions, in order, of the outputs that a glob might overlap, by folder. */
function candidatesFor(owners: readonly OwnedOutput[]): (glob: string) => number[] {
  const at = new Map<string, number[]>();
  const inFolder = new Map<string, number[]>();
  const add = (to: Map<string, number[]>, key: string, position: number): void => {
    const list = to.get(key);
    if (list) list.push(position);
    else to.set(key, [position]);
  };
  for (const [position, { output }] of owners.entries()) {
    const base = globBase(output);
    add(at, base, position);
    for (const folder of foldersAround(base)) add(inFolder, folder, position);
  }
  return (glob) => {
    const base = globBase(glob);
    const around = foldersAround(base).flatMap((path) => at.get(path) ?? []);
    return [...new Set([...around, ...(inFolder.get(base) ?? [])])].sort((a, b) => a - b);
  };
}

/** True if some file could belong to both outputs. A folder stands for everything in it. */
function mayMeet(glob: string, other: string): boolean {
  const [one, two] = [contents(glob), contents(other)];
  return one.some((a) => two.some((b) => globsMeet(a, b)));
}

/** An output, and everything in it if it may be a folder. A path with an extension is a file. */
function contents(output: string): string[] {
  return /\.[\w{},]+$|\*\*$/.test(output) ? [output] : [output, `${output}/**`];
}

/** True if a target excludes an output with `!`. */
function excludes({ excluded }: OwnedOutput, output: string): boolean {
  return excluded.some((glob) => {
    const folder = isGlob(glob) ? (/^(.+?)\/\*\*(\/\*)?$/.exec(glob)?.[1] ?? '') : glob;
    return folder !== '' && !isGlob(folder) && isWithin(folder, globBase(output));
  });
}

function isSameTarget(a: OwnedOutput, b: OwnedOutput): boolean {
  return a.task === b.task && a.root === b.root && a.file === b.file;
}

function overlap(first: OwnedOutput, second: OwnedOutput): Diagnostic {
  const { document } = second;
  const name = second.task.name;
  const path =
    second.task.target.outputs === undefined && second.task.target.executor === CODEGEN_EXECUTOR
      ? ['tasks', name, 'options', 'outputDir']
      : ['tasks', name, 'outputs'];
  if (first.task === second.task) {
    const message = `task "${name}" writes to "${second.output}" on both "${first.root}" and "${second.root}"`;
    return document.atValue(
      'overlapping-outputs',
      path,
      message,
      'use {projectRoot}, so that each project has its own',
    );
  }
  const where = first.output === second.output ? `"${first.output}"` : `"${first.output}" and "${second.output}"`;
  const from = first.file === second.file ? '' : ` of ${first.file}`;
  const message = `"${first.task.name}"${from} and "${name}" both own ${where}`;
  const hint = 'Nx replaces an output whole on a cache hit: give each task a directory of its own';
  return document.atValue('overlapping-outputs', path, message, hint);
}

function* findUndeclared(placed: PlacedWorkflow, document: JsonDocument): Generator<Diagnostic> {
  const { workflow, projectName } = placed;
  const owners = ownersIn({ file: '', placed, document });
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
        const isCovered = (path: string): boolean =>
          upstream.some((owner) => isWithin(globBase(owner.output), globBase(path)));
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
