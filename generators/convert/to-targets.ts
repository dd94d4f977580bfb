import { Refusal } from '../refusal';
import { CODEGEN_EXECUTOR } from '../workflow-file/codegen-task';
import { isObject, type TaskFields, type WorkflowFile } from '../workflow-file/read';

/** A project in Nx's project graph, with inferred targets. */
export interface NxProject {
  readonly name: string;
  readonly root: string;
  readonly targets: Readonly<Record<string, TaskFields>>;
  readonly namedInputs: Readonly<Record<string, unknown>>;
}

export interface WrittenProject {
  readonly name: string;
  readonly root: string;
  /** The plugin's named inputs that the targets refer to. */
  readonly namedInputs: Readonly<Record<string, unknown>>;
  /** Targets for project.json that need no workflow file. */
  readonly targets: Readonly<Record<string, TaskFields>>;
}

/**
 * The targets that replace a workflow file: the user's fields as written, with the edges, inputs and outputs that the
 * plugin has inferred. Pure.
 */
export function targetsOfWorkflow(
  workflow: WorkflowFile,
  projects: readonly NxProject[],
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
        targets[target] = pluginTarget(seen, workflow.path);
      else if (about['task'] === target && task) {
        found.add(target);
        const isWorkedOut = Object.keys(task).some((field) => REMADE_FIELDS.has(field));
        targets[target] = isWorkedOut ? pluginTarget(seen, workflow.path) : fromTask(task, seen, workflow.path);
      }
    }
    if (Object.keys(targets).length === 0) continue;
    written.push({ name: project.name, root: project.root, namedInputs: namedInputsOf(project, targets), targets });
  }
  const missing = [...workflow.tasks.keys()].find((task) => !found.has(task));
  if (missing !== undefined || written.length === 0) {
    const message =
      missing === undefined
        ? `Nx has no target for ${workflow.path}`
        : `Nx has no target for the task "${missing}" of ${workflow.path}`;
    return new Refusal(message, `npx nx-workflow validate ${workflow.path} says why; the plugin must be in nx.json`);
  }
  return { projects: written, notes: notesAbout(workflow) };
}

function notesAbout({ tasks, text }: WorkflowFile): string[] {
  const codegen = [...tasks].filter(([, task]) => task['executor'] === CODEGEN_EXECUTOR).map(([name]) => `"${name}"`);
  return [
    ...(/^(?:[^"\n]|"(?:[^"\\\n]|\\.)*")*?\/[/*]/m.test(text) ? ['the comments of the workflow file are lost'] : []),
    ...(codegen.length > 0
      ? [`the inputs of ${codegen.join(', ')} are fixed now: add the local modules that its helpers come to import`]
      : []),
  ];
}

/** Fields of a task for which the inferred target differs from the written task. */
const REMADE_FIELDS: ReadonlySet<string> = new Set(['matrix', 'timeout', 'retries']);

/** Fields of a task that a target does not have, or that the plugin extends. */
const PLUGIN_FIELDS: ReadonlySet<string> = new Set([
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
  const own = Object.fromEntries(Object.entries(task).filter(([key]) => !PLUGIN_FIELDS.has(key)));
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

/** A target that is not written as a task: for a workflow or a phase, added to a task, or of a matrix. */
function pluginTarget(seen: TaskFields, file: string): TaskFields {
  const { inputs, metadata, parallelism, ...rest } = seen;
  const { description, nxWorkflow } = isObject(metadata) ? metadata : {};
  const isEmpty = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0;
  return present({
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => !isEmpty(value))),
    // Nx adds this to each target.
    parallelism: parallelism === true ? undefined : parallelism,
    inputs: withoutDefinition(inputs, file),
    metadata: { description, nxWorkflow },
  });
}

/** The named inputs that targets of the plugin share. */
function namedInputsOf(
  { namedInputs }: NxProject,
  targets: Readonly<Record<string, TaskFields>>,
): Readonly<Record<string, unknown>> {
  const used = new Set(
    Object.values(targets).flatMap(({ inputs }) => (Array.isArray(inputs) ? (inputs as unknown[]) : [])),
  );
  return Object.fromEntries(
    Object.entries(namedInputs).filter(([name]) => name.startsWith('nx-workflow:') && used.has(name)),
  );
}

/** The plugin's metadata in a target that it inferred. */
function originOf(target: TaskFields): Record<string, unknown> | undefined {
  const origin = isObject(target['metadata']) ? target['metadata']['nxWorkflow'] : undefined;
  return isObject(origin) ? origin : undefined;
}

/** The inputs without the workflow file, which is about to be deleted. */
function withoutDefinition(inputs: unknown, file: string): readonly unknown[] | undefined {
  if (!Array.isArray(inputs)) return undefined;
  return (inputs as unknown[]).filter((input) => !isObject(input) || input['json'] !== `{workspaceRoot}/${file}`);
}

/** True for the input with the plugin's identity: a target must work without the package. */
function isOwnPackage(input: unknown): boolean {
  return isObject(input) && JSON.stringify(input['externalDependencies']) === '["nx-workflow"]';
}

function present(fields: TaskFields): TaskFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
