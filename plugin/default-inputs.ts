import type { TargetConfiguration } from '@nx/devkit';
import { foldersAround, isGlob } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { CODEGEN_EXECUTOR, type Task } from './workflow';

/** Inputs of targets that declare none, by project root. */
export interface DefaultInputs {
  readonly of: (root: string) => NonNullable<TargetConfiguration['inputs']>;
  /** The `namedInputs` of the project that these inputs refer to. */
  readonly named: (root: string) => Readonly<Record<string, string[]>> | undefined;
}

/**
 * The project's files except the outputs of all tasks of the workflow file. Targets of one project share the list as a
 * named input: written out in each target, its size would grow with the square of the number of tasks.
 */
export function defaultInputs(placed: PlacedWorkflow): DefaultInputs {
  const outputs = outputsWithin(placed);
  const users = countUsers(placed);
  // Another workflow file may have tasks on the same project, with other outputs to exclude.
  const name = `nx-workflow:${placed.projectName(placed.root)}`;
  const list = (root: string): string[] => [
    'default',
    ...(outputs.get(root) ?? []).map((output) => `!{projectRoot}/${output}`),
  ];
  const isShared = (root: string): boolean => (users.get(root) ?? 0) > 1 && (outputs.get(root)?.length ?? 0) > 0;
  return {
    of: (root) => (isShared(root) ? [name] : list(root)),
    named: (root) => (isShared(root) ? { [name]: list(root) } : undefined),
  };
}

/** True if a task's target gets default inputs. */
export function readsDefault(task: Task): boolean {
  return !task.target.inputs && task.target.executor !== CODEGEN_EXECUTOR;
}

function countUsers(placed: PlacedWorkflow): Map<string, number> {
  const count = new Map<string, number>();
  for (const task of placed.workflow.tasks.filter(readsDefault)) {
    for (const root of placed.layout.get(task.name) ?? []) count.set(root, (count.get(root) ?? 0) + 1);
  }
  return count;
}

/** Outputs of any task of the file that lie in a project's folder, as globs relative to that folder. */
function outputsWithin(placed: PlacedWorkflow): Map<string, readonly string[]> {
  const inside = new Map([...placed.layout.values()].flat().map((root) => [root, new Set<string>()]));
  for (const task of placed.workflow.tasks) {
    for (const owner of placed.layout.get(task.name) ?? []) {
      for (const output of placed.outputs(task, owner).resolved) {
        for (const root of foldersAround(output)) {
          const path = root === '.' ? output : output.slice(root.length + 1);
          for (const glob of isGlob(path) ? [path] : [path, `${path}/**/*`]) inside.get(root)?.add(glob);
        }
      }
    }
  }
  return new Map([...inside].map(([root, globs]) => [root, [...globs]]));
}
