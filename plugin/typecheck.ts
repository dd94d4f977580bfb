import { CODEGEN_EXECUTOR, type TargetFields } from './workflow';

/** The settings of a task's type check. */
export interface Typecheck {
  /** As written; undefined means the executor's own strict options. */
  readonly tsconfig: string | undefined;
  /** Inputs in addition to those that follow from the task. */
  readonly inputs: readonly unknown[];
}

/**
 * The type check settings of a codegen task with a TypeScript compiler whose option `typecheck` is not `false`;
 * undefined for any other task. Accepts fields of any shape, since the file may be broken.
 */
export function typecheckOf(target: TargetFields): Typecheck | undefined {
  const compilers = target.executor === CODEGEN_EXECUTOR ? target.options?.['compile'] : undefined;
  const wishes = (Array.isArray(compilers) ? (compilers as unknown[]) : []).flatMap((entry) => {
    const { compiler, typecheck } = (entry ?? {}) as { compiler?: unknown; typecheck?: unknown };
    return compiler === 'typescript' && typecheck !== false ? [typecheck] : [];
  });
  if (wishes.length === 0) return undefined;
  const details = wishes.map((wish) => (wish ?? {}) as { tsconfig?: unknown; inputs?: unknown });
  return {
    tsconfig: details.map(({ tsconfig }) => tsconfig).find((tsconfig) => typeof tsconfig === 'string'),
    inputs: details.flatMap(({ inputs }) => (Array.isArray(inputs) ? (inputs as unknown[]) : [])),
  };
}
