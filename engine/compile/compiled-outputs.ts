import type { Settings } from '../settings';
import { typescriptOutputs } from './transform';

/** The files that a compiler makes of a source; all relative to the output folder. */
export function compiledOutputs(settings: Settings, compiler: number, source: string): string[] {
  const chosen = settings.compilers[compiler]!;
  if (chosen.compiler === 'typescript') return typescriptOutputs(source);
  return [source.replace(/(?<=[^/])\.[^./]*$/, '') + chosen.extension];
}
