/** The place of a helper call in a template; line and column from 1. */
export interface HelperPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

type Helper = (this: unknown, ...args: unknown[]) => unknown;

/** Suffix of a template's file name in stack traces of compiled templates. */
export const COMPILED = ' (compiled)';

/** Pseudo file name for the `to` of an emit. */
export const TO_FILE = 'option emit.to';

/** Pseudo file name for the `when` of an emit. */
export const WHEN_FILE = 'option emit.when';

const places = new WeakMap<object, HelperPlace>();

/** Wraps a helper: if it throws, the place of its call is stored for {@link helperPlace}. */
export function withCallPlace(helper: Helper): Helper {
  return function (this: unknown) {
    try {
      // A rest parameter would allocate an array for each rendered value.
      // eslint-disable-next-line prefer-rest-params
      return helper.apply(this, arguments as unknown as unknown[]);
    } catch (error) {
      // eslint-disable-next-line prefer-rest-params
      const options: unknown = arguments[arguments.length - 1];
      if (error !== null && typeof error === 'object' && !places.has(error)) recordPlace(error, options);
      throw error;
    }
  };
}

/** The call of the innermost helper that threw an error; undefined if unknown. */
export function helperPlace(error: unknown): HelperPlace | undefined {
  return error !== null && typeof error === 'object' ? places.get(error) : undefined;
}

/** File of the innermost template in a stack, relative to the workspace; undefined if there is none. */
export function templateInStack(stack: string): string | undefined {
  return /(?:\(|at )([^\n]*) \(compiled\):\d+:\d+/.exec(stack)?.[1]?.replace(/^.*\(/, '');
}

/** Handlebars passes line and column to a helper; the file is taken from the stack. */
function recordPlace(error: object, options: unknown): void {
  const { loc } = (options ?? {}) as { loc?: { start: { line: number; column: number } } };
  const file = templateInStack('stack' in error && typeof error.stack === 'string' ? error.stack : '');
  if (loc && file !== undefined) places.set(error, { file, line: loc.start.line, column: loc.start.column + 1 });
}
