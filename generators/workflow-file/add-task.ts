import { set } from '../json/edit';
import { Refusal } from '../refusal';
import { sameJson } from '../json/same';
import { checkName, isReserved, typecheckTarget } from './names';
import type { TaskFields, WorkflowFile } from './read';

/**
 * Appends a task to the text of a workflow file. Comments and layout stay. Pure.
 *
 * @returns undefined if the file already has this task
 */
export function addTask(
  workflow: WorkflowFile,
  name: string,
  fields: TaskFields,
  umbrella: string,
): string | undefined | Refusal {
  const wrong = checkName('task', name);
  if (wrong) return wrong;
  const existing = workflow.tasks.get(name);
  if (existing) {
    if (sameJson(existing, fields)) return undefined;
    return new Refusal(`${workflow.path} already has a task "${name}"`, 'choose another name, or edit the task there');
  }
  const mentioned = [...workflow.tasks.values()].map((task) => task['phase']);
  const phases = [...(workflow.phases ?? mentioned), fields['phase']].filter((phase) => typeof phase === 'string');
  if (isReserved(name, phases, umbrella)) {
    return new Refusal(`"${name}" is the name of a target that the plugin adds by itself`, 'choose another name');
  }
  const taken = checkTypecheck(workflow, name, fields);
  if (taken) return taken;
  return set(workflow.text, ['tasks', name], fields);
}

/** Refuses a task with the name of a type check target of the plugin, or a codegen task whose type check has a task's name. */
function checkTypecheck(workflow: WorkflowFile, name: string, fields: TaskFields): Refusal | undefined {
  const own = typecheckTarget(name, fields);
  if (own !== undefined && workflow.tasks.has(own)) {
    return new Refusal(
      `the generated code of "${name}" would be type-checked by a target "${own}", but ${workflow.path} has a task of this name`,
      'choose another name, or rename that task',
    );
  }
  for (const [other, theirs] of workflow.tasks) {
    if (typecheckTarget(other, theirs) !== name) continue;
    return new Refusal(
      `"${name}" is the target that type-checks the generated code of "${other}"`,
      `choose another name, or set "typecheck": false in the compiler's options of "${other}"`,
    );
  }
  return undefined;
}
