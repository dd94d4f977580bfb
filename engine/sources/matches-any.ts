import { matcherOf } from './simple-glob';

const matchers = new Map<string, (path: string) => boolean>();

/** True if any glob matches. Matchers are cached: they are pure functions of their globs. */
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
