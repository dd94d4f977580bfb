/**
 * Why a generator does not do what it was asked: the input is wrong, or the workspace is not as it must be.
 * A value until the generator's own edge, where Nx takes an error; nothing has been written by then.
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
