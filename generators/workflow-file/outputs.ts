import { Refusal } from '../refusal';
import { isObject, type TaskFields, type WorkflowFile } from './read';

const CODEGEN_EXECUTOR = 'nx-workflow:codegen';

/** The declared outputs of a task, with tokens as written. */
export function outputsOf(fields: TaskFields): string[] {
  const { outputs, executor, options } = fields;
  const declared = Array.isArray(outputs) ? (outputs as unknown[]) : [];
  const folder = executor === CODEGEN_EXECUTOR && isObject(options) ? options['outputDir'] : undefined;
  return [...declared, folder].filter((output): output is string => typeof output === 'string');
}

/** True if a task does something but declares no outputs, so that the plugin refuses data edges to it. */
export function isSilent(fields: TaskFields): boolean {
  const { executor, outputs, continuous } = fields;
  if (executor === 'nx:noop' || executor === CODEGEN_EXECUTOR || continuous === true || Array.isArray(outputs))
    return false;
  return outputsOf(fields).length === 0;
}

/** Refuses a task whose outputs are inside those of another task of the file, or contain them. */
export function checkOutputs(workflow: WorkflowFile, name: string, fields: TaskFields): Refusal | undefined {
  const where = JSON.stringify(fields['project']);
  for (const [other, theirs] of workflow.tasks) {
    if (other === name || JSON.stringify(theirs['project']) !== where) continue;
    for (const output of outputsOf(fields)) {
      const taken = outputsOf(theirs).find((one) => lieIn(output, one) || lieIn(one, output));
      if (taken === undefined) continue;
      const message = `"${other}" already owns "${taken}", which "${output}" would reach into`;
      return new Refusal(message, 'give the task a folder of its own: Nx replaces an output whole on a cache hit');
    }
  }
  return undefined;
}

function lieIn(path: string, folder: string): boolean {
  const [inner, outer] = [path, folder].map((one) => one.replace(/\/+$/, ''));
  return inner === outer || inner!.startsWith(`${outer}/`);
}
