import { CODEGEN_EXECUTOR, type TargetFields } from './workflow';

/** How the types of a task's generated TypeScript are to be checked. */
export interface Typecheck {
  /** As written; undefined means the executor's own strict options. */
  readonly tsconfig: string | undefined;
  /** Inputs beside those that follow from the task. */
  readonly inputs: readonly unknown[];
}

/**
 * Whether and how a task's generated code is checked: it is where a codegen task has a TypeScript compiler whose
 * option `typecheck` does not say otherwise. Takes fields of any shape: the file may be broken.
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
