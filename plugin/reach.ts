import type { TargetConfiguration } from '@nx/devkit';
import type { AffectedBy } from './facts';
import { joinPath, resolveTokens } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { WORKFLOW_FILE, type Task } from './workflow';

type Input = NonNullable<TargetConfiguration['inputs']>[number];

/** Of a task's definition, what is for views and reports only. */
const REMARKS = ['id', 'phase', 'description', 'metadata'];

/**
 * Adds a task's definition in the workflow file to what its target is hashed by. For Nx a changed file reconfigures
 * the project in whose folder it lies, so that on any other project an edited task would not count as affected. The
 * hash learns nothing new: what the definition comes to in the target is in it anyway.
 */
export function withDefinition(target: TargetConfiguration, task: Task, placed: PlacedWorkflow): TargetConfiguration {
  const json = definitions(placed.root);
  const field = `tasks.${task.name}`;
  // A dot in the name would be taken for a step in the path: the whole file, then.
  const input = task.name.includes('.')
    ? { json }
    : { json, fields: [field], excludeFields: REMARKS.map((remark) => `${field}.${remark}`) };
  return { ...target, inputs: [...(target.inputs ?? []), input] };
}

function definitions(root: string): string {
  return `{workspaceRoot}/${joinPath(root, WORKFLOW_FILE)}`;
}

/** A target that another one stands for. */
export interface Part {
  readonly root: string;
  readonly target: TargetConfiguration;
}

/**
 * The inputs of a target that only stands for others: it is affected when one of them is. By tasks, it reads the
 * outputs of those that have any, and what the others read. By projects, it names all that they read, with the whole
 * of every other project that one of them is on: a target's inputs count there only as files of the workspace.
 *
 * @param root the project's own root
 */
export function umbrellaInputs(
  parts: readonly Part[],
  root: string,
  projectName: (root: string) => string,
  affectedBy: AffectedBy,
): Input[] {
  if (affectedBy === 'projects') {
    const others = [...new Set(parts.map((part) => part.root))].filter((one) => one !== root && one !== '.');
    const files = parts.flatMap((part) =>
      (part.target.inputs ?? []).flatMap((input) => workspaceFiles(input, part.root, projectName(part.root)) ?? []),
    );
    return unique([...others.map((other) => `{workspaceRoot}/${other}/**/*`), ...files]);
  }
  const silent = parts.filter(({ target }) => (target.outputs ?? []).length === 0);
  // An edited definition reaches it anyway: the workflow file lies in its own project.
  const isOwn = (input: Input): boolean =>
    typeof input === 'object' && 'json' in input && input.json === definitions(root);
  // Type checks behind the same tasks name the same outputs, each of them all.
  const named = new Set<string>();
  const isNew = (input: Input): boolean => {
    if (typeof input !== 'object' || !('dependentTasksOutputFiles' in input) || 'transitive' in input) return true;
    const isNamed = named.has(input.dependentTasksOutputFiles);
    named.add(input.dependentTasksOutputFiles);
    return !isNamed;
  };
  const read = silent.flatMap((part) =>
    (part.target.inputs ?? [])
      .filter((input) => !isOwn(input) && isNew(input))
      .flatMap((input) => seenFrom(root, input, part, projectName)),
  );
  return unique([...(silent.length < parts.length ? [{ dependentTasksOutputFiles: '**/*' }] : []), ...read]);
}

/** A file set as one of the workspace; undefined for anything else, and for what it leaves out. */
function workspaceFiles(input: Input, root: string, projectName: string): string | undefined {
  const fileset = typeof input === 'string' ? input : 'fileset' in input ? input.fileset : undefined;
  if (fileset === undefined || !/^\{(projectRoot|workspaceRoot)\}/.test(fileset)) return undefined;
  const path = resolveTokens(fileset, { root, projectName });
  return path === undefined ? undefined : `{workspaceRoot}/${path}`;
}

/** An input of a target as its umbrella, on the project at `from`, has to write it. */
function seenFrom(from: string, input: Input, { root }: Part, projectName: (root: string) => string): Input[] {
  if (typeof input === 'object' && 'dependentTasksOutputFiles' in input) return [{ ...input, transitive: true }];
  if (typeof input === 'object' && ('json' in input || 'externalDependencies' in input)) {
    const text = JSON.stringify(input).replaceAll('{projectRoot}', joinPath('{workspaceRoot}', root));
    return [JSON.parse(text) as Input];
  }
  const files = workspaceFiles(input, root, projectName(root));
  if (files !== undefined) return [files];
  if (from === root && typeof input === 'string' && !input.startsWith('!')) return [input];
  const isName = typeof input === 'string' && /^\w/.test(input);
  return isName ? [{ input, projects: [projectName(root)] }] : [];
}

function unique(inputs: readonly Input[]): Input[] {
  return [...new Map(inputs.map((input) => [JSON.stringify(input), input])).values()];
}
