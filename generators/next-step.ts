import { logger, type GeneratorCallback, type Tree } from '@nx/devkit';
import type { WorkflowFile } from './workflow-file/read';
import { declaredProjects } from './workspace';

/**
 * A callback that prints the next command after the files are written and listed.
 *
 * @param install runs before
 */
export function next(command: string, install?: GeneratorCallback): GeneratorCallback {
  return async () => {
    await install?.();
    logger.info(`next: ${command}`);
  };
}

/** The command that runs a task of a workflow file on the project in a folder. */
export function runTask(tree: Tree, workflow: Pick<WorkflowFile, 'root' | 'name'>, root: string, task: string): string {
  return `npx nx run ${projectName(tree, workflow, root)}:${task}`;
}

/** The name of the project in a folder: declared, or that of the workflow there. */
export function projectName(tree: Tree, workflow: Pick<WorkflowFile, 'root' | 'name'>, root: string): string {
  const declared = declaredProjects(tree).find((project) => project.root === root)?.name;
  const ofWorkflow = root === workflow.root ? workflow.name : undefined;
  return declared ?? ofWorkflow ?? root.split('/').at(-1) ?? root;
}
