import type { Shape } from './shape';

/** A value that texts are rendered with, as far as it is known. */
export interface Context {
  readonly shape: Shape | undefined;
  /** Whether code has given it: it may be any value, also the one that is the context already. */
  readonly isFromCode?: boolean;
}

export const UNKNOWN: Context = { shape: undefined, isFromCode: true };

/** A block of a template that is rendered where something else asks for it, with the scope that it stands in. */
export interface Content {
  /** Different for different blocks. */
  readonly id: number;
  readonly program: hbs.AST.Program;
  readonly scope: Scope;
  readonly text: number;
}

/** What the names in a template mean at one place of it. */
export interface Scope {
  /** The current context, then those of `../`, `../../`; what lies beyond the last is not known. */
  readonly contexts: readonly Context[];
  readonly root: Context;
  readonly blockParams: ReadonlyMap<string, Context>;
  readonly inlinePartials: ReadonlyMap<string, Content>;
  /** What `@partial-block` shows. */
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
 * The contexts within a block. To Handlebars, `../` leads out of the innermost block that changed the context, and a
 * block whose context is the one around it changes nothing.
 */
export function enterContext(contexts: readonly Context[], context: Context): readonly Context[] {
  const [outer] = contexts;
  if (context === outer) return contexts;
  // Equal texts, numbers and booleans are the same context.
  const maySame = outer === undefined || (mayBeScalar(context) && mayBeScalar(outer));
  return maySame || context.isFromCode === true ? [context] : [context, ...contexts];
}

function mayBeScalar({ shape }: Context): boolean {
  return shape?.mayBeScalar ?? true;
}

/** The scope in a block of which only what surrounds it by name is known. */
export function unknownScope({ blockParams, inlinePartials }: Scope): Scope {
  return { contexts: [UNKNOWN], root: UNKNOWN, blockParams, inlinePartials, partialBlock: undefined };
}

/** The scope of a block with its own parameters, which hide others of their names. */
export function withBlockParams(scope: Scope, names: readonly string[] = [], values: readonly Context[] = []): Scope {
  if (names.length === 0) return scope;
  const own = names.map((name, index) => [name, values[index] ?? UNKNOWN] as const);
  return { ...scope, blockParams: new Map([...scope.blockParams, ...own]) };
}

/** Equal for scopes in which the same names mean the same. */
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
