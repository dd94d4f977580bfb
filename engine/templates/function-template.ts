import { didYouMean } from '../../diagnostics/suggest';
import { dataView } from './data-view';
import { UnknownPartialError } from './unknown-partial';

/** A template that is a module, by its file. Plain data, ready for a thread. */
export interface FunctionTemplate {
  /** A partial's names, or an emit's template path. */
  readonly names: readonly string[];
  readonly kind: 'template' | 'partial';
  /** Relative to the workspace. */
  readonly file: string;
}

/** What a function template gets beside its data. */
export interface TemplateContext {
  /** The pattern's source file, or that of a group; undefined for the whole library. */
  readonly path: unknown;
  readonly name: unknown;
  readonly key: unknown;
  readonly source: unknown;
  /** In a file of a group: the path, name and key of each pattern, in the order of `data.patterns`. */
  readonly patterns: unknown;
  /** The text of a partial. Without data, it gets that of the template. */
  readonly partial: (name: string, data?: unknown) => string;
}

/** The same with its function, once the module is loaded. */
export interface LoadedFunction extends FunctionTemplate {
  readonly render: (data: unknown, about: TemplateContext) => unknown;
}

/** What a function template threw, or that it gave no text. */
export class FunctionTemplateError extends Error {
  /** @param file the template or partial, relative to the workspace */
  constructor(
    readonly file: string,
    readonly thrown: unknown,
  ) {
    super('a function template failed');
  }
}

/** Renders a partial that a function template asks for by name. */
export type CallPartial = (name: string, data: unknown) => string;

/** Where so many function templates are in each other and the stack is full, they call each other without end. */
const RECURSION_DEPTH = 30;

let depth = 0;

/**
 * Calls a function template. What it throws becomes a {@link FunctionTemplateError}; what a partial threw that it called
 * is handed on.
 *
 * @param patterns the `@` variables of each, in a file of a group
 * @param partials the names of all partials
 */
export function callFunction(
  { file, render }: LoadedFunction,
  data: unknown,
  { path, name, key, source }: Readonly<Record<string, unknown>>,
  patterns: readonly object[] | undefined,
  callPartial: CallPartial,
  partials: readonly string[],
): string {
  const ofPartials = new Set<unknown>();
  let isDone = false;
  const partial = (wanted: unknown, inner = data): string => {
    const fail = (error: Error): never => {
      Error.captureStackTrace(error, partial);
      throw error;
    };
    if (isDone) return fail(new Error('partial() was called after the template had returned'));
    if (typeof wanted !== 'string') return fail(new TypeError('partial() needs the name of a partial'));
    try {
      return callPartial(wanted, inner);
    } catch (error) {
      if (error instanceof UnknownPartialError && error.partial === wanted && error.caller === undefined) {
        error.calledBy(file, didYouMean(wanted, partials));
        Error.captureStackTrace(error, partial);
      }
      ofPartials.add(error);
      throw error;
    }
  };
  depth++;
  try {
    const text = render(dataView(data), { path, name, key, source, patterns: dataView(patterns), partial });
    if (typeof text !== 'string') throw noTextError(text);
    return text;
  } catch (error) {
    const isEndless = error instanceof RangeError && depth > RECURSION_DEPTH;
    throw ofPartials.has(error) || isEndless ? error : new FunctionTemplateError(file, error);
  } finally {
    isDone = true;
    depth--;
  }
}

class NoTextError extends Error {
  readonly hint = 'return the text of the file, a string';
}

function noTextError(value: unknown): NoTextError {
  if (typeof (value as { then?: unknown } | null | undefined)?.then !== 'function') {
    const what = value === null || value === undefined ? String(value) : `a value of type ${typeof value}`;
    return withoutStack(new NoTextError(`it returned ${what}`));
  }
  // That it rejects later is no error of its own.
  (value as PromiseLike<unknown>).then(undefined, () => undefined);
  return withoutStack(new NoTextError('it returned a promise, and a template cannot be waited for'));
}

/** Nothing in the module is the place of it. */
function withoutStack<T extends Error>(error: T): T {
  delete error.stack;
  return error;
}
