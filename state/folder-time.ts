/** Half of the smallest step in which a time can be given to a file, in milliseconds. */
const STEP = 0.001;

/** Whether two files have one time: the one was given the time of the other. */
export function isOfTime(one: { readonly mtimeMs: number }, other: { readonly mtimeMs: number }): boolean {
  return Math.abs(one.mtimeMs - other.mtimeMs) < STEP;
}
