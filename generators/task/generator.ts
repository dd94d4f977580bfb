import '../needs-devkit';
import { logger, type GeneratorCallback, type Tree } from '@nx/devkit';
import { filesOnly } from '../files-only';
import { next, runTask } from '../next-step';
import { workflowTargetName } from '../plugin-options';
import { orRefuse, Refusal } from '../refusal';
import { addTask } from '../workflow-file/add-task';
import { findWorkflow, join, normalizePath } from '../workflow-file/find';
import { checkOutputs } from '../workflow-file/outputs';
import type { TaskOptions } from './options';
import { taskFields } from './task-fields';

/** Adds a task to a workflow file. The file is not formatted, so that nothing else in it changes. */
export default function taskGenerator(disk: Tree, options: TaskOptions): GeneratorCallback {
  const tree = filesOnly(disk);
  const workflow = orRefuse(findWorkflow(tree, options.workflow));
  const fields = orRefuse(taskFields(options, workflow));
  const wrong =
    checkProjects(tree, options.project ?? [], workflow.root) ?? checkOutputs(workflow, options.name, fields);
  if (wrong) orRefuse(wrong);
  const text = orRefuse(addTask(workflow, options.name, fields, workflowTargetName(tree)));
  if (text === undefined) {
    logger.info(`${workflow.path} already has this task "${options.name}"; nothing changed`);
    return () => undefined;
  }
  tree.write(workflow.path, text);
  const isOnOthers = options.project !== undefined && options.project.length > 0;
  return next(isOnOthers ? `npx nx run-many -t ${options.name}` : runTask(tree, workflow, workflow.root, options.name));
}

/** Refuses a folder that is not a project, which would break the whole file. The plugin checks globs. */
function checkProjects(tree: Tree, projects: readonly string[], own: string): Refusal | undefined {
  const missing = projects
    .map((project) => normalizePath(project.trim()))
    .filter((root) => root !== own && !/[*?{[(!]/.test(root))
    .find((root) => !['project.json', 'package.json'].some((file) => tree.isFile(join(root, file))));
  if (missing === undefined) return undefined;
  return new Refusal(`"${missing}" is not the root of a project`, 'name a folder with a project.json or package.json');
}
