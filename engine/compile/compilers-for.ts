import type { Settings } from '../settings';
import { matchesAny } from '../sources/matches-any';

/** Indexes of all compilers for a generated file (relative to the output folder). */
export function compilersFor(settings: Settings, path: string): number[] {
  return settings.compilers.flatMap((compiler, index) => {
    if (compiler.compiler === 'typescript' && !isTypeScript(path)) return [];
    return matchesAny(path, compiler.include) ? [index] : [];
  });
}

/** Indexes of the TypeScript compilers for a generated file. */
export function typescriptCompilersFor(settings: Settings, path: string): number[] {
  return compilersFor(settings, path).filter((index) => settings.compilers[index]?.compiler === 'typescript');
}

function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path);
}
