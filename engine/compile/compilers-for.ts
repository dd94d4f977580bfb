import type { Settings } from '../settings';
import { matchesAny } from '../sources/matches-any';

/** Indexes of all compilers that a generated file (relative to the output folder) goes through. */
export function compilersFor(settings: Settings, path: string): number[] {
  return settings.compilers.flatMap((compiler, index) => {
    if (compiler.compiler === 'typescript' && !isTypeScript(path)) return [];
    return matchesAny(path, compiler.include) ? [index] : [];
  });
}

/** The same, of the TypeScript compilers alone. */
export function typescriptCompilersFor(settings: Settings, path: string): number[] {
  return compilersFor(settings, path).filter((index) => settings.compilers[index]?.compiler === 'typescript');
}

function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path);
}
