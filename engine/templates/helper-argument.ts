import { BUILT_IN_HELPERS } from './helper-names';

/** Thrown if a built-in helper cannot use the value of an argument. */
export class HelperArgumentError extends Error {
  readonly hint: string;

  constructor(helper: string, problem: string) {
    super(`${helper}: ${problem}`);
    this.hint = `it is called as ${BUILT_IN_HELPERS[helper]!.example}`;
  }
}
