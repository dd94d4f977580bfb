import type { Settings } from '../settings';
import { matcherOf } from '../sources/simple-glob';

/** Indexes of all compilers that a generated file (relative to the output folder) goes through. */
export function compilersFor(settings: Settings, path: string): number[] {
  return settings.compilers.flatMap((compiler, index) => {
    if (compiler.compiler === 'typescript' && !isTypeScript(path)) return [];
    return matches(path, compiler.include) ? [index] : [];
  });
}

/** The same, of the TypeScript compilers alone. */
export function typescriptCompilersFor(settings: Settings, path: string): number[] {
  return compilersFor(settings, path).filter((index) => settings.compilers[index]?.compiler === 'typescript');
}

function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path);
}

const matchers = new Map<string, (path: string) => boolean>();

/** Matchers are pure functions of their globs, so keeping them is no state that could go stale. */
function matches(path: string, globs: readonly string[]): boolean {
  return globs.some((glob) => {
    let matcher = matchers.get(glob);
    if (!matcher) {
      matcher = matcherOf(glob);
      matchers.set(glob, matcher);
    }
    return matcher(path);
  });
}
