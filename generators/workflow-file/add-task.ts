import { set } from '../json/edit';
import { Refusal } from '../refusal';
import { sameJson } from '../json/same';
import { checkName, isReserved } from './names';
import type { TaskFields, WorkflowFile } from './read';

/**
 * The text of a workflow file with one task more, as the last one. Comments and layout stay. Pure.
 *
 * @returns undefined where the file has this very task already
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
  return set(workflow.text, ['tasks', name], fields);
}
