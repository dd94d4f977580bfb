/** Where a helper was called in a template; the line and column from 1. */
export interface HelperPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

type Helper = (this: unknown, ...args: unknown[]) => unknown;

/** What compiled templates are called in stacks: the template's file, then this. */
export const COMPILED = ' (compiled)';

/** What the `to` of an emit is called where a template's file would stand. */
export const TO_FILE = 'option emit.to';

/** The same of its `when`. */
export const WHEN_FILE = 'option emit.when';

const places = new WeakMap<object, HelperPlace>();

/** The helper; where it throws, the place of its call is kept for {@link helperPlace}. */
export function withCallPlace(helper: Helper): Helper {
  return function (this: unknown) {
    try {
      // Called for every value of a template: a list of its own for each call would be felt.
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

/** Where the innermost helper was called that threw this; undefined where that cannot be told. */
export function helperPlace(error: unknown): HelperPlace | undefined {
  return error !== null && typeof error === 'object' ? places.get(error) : undefined;
}

/** The file of the innermost template in a stack, relative to the workspace; undefined where there is none. */
export function templateInStack(stack: string): string | undefined {
  return /(?:\(|at )([^\n]*) \(compiled\):\d+:\d+/.exec(stack)?.[1]?.replace(/^.*\(/, '');
}

/** Handlebars tells a helper its line and column; the template's file stands in the stack. */
function recordPlace(error: object, options: unknown): void {
  const { loc } = (options ?? {}) as { loc?: { start: { line: number; column: number } } };
  const file = templateInStack('stack' in error && typeof error.stack === 'string' ? error.stack : '');
  if (loc && file !== undefined) places.set(error, { file, line: loc.start.line, column: loc.start.column + 1 });
}
