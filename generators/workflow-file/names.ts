import { Refusal } from '../refusal';
import { CODEGEN_EXECUTOR } from './codegen-task';
import { isObject, type TaskFields } from './read';

/** Names without characters that Nx, shells or globs interpret, as in the schema of workflow files. */
const NAME = /^[^:*?!^{}[\]()|,"'`\\\s]+$/;

/** Refuses an invalid name of a task, a phase or a workflow. */
export function checkName(kind: string, name: string): Refusal | undefined {
  if (kind === 'task' && /^[belst]$/.test(name)) {
    return new Refusal(`"nx run" takes "${name}" for another target`, 'choose a longer name');
  }
  // Nx fails on a name that is a property of every JavaScript object.
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
 * The name of the type check target that the plugin adds to a task: it does so for a TypeScript compiler unless its
 * option `typecheck` is false. (Same rule as plugin/typecheck.ts.)
 */
export function typecheckTarget(name: string, fields: TaskFields): string | undefined {
  const options = isObject(fields['options']) ? fields['options'] : {};
  const compile = fields['executor'] === CODEGEN_EXECUTOR ? options['compile'] : undefined;
  const compilers = Array.isArray(compile) ? (compile as unknown[]).filter(isObject) : [];
  const isChecked = compilers.some((one) => one['compiler'] === 'typescript' && one['typecheck'] !== false);
  return isChecked ? `${name}-typecheck` : undefined;
}

/** Refuses an invalid file name (without extension, possibly with folders). */
export function checkFileName(kind: string, name: string): Refusal | undefined {
  const parts = name.split('/');
  if (parts.every((part) => /^[A-Za-z0-9_@][\w@.-]*$/.test(part))) return undefined;
  return new Refusal(
    `"${name}" cannot be the name of a ${kind}`,
    'use letters, digits and hyphens, with / between folders',
  );
}
