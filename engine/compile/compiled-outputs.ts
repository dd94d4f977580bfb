import type { Settings } from '../settings';
import { compilersFor } from './compilers-for';
import { typescriptOutputs } from './transform';

/** The files that a compiler makes of a source; all relative to the output folder. */
export function compiledOutputs(settings: Settings, compiler: number, source: string): string[] {
  const chosen = settings.compilers[compiler]!;
  if (chosen.compiler === 'typescript') return typescriptOutputs(source);
  return [source.replace(/(?<=[^/])\.[^./]*$/, '') + chosen.extension];
}

/** The same of all compilers that a source goes through. */
export function allCompiledOutputs(settings: Settings, source: string): string[] {
  return compilersFor(settings, source).flatMap((compiler) => compiledOutputs(settings, compiler, source));
}
