import { createContext, Script } from 'node:vm';

/** Milliseconds that one pattern may look at one value: a thousand times what any sensible one takes. */
const LIMIT = 5000;

/** A pattern of a schema was still not done with a value of a spec. */
export class CostlyPatternError extends Error {
  constructor(pattern: string, text: string) {
    const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
    super(`the pattern ${pattern} takes more than ${LIMIT / 1000} s on the value ${shown}`);
  }
}

interface BoundedRegExp {
  test(text: string): boolean;
  toString(): string;
}

const script = new Script('pattern.test(text)');

/**
 * Regular expressions for a validator, of which none runs for ever. Only one that can take more than a moment is
 * watched, since watching costs more than a short match: a repetition inside of a repetition takes twice as long for
 * every letter more, and several repetitions take a power of the length.
 */
export function boundedRegExp(pattern: string, flags: string): BoundedRegExp {
  const expression = new RegExp(pattern, flags);
  const doubles = /\)[*+{]/.test(pattern);
  const multiplies = (pattern.match(/[*+]|,\}/g) ?? []).length > 2;
  return {
    test: (text) => {
      const isCostly = (doubles && text.length > 16) || (multiplies && text.length > 200);
      return isCostly ? watched(expression, text) : expression.test(text);
    },
    // Two patterns must not be taken for one.
    toString: () => expression.toString(),
  };
}
/** What the validator's own code would be written with, were it written out. */
boundedRegExp.code = 'boundedRegExp';

function watched(pattern: RegExp, text: string): boolean {
  try {
    return script.runInContext(createContext({ pattern, text }), { timeout: LIMIT }) as boolean;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new CostlyPatternError(pattern.toString(), text);
  }
}
