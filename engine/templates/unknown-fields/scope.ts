import type { Shape } from './shape';

/** A context value of a template, as far as it is known. */
export interface Context {
  readonly shape: Shape | undefined;
  /** True if code computed it: it may be any value, even the current context. */
  readonly isFromCode?: boolean;
}

export const UNKNOWN: Context = { shape: undefined, isFromCode: true };

/** A block of a template that is rendered where a partial calls it, with the scope of its definition. */
export interface Content {
  /** Unique per block. */
  readonly id: number;
  readonly program: hbs.AST.Program;
  readonly scope: Scope;
  readonly text: number;
}

/** The meaning of names at one place of a template. */
export interface Scope {
  /** The current context, then those of `../`, `../../`; further ones are unknown. */
  readonly contexts: readonly Context[];
  readonly root: Context;
  readonly blockParams: ReadonlyMap<string, Context>;
  readonly inlinePartials: ReadonlyMap<string, Content>;
  /** The block that `@partial-block` renders. */
  readonly partialBlock: Content | undefined;
}

export function scopeOf(root: Shape | undefined): Scope {
  const context = { shape: root };
  return {
    contexts: [context],
    root: context,
    blockParams: new Map(),
    inlinePartials: new Map(),
    partialBlock: undefined,
  };
}

/**
 * The contexts inside a block. In Handlebars, `../` leaves the innermost block that changed the context; a block with
 * the same context as its surroundings does not count.
 */
export function enterContext(contexts: readonly Context[], context: Context): readonly Context[] {
  const [outer] = contexts;
  if (context === outer) return contexts;
  // Equal scalars are the same context.
  const maySame = outer === undefined || (mayBeScalar(context) && mayBeScalar(outer));
  return maySame || context.isFromCode === true ? [context] : [context, ...contexts];
}

function mayBeScalar({ shape }: Context): boolean {
  return shape?.mayBeScalar ?? true;
}

/** The scope inside a block with unknown contexts; only the names from around it are known. */
export function unknownScope({ blockParams, inlinePartials }: Scope): Scope {
  return { contexts: [UNKNOWN], root: UNKNOWN, blockParams, inlinePartials, partialBlock: undefined };
}

/** The scope of a block with its block parameters, which shadow outer ones. */
export function withBlockParams(scope: Scope, names: readonly string[] = [], values: readonly Context[] = []): Scope {
  if (names.length === 0) return scope;
  const own = names.map((name, index) => [name, values[index] ?? UNKNOWN] as const);
  return { ...scope, blockParams: new Map([...scope.blockParams, ...own]) };
}

/** A key that is equal for scopes in which all names mean the same. */
export function scopeKey({ contexts, root, blockParams, inlinePartials, partialBlock }: Scope): string {
  const key = ({ shape }: Context): string => shape?.key ?? '?';
  return JSON.stringify([
    contexts.map(key),
    key(root),
    [...blockParams].map(([name, one]) => [name, key(one)]),
    [...inlinePartials].map(([name, { id }]) => [name, id]),
    partialBlock?.id,
  ]);
}
