import { createContext, Script } from 'node:vm';

/** Milliseconds that one pattern may look at one value: a thousand times what any sensible one takes. */
const LIMIT = 5000;

/** A pattern of a schema was still not done with a value of a spec. */
export class CostlyPatternError extends Error {
  constructor(pattern: string, text: string, limit: number) {
    const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
    super(`the pattern ${pattern} takes more than ${limit / 1000} s on the value ${shown}`);
  }
}

interface BoundedRegExp {
  test(text: string): boolean;
  toString(): string;
}

const script = new Script('pattern.test(text)');

/** Steps that are done in a moment: what may take more is watched, since watching costs more than a short match. */
const MANY_STEPS = 1e6;

/** Regular expressions for a validator, of which none looks at a value for more than five seconds. */
export function boundedRegExp(pattern: string, flags: string, limit: number = LIMIT): BoundedRegExp {
  const expression = new RegExp(pattern, flags);
  const steps = mostSteps(pattern);
  return {
    test: (text) => (steps(text.length) > MANY_STEPS ? watched(expression, text, limit) : expression.test(text)),
    // Two patterns must not be taken for one.
    toString: () => expression.toString(),
  };
}
/** What the validator's own code would be written with, were it written out. */
boundedRegExp.code = 'boundedRegExp';

/**
 * About how many steps a pattern takes at most, by the length of the text: repetitions one behind the other share the
 * text in a power of its length, one inside of another multiplies with every letter, and what may be left out doubles.
 */
function mostSteps(pattern: string): (length: number) => number {
  const signs = pattern
    .replace(/\\./gsu, 'x')
    .replace(/\[[^\]]*\]/g, 'x')
    .replace(/\(\?(<?[=!]|:|<\w+>)/g, '(');
  const count = (sign: RegExp): number => (signs.match(sign) ?? []).length;
  const groups = count(/\)([*+]|\{)/g);
  const perLetter = groups === 0 ? 1 : 1 + groups + count(/\|/g);
  const optional = 2 ** count(/(?<![*+?}])\?/g);
  // Without a fixed start, the match may begin at each letter.
  const anywhere = signs.startsWith('^') && !signs.includes('|') ? 0 : 1;
  const repetitions = anywhere + count(/[*+]|\{\d+,\d*\}/g);
  return (length) => {
    let shares = 1;
    for (let at = 1; at <= repetitions; at++) shares *= (length + at) / at;
    return Math.max(shares, perLetter ** length) * optional;
  };
}

function watched(pattern: RegExp, text: string, limit: number): boolean {
  try {
    return script.runInContext(createContext({ pattern, text }), { timeout: limit }) as boolean;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new CostlyPatternError(pattern.toString(), text, limit);
  }
}
