import { createContext, Script } from 'node:vm';

/** Time limit for one match in milliseconds, a thousand times what a sensible pattern needs. */
const LIMIT_MS = 5000;

/** Matching a pattern of a schema exceeded the time limit. */
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

/** Matches with fewer estimated steps run without a limit, since the limit costs more than a short match. */
const MANY_STEPS = 1e6;

/** A regular expression for the validator with a time limit of five seconds per match. */
export function boundedRegExp(pattern: string, flags: string, limit: number = LIMIT_MS): BoundedRegExp {
  const expression = new RegExp(pattern, flags);
  const steps = stepEstimate(pattern);
  return {
    test: (text) =>
      steps(text.length) > MANY_STEPS ? testWithTimeout(expression, text, limit) : expression.test(text),
    // The validator identifies patterns by this text.
    toString: () => expression.toString(),
  };
}
/** Name for generated standalone code, which Ajv requires. */
boundedRegExp.code = 'boundedRegExp';

/**
 * Estimates the most steps of a pattern by the length of the text: consecutive repetitions share the text in a power of
 * its length, nested ones multiply with every letter, and optional parts double the steps.
 */
function stepEstimate(pattern: string): (length: number) => number {
  const signs = pattern
    .replace(/\\./gsu, 'x')
    .replace(/\[[^\]]*\]/g, 'x')
    .replace(/\(\?(<?[=!]|:|<\w+>)/g, '(');
  const count = (sign: RegExp): number => (signs.match(sign) ?? []).length;
  const groups = count(/\)([*+]|\{)/g);
  const perLetter = groups === 0 ? 1 : 1 + groups + count(/\|/g);
  const optional = 2 ** count(/(?<![*+?}])\?/g);
  // Without an anchor, a match may begin at each letter.
  const anywhere = signs.startsWith('^') && !signs.includes('|') ? 0 : 1;
  const repetitions = anywhere + count(/[*+]|\{\d+,\d*\}/g);
  return (length) => {
    let shares = 1;
    for (let at = 1; at <= repetitions; at++) shares *= (length + at) / at;
    return Math.max(shares, perLetter ** length) * optional;
  };
}

function testWithTimeout(pattern: RegExp, text: string, limit: number): boolean {
  try {
    return script.runInContext(createContext({ pattern, text }), { timeout: limit }) as boolean;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new CostlyPatternError(pattern.toString(), text, limit);
  }
}
