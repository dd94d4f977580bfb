import { matcherOf } from './simple-glob';

const matchers = new Map<string, (path: string) => boolean>();

/** Matchers are pure functions of their globs, so keeping them is no state that could go stale. */
export function matchesAny(path: string, globs: readonly string[]): boolean {
  return globs.some((glob) => {
    let matcher = matchers.get(glob);
    if (!matcher) {
      matcher = matcherOf(glob);
      matchers.set(glob, matcher);
    }
    return matcher(path);
  });
}
