import { Refusal } from '../refusal';
import { CODEGEN_EXECUTOR } from './codegen-task';
import { isObject, type TaskFields } from './read';

/** As the workflow file's schema has it: what Nx, shells and globs take as a plain name. */
const NAME = /^[^:*?!^{}[\]()|,"'`\\\s]+$/;

/** What keeps a text from being the name of a task, a phase or a workflow; undefined where nothing does. */
export function checkName(kind: string, name: string): Refusal | undefined {
  if (kind === 'task' && /^[belst]$/.test(name)) {
    return new Refusal(`"nx run" takes "${name}" for another target`, 'choose a longer name');
  }
  // Nx fails on a name that every JavaScript object has as a property.
  if (NAME.test(name) && !(name in Object.prototype)) return undefined;
  return new Refusal(`"${name}" cannot be the name of a ${kind}`, 'use letters, digits and hyphens');
}

/**
 * True if a name belongs to a target that the plugin adds: `workflow`, and `workflow-<phase>`.
 *
 * @param umbrella the plugin option "workflowTargetName"
 */
export function isReserved(name: string, phases: readonly string[], umbrella: string): boolean {
  return name === umbrella || phases.some((phase) => name === `${umbrella}-${phase}`);
}

/**
 * The target that the plugin adds for the types of what a task generates, by the same rule as the plugin's own:
 * a TypeScript compiler asks for it unless its option `typecheck` is false.
 */
export function typecheckTarget(name: string, fields: TaskFields): string | undefined {
  const options = isObject(fields['options']) ? fields['options'] : {};
  const compile = fields['executor'] === CODEGEN_EXECUTOR ? options['compile'] : undefined;
  const compilers = Array.isArray(compile) ? (compile as unknown[]).filter(isObject) : [];
  const isChecked = compilers.some((one) => one['compiler'] === 'typescript' && one['typecheck'] !== false);
  return isChecked ? `${name}-typecheck` : undefined;
}

/** What keeps a text from being a file's name below some folder, without its extension. */
export function checkFileName(kind: string, name: string): Refusal | undefined {
  const parts = name.split('/');
  if (parts.every((part) => /^[A-Za-z0-9_@][\w@.-]*$/.test(part))) return undefined;
  return new Refusal(
    `"${name}" cannot be the name of a ${kind}`,
    'use letters, digits and hyphens, with / between folders',
  );
}
