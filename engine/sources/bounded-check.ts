import { createContext, Script } from 'node:vm';

/** Time limit for validating one spec, in milliseconds. */
const LIMIT_MS = 30_000;

/** Smaller specs are validated quickly by any schema. */
const [MANY_VALUES, MANY_LEVELS] = [2000, 12];

/** Validating a spec exceeded the time limit. */
export class CostlyCheckError extends Error {
  constructor(limit: number) {
    super(`checking this spec by the schema takes more than ${limit / 1000} s`);
  }
}

const script = new Script('check()');

/**
 * Runs a validation with a time limit: recursive alternatives in a schema can double the work with each level. Only
 * large data gets the limit, since the limit costs more than a short validation.
 */
export function boundedCheck(check: () => boolean, data: unknown, limit: number = LIMIT_MS): boolean {
  if (!isLarge(data)) return check();
  try {
    return script.runInContext(createContext({ check }), { timeout: limit }) as boolean;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new CostlyCheckError(limit);
  }
}

function isLarge(data: unknown): boolean {
  let values = 0;
  const visit = (value: unknown, level: number): boolean => {
    if (++values > MANY_VALUES || level > MANY_LEVELS) return true;
    if (typeof value !== 'object' || value === null) return false;
    return Object.values(value).some((inner) => visit(inner, level + 1));
  };
  return visit(data, 0);
}
