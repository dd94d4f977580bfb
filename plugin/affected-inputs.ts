import type { TargetConfiguration } from '@nx/devkit';
import type { AffectedBy } from './facts';
import { joinPath, resolveTokens } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { WORKFLOW_FILE, type Task } from './workflow';

type Input = NonNullable<TargetConfiguration['inputs']>[number];

/** Fields of a task that only views and reports use. */
const UNHASHED_FIELDS = ['id', 'phase', 'description', 'metadata'];

/**
 * Adds a task's definition in the workflow file to the inputs of its target. To Nx, a changed file affects the project
 * in whose folder it is, so on any other project an edited task would not count as affected. This invalidates no cache
 * entry by itself: the hash covers the resulting target anyway.
 */
export function withDefinition(target: TargetConfiguration, task: Task, placed: PlacedWorkflow): TargetConfiguration {
  const json = workflowFileOf(placed.root);
  const field = `tasks.${task.name}`;
  // Nx would read a dot in the name as a path separator, so the whole file is the input.
  const input = task.name.includes('.')
    ? { json }
    : { json, fields: [field], excludeFields: UNHASHED_FIELDS.map((remark) => `${field}.${remark}`) };
  return { ...target, inputs: [...(target.inputs ?? []), input] };
}

function workflowFileOf(root: string): string {
  return `{workspaceRoot}/${joinPath(root, WORKFLOW_FILE)}`;
}

/** A target that an umbrella target runs. */
export interface UmbrellaPart {
  readonly root: string;
  readonly target: TargetConfiguration;
}

/**
 * The inputs of an umbrella target, so that it is affected when one of its parts is. By tasks: the outputs of parts that
 * have any, and the inputs of the others. By projects: the input files of all parts, and all files of the other projects
 * that parts are on, since Nx then considers only inputs that are files of the workspace.
 *
 * @param root root of the umbrella target's project
 */
export function umbrellaInputs(
  parts: readonly UmbrellaPart[],
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
  // An edited definition affects it anyway: the workflow file is in its own project.
  const isOwn = (input: Input): boolean =>
    typeof input === 'object' && 'json' in input && input.json === workflowFileOf(root);
  // Type checks of the same tasks repeat the same outputs.
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

/** A file set relative to the workspace root; undefined for an exclusion or another kind of input. */
function workspaceFiles(input: Input, root: string, projectName: string): string | undefined {
  const fileset = typeof input === 'string' ? input : 'fileset' in input ? input.fileset : undefined;
  if (fileset === undefined || !/^\{(projectRoot|workspaceRoot)\}/.test(fileset)) return undefined;
  const path = resolveTokens(fileset, { root, projectName });
  return path === undefined ? undefined : `{workspaceRoot}/${path}`;
}

/** Rewrites an input of a part for the umbrella target on the project at `from`. */
function seenFrom(from: string, input: Input, { root }: UmbrellaPart, projectName: (root: string) => string): Input[] {
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
