import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { compareText, sortedDiagnostics, type Diagnostic } from '../diagnostics/diagnostic';
import { addedTargets } from './added-targets';
import { failingTarget } from './failing-target';
import { checkCommitted } from './check-committed';
import { defaultInputs } from './default-inputs';
import { checkGlobRoots } from './glob-roots';
import type { WorkspaceFacts } from './facts';
import { layOut, readableRoots } from './layout';
import { mergedTask } from './merged-target';
import { projectMetadata } from './metadata';
import { checkEdgeTargets, findCrossFileCycles } from './check-edges';
import { knownTargets, type KnownTargets } from './known-targets';
import { findOverlaps, validateOutputs } from './overlap';
import type { ParsedWorkflow } from './parse';
import { normalizePath } from './paths';
import { isInherited } from './name-problem';
import { nameProjects, type NamedFile } from './project-names';
import { checkReplacements } from './replaced';
import { checkShellNames } from './shell-names';
import type { PlacedWorkflow, Targets } from './placed-workflow';
import { targetOutputs } from './target-io';
import { inferTargets } from './targets';
import { phaseTargetName, umbrellaTargets } from './umbrella';
import { DEFAULT_WORKFLOW_TARGET, readWorkflowFile } from './validate';
import type { Task } from './workflow';

export interface InferenceOptions {
  readonly workflowTargetName?: string;
}

export interface WorkflowFile {
  /** Relative to the workspace, with `/` between folders. */
  readonly file: string;
  /** Undefined if the file could not be read. */
  readonly text: string | undefined;
  /** The reason why the file could not be read, if it is known. */
  readonly problem?: { readonly message: string; readonly hint: string };
  /** Text in which task names may still be found, if `text` is undefined. */
  readonly damaged?: string;
}

export type InferredProject = Pick<ProjectConfiguration, 'root' | 'name' | 'targets' | 'namedInputs' | 'metadata'>;

/** Projects and targets that one workflow file adds to the workspace. */
export interface InferredFile {
  readonly file: string;
  /** By project root. For a broken file, targets that print its errors. */
  readonly projects: Readonly<Record<string, InferredProject>>;
  /** Empty for a valid file. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Turns workflow files into projects with targets. Takes all files of a workspace at once, because
 * their project names and targets must not collide. Pure except for reads by `facts`; does not throw
 * for any content of a file. Results are in the order of the files' paths.
 *
 * @param problems findings about the plugin's options, which make every file fail
 */
export function inferWorkflows(
  files: readonly WorkflowFile[],
  facts: WorkspaceFacts,
  options: InferenceOptions = {},
  problems: readonly Diagnostic[] = [],
): InferredFile[] {
  const umbrella = options.workflowTargetName ?? DEFAULT_WORKFLOW_TARGET;
  const sorted = [...files].sort((a, b) => compareText(a.file, b.file));
  const parsed = sorted.map(({ file, text, problem, damaged = '{}' }) => ({
    file,
    root: normalizePath(file.split('/').slice(0, -1).join('/')),
    parsed: text === undefined ? unreadable(file, problem, damaged) : readWorkflowFile(text, file, umbrella),
  }));
  const placed = nameProjects(parsed, facts).map((file) => place(file, facts));
  const known = knownTargets(
    placed.flatMap((file) => file.placed ?? []),
    facts,
    umbrella,
  );
  const whole = { facts, umbrella, known };
  const built = placed.map((file) => (file.placed ? build(file, file.placed, whole) : undefined));
  const across = checkAcrossFiles(placed, known);
  const claimed = new Map<string, string>();
  return placed.map((file, index): InferredFile => {
    const ofFile = built[index];
    const diagnostics = sortedDiagnostics([
      ...problems,
      ...file.diagnostics,
      ...(ofFile ? [...ofFile.diagnostics, ...claimTargets(file, ofFile.targets, claimed)] : []),
      ...(across.get(file.file) ?? []),
    ]);
    if (ofFile && diagnostics.length === 0) return { file: file.file, projects: ofFile.projects, diagnostics };
    return { file: file.file, projects: failingProjects(file, file.root, facts, umbrella, diagnostics), diagnostics };
  });
}

/** A file with its projects resolved; `placed` is undefined if its text is broken. */
interface PlacedFile extends NamedFile {
  readonly placed: PlacedWorkflow | undefined;
}

function place(file: NamedFile, facts: WorkspaceFacts): PlacedFile {
  const { workflow, document, diagnostics } = file.parsed;
  const found = [...diagnostics, ...file.diagnostics];
  if (!workflow) return { ...file, diagnostics: found, placed: undefined };
  const laidOut = layOut(workflow, document, file.root, facts);
  const projectName = (root: string): string =>
    root === file.root ? file.projectName : (facts.project(root)?.name ?? root);
  const placed: PlacedWorkflow = {
    workflow,
    name: workflow.name ?? file.projectName,
    root: file.root,
    layout: laidOut.layout,
    projectName,
    ...mergedTargets(projectName, facts),
  };
  return { ...file, diagnostics: [...found, ...laidOut.diagnostics], placed };
}

/** Findings that involve several files: overlapping outputs, and cycles. */
function checkAcrossFiles(files: readonly PlacedFile[], known: KnownTargets): Map<string, Diagnostic[]> {
  const whole = files.flatMap(({ file, placed, parsed: { document } }) => (placed ? [{ file, placed, document }] : []));
  const found = new Map<string, Diagnostic[]>();
  for (const part of [findOverlaps(whole), findCrossFileCycles(whole, known)]) {
    for (const [file, diagnostics] of part) found.set(file, [...(found.get(file) ?? []), ...diagnostics]);
  }
  return found;
}

interface BuiltFile {
  readonly projects: Record<string, InferredProject>;
  readonly targets: ReadonlyMap<string, Targets>;
  readonly diagnostics: readonly Diagnostic[];
}

interface BuildContext {
  readonly facts: WorkspaceFacts;
  readonly umbrella: string;
  readonly known: KnownTargets;
}

function build(file: PlacedFile, placed: PlacedWorkflow, { facts, umbrella, known }: BuildContext): BuiltFile {
  const { document } = file.parsed;
  const { workflow, layout, projectName } = placed;
  const defaults = defaultInputs(placed);
  const { targets, findings } = inferTargets({ placed, document, facts, defaults, known });
  targets.set(file.root, {
    ...targets.get(file.root),
    ...umbrellaTargets(placed, umbrella, targets, facts.affectedBy),
  });
  const projects: Record<string, InferredProject> = {};
  const phases = new Map(workflow.tasks.map(({ name, phase }) => [name, phase]));
  for (const [name, { task }] of addedTargets(workflow)) phases.set(name, task.phase);
  for (const [root, ofRoot] of targets) {
    const groups = new Map(Object.keys(ofRoot).map((target) => [target, phases.get(target)]));
    const named = defaults.named(root);
    projects[root] = {
      root,
      name: projectName(root),
      targets: ofRoot,
      ...(named ? { namedInputs: named } : {}),
      metadata: projectMetadata(placed.name, groups),
    };
  }
  return {
    projects,
    targets,
    diagnostics: [
      ...findings,
      ...checkEdgeTargets({ file: file.file, placed, document }, known, facts),
      ...validateOutputs(placed, document),
      ...checkReplacements(targets, document, facts),
      ...checkGlobRoots(placed, targets, document),
      ...checkCommitted(placed, document, facts),
      ...checkShellNames(workflow, document, layout, projectName),
    ],
  };
}

/** The merged targets of tasks and their outputs, memoized. */
function mergedTargets(
  projectName: (root: string) => string,
  facts: WorkspaceFacts,
): Pick<PlacedWorkflow, 'merged' | 'outputs'> {
  const merged = perTarget((task, root) => mergedTask(task, { root, projectName: projectName(root) }, facts));
  const outputs = perTarget((task, root) =>
    targetOutputs(merged(task, root), { root, projectName: projectName(root) }),
  );
  return { merged, outputs };
}

function perTarget<T>(find: (task: Task, root: string) => T): (task: Task, root: string) => T {
  const known = new Map<Task, Map<string, T>>();
  return (task, root) => {
    const ofTask = known.get(task) ?? new Map<string, T>();
    known.set(task, ofTask);
    const found = ofTask.get(root) ?? find(task, root);
    ofTask.set(root, found);
    return found;
  };
}

/** Reports targets that an earlier file by path already defines on the same project. */
function* claimTargets(
  file: NamedFile,
  targets: ReadonlyMap<string, Targets>,
  claimed: Map<string, string>,
): Generator<Diagnostic> {
  const { document } = file.parsed;
  for (const [root, ofRoot] of targets) {
    for (const target of Object.keys(ofRoot)) {
      const key = `${root}\n${target}`;
      const owner = claimed.get(key);
      if (owner === undefined) claimed.set(key, file.file);
      else {
        const message = `"${owner}" already puts a target "${target}" on the project in "${root}"`;
        yield document.atKey('duplicate-target', ['tasks', target], message, 'rename one of the two tasks');
      }
    }
  }
}

function failingProjects(
  file: NamedFile,
  fileRoot: string,
  facts: WorkspaceFacts,
  umbrella: string,
  diagnostics: readonly Diagnostic[],
): Record<string, InferredProject> {
  const readable = file.parsed.readable();
  const names = new Map([
    [fileRoot, new Set([umbrella, ...readable.phases.map((phase) => phaseTargetName(umbrella, phase))])],
  ]);
  for (const task of readable.tasks) {
    for (const root of readableRoots(task.projects, fileRoot, facts)) {
      names.set(root, (names.get(root) ?? new Set()).add(task.name));
    }
  }
  const count = [...names.values()].reduce((sum, targets) => sum + targets.size, 0);
  const target: TargetConfiguration = failingTarget(file.file, diagnostics, count);
  const projects: Record<string, InferredProject> = {};
  for (const [root, targets] of names) {
    const usable = [...targets].filter((name) => name !== '' && !isInherited(name) && !name.includes(':'));
    const name = root === fileRoot ? file.projectName : facts.project(root)?.name;
    if (name === undefined) continue;
    projects[root] = { root, name, targets: Object.fromEntries(usable.map((task) => [task, target])) };
  }
  return projects;
}

function unreadable(file: string, problem: WorkflowFile['problem'], damaged: string): ParsedWorkflow {
  const parsed = readWorkflowFile(damaged, file);
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: 'unreadable-file',
    message: problem?.message ?? 'the workflow file cannot be read',
    file,
    hint: problem?.hint ?? 'check its permissions, and that it is a file',
  };
  return { ...parsed, workflow: undefined, diagnostics: [diagnostic] };
}
