import { Refusal } from '../refusal';
import { CODEGEN_EXECUTOR } from '../workflow-file/codegen-task';
import { isObject, type TaskFields, type WorkflowFile } from '../workflow-file/read';

/** A project as Nx sees it, with the targets that the plugin has made. */
export interface SeenProject {
  readonly name: string;
  readonly root: string;
  readonly targets: Readonly<Record<string, TaskFields>>;
  readonly namedInputs: Readonly<Record<string, unknown>>;
}

export interface WrittenProject {
  readonly name: string;
  readonly root: string;
  /** Of the plugin's named inputs those that the targets refer to. */
  readonly namedInputs: Readonly<Record<string, unknown>>;
  /** For project.json: they need no workflow file. */
  readonly targets: Readonly<Record<string, TaskFields>>;
}

/**
 * The targets that stand for a workflow file: the user's own fields as he wrote them, with the edges, inputs
 * and outputs that the plugin has worked out. Pure.
 */
export function targetsOfWorkflow(
  workflow: WorkflowFile,
  projects: readonly SeenProject[],
): { readonly projects: readonly WrittenProject[]; readonly notes: readonly string[] } | Refusal {
  const name = workflow.name ?? projects.find((project) => project.root === workflow.root)?.name;
  const written: WrittenProject[] = [];
  const found = new Set<string>();
  for (const project of projects) {
    const targets: Record<string, TaskFields> = {};
    for (const [target, seen] of Object.entries(project.targets)) {
      const about = originOf(seen);
      if (!about || about['workflow'] !== name) continue;
      const task = workflow.tasks.get(target);
      if (about['task'] === undefined ? project.root === workflow.root : !task)
        targets[target] = ofPlugin(seen, workflow.path);
      else if (about['task'] === target && task) {
        found.add(target);
        const isWorkedOut = Object.keys(task).some((field) => OF_PLUGIN.has(field));
        targets[target] = isWorkedOut ? ofPlugin(seen, workflow.path) : fromTask(task, seen, workflow.path);
      }
    }
    if (Object.keys(targets).length === 0) continue;
    written.push({ name: project.name, root: project.root, namedInputs: namedInputsOf(project, targets), targets });
  }
  const missing = [...workflow.tasks.keys()].find((task) => !found.has(task));
  if (missing !== undefined || written.length === 0) {
    const message =
      missing === undefined
        ? `Nx sees no target of ${workflow.path}`
        : `Nx sees no target of the task "${missing}" of ${workflow.path}`;
    return new Refusal(message, `npx nx-workflow validate ${workflow.path} says why; the plugin must be in nx.json`);
  }
  return { projects: written, notes: notesAbout(workflow) };
}

function notesAbout({ tasks, text }: WorkflowFile): string[] {
  const codegen = [...tasks].filter(([, task]) => task['executor'] === CODEGEN_EXECUTOR).map(([name]) => `"${name}"`);
  return [
    ...(/^(?:[^"\n]|"(?:[^"\\\n]|\\.)*")*?\/[/*]/m.test(text)
      ? ['the comments of the workflow file are not kept']
      : []),
    ...(codegen.length > 0
      ? [`the inputs of ${codegen.join(', ')} are fixed now: add the local modules that its helpers come to import`]
      : []),
  ];
}

/** Fields of a task of which the plugin makes another target than the one that is written. */
const OF_PLUGIN: ReadonlySet<string> = new Set(['matrix', 'timeout', 'retries']);

/** Fields of a task that are no target's, or that the plugin has added to. */
const WORKED_OUT: ReadonlySet<string> = new Set([
  'id',
  'phase',
  'description',
  'project',
  'after',
  'dependsOn',
  'inputs',
  'outputs',
  'cache',
  'metadata',
  'committed',
]);

function fromTask(task: TaskFields, seen: TaskFields, file: string): TaskFields {
  const own = Object.fromEntries(Object.entries(task).filter(([key]) => !WORKED_OUT.has(key)));
  const { dependsOn, inputs, outputs, cache } = seen;
  const isCodegen = task['executor'] === CODEGEN_EXECUTOR;
  const hashed = withoutDefinition(inputs, file);
  const metadata = isObject(task['metadata']) ? task['metadata'] : {};
  const description = task['description'];
  return present({
    ...own,
    dependsOn: Array.isArray(dependsOn) && dependsOn.length > 0 ? dependsOn : undefined,
    inputs: isCodegen ? hashed : hashed?.filter((input) => !isOwnPackage(input)),
    outputs,
    cache,
    metadata: { ...(description === undefined ? {} : { description }), nxWorkflow: originOf(seen), ...metadata },
  });
}

/** A target that no task says as it is: one for a workflow or a phase, one that is added for a task, one of a matrix. */
function ofPlugin(seen: TaskFields, file: string): TaskFields {
  const { inputs, metadata, parallelism, ...rest } = seen;
  const { description, nxWorkflow } = isObject(metadata) ? metadata : {};
  const isEmpty = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0;
  return present({
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => !isEmpty(value))),
    // Nx adds it to each target.
    parallelism: parallelism === true ? undefined : parallelism,
    inputs: withoutDefinition(inputs, file),
    metadata: { description, nxWorkflow },
  });
}

/** The lists that targets of the plugin share by name. */
function namedInputsOf(
  { namedInputs }: SeenProject,
  targets: Readonly<Record<string, TaskFields>>,
): Readonly<Record<string, unknown>> {
  const used = new Set(
    Object.values(targets).flatMap(({ inputs }) => (Array.isArray(inputs) ? (inputs as unknown[]) : [])),
  );
  return Object.fromEntries(
    Object.entries(namedInputs).filter(([name]) => name.startsWith('nx-workflow:') && used.has(name)),
  );
}

/** What the plugin notes in each target that it makes. */
function originOf(target: TaskFields): Record<string, unknown> | undefined {
  const origin = isObject(target['metadata']) ? target['metadata']['nxWorkflow'] : undefined;
  return isObject(origin) ? origin : undefined;
}

/** The inputs without the workflow file, which is about to go: a target's configuration is in its project from now on. */
function withoutDefinition(inputs: unknown, file: string): readonly unknown[] | undefined {
  if (!Array.isArray(inputs)) return undefined;
  return (inputs as unknown[]).filter((input) => !isObject(input) || input['json'] !== `{workspaceRoot}/${file}`);
}

/** The plugin's own identity, without which a target must work once the package is gone. */
function isOwnPackage(input: unknown): boolean {
  return isObject(input) && JSON.stringify(input['externalDependencies']) === '["nx-workflow"]';
}

function present(fields: TaskFields): TaskFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
