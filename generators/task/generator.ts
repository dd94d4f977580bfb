import '../needs-devkit';
import { logger, type Tree } from '@nx/devkit';
import { filesOnly } from '../files-only';
import { workflowTargetName } from '../plugin-options';
import { orRefuse } from '../refusal';
import { addTask } from '../workflow-file/add-task';
import { findWorkflow } from '../workflow-file/find';
import type { TaskOptions } from './options';
import { taskFields } from './task-fields';

/** Adds a task to a workflow file; nothing else in the file changes, so no formatter goes over it. */
export default function taskGenerator(disk: Tree, options: TaskOptions): void {
  const tree = filesOnly(disk);
  const workflow = orRefuse(findWorkflow(tree, options.workflow));
  const fields = orRefuse(taskFields(options, workflow));
  const text = orRefuse(addTask(workflow, options.name, fields, workflowTargetName(tree)));
  if (text === undefined) logger.info(`${workflow.path} already has this task "${options.name}"; nothing changed`);
  else tree.write(workflow.path, text);
}
