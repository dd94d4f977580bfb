import { didYouMean } from '../../diagnostics/suggest';
import { dataView } from './data-view';
import { UnknownPartialError } from './unknown-partial';

/** A template that is a module. Plain data, for any thread. */
export interface FunctionTemplate {
  /** Names of a partial, or the template path of an emit. */
  readonly names: readonly string[];
  readonly kind: 'template' | 'partial';
  /** Relative to the workspace. */
  readonly file: string;
}

/** The second argument of a function template. */
export interface TemplateContext {
  /** Source file of the pattern or group; undefined for a library file. */
  readonly path: unknown;
  readonly name: unknown;
  readonly key: unknown;
  readonly source: unknown;
  /** For a group: path, name and key of each pattern, in the order of `data.patterns`. */
  readonly patterns: unknown;
  /** Renders a partial. The default is the template's own data. */
  readonly partial: (name: string, data?: unknown) => string;
}

/** A function template whose module is loaded. */
export interface LoadedFunction extends FunctionTemplate {
  readonly render: (data: unknown, about: TemplateContext) => unknown;
}

/** Wraps an error that a function template threw, or reports that it returned no text. */
export class FunctionTemplateError extends Error {
  /** @param file path of the template or partial, relative to the workspace */
  constructor(
    readonly file: string,
    readonly thrown: unknown,
  ) {
    super('a function template failed');
  }
}

/** Renders a partial by name for a function template. */
export type CallPartial = (name: string, data: unknown) => string;

/** A stack overflow with more nested function templates than this counts as endless recursion. */
const RECURSION_DEPTH = 30;

let depth = 0;

/**
 * Calls a function template. Its errors become {@link FunctionTemplateError}s; errors of partials that it calls are
 * passed on.
 *
 * @param patterns the `@` variables of each pattern of a group
 * @param partials names of all partials
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
  // A later rejection is ignored.
  (value as PromiseLike<unknown>).then(undefined, () => undefined);
  return withoutStack(new NoTextError('it returned a promise, and a template cannot be waited for'));
}

/** Removes the stack, which would point to no place in the module. */
function withoutStack<T extends Error>(error: T): T {
  delete error.stack;
  return error;
}
