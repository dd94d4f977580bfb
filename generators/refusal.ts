/**
 * The reason why a generator refuses its input or the workspace. Passed as a value; only the generator's entry
 * function turns it into an error for Nx, before anything is written.
 */
export class Refusal {
  constructor(
    readonly message: string,
    /** What to do instead. */
    readonly hint?: string,
  ) {}
}

/** The value, or the refusal as the error that Nx prints. */
export function orRefuse<T>(result: T): Exclude<T, Refusal> {
  if (!(result instanceof Refusal)) return result as Exclude<T, Refusal>;
  throw new Error(result.hint === undefined ? result.message : `${result.message}\nhint: ${result.hint}`);
}
