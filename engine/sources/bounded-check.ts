import { createContext, Script } from 'node:vm';

/** Milliseconds that checking one spec by the schema may take. */
const LIMIT = 30_000;

/** Specs below this many values and levels are done in a moment by any schema. */
const [MANY_VALUES, MANY_LEVELS] = [2000, 12];

/** The check of a spec was still not done. */
export class CostlyCheckError extends Error {
  constructor(limit: number) {
    super(`checking this spec by the schema takes more than ${limit / 1000} s`);
  }
}

const script = new Script('check()');

/**
 * A check of data by a schema that does not run for ever: alternatives that refer to themselves double the work with
 * each level. Only data of some size is watched, since watching costs more than a short check.
 */
export function boundedCheck(check: () => boolean, data: unknown, limit: number = LIMIT): boolean {
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
