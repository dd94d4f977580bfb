import type { Settings } from '../settings';
import { compilersFor } from './compilers-for';
import { typescriptOutputs } from './transform';

/** The outputs of a compiler for a source, `{output}` of a command first; all relative to the output folder. */
export function compiledOutputs(settings: Settings, compiler: number, source: string): string[] {
  const chosen = settings.compilers[compiler]!;
  if (chosen.compiler === 'typescript') return typescriptOutputs(source);
  const stem = source.replace(/(?<=[^/])\.[^./]*$/, '');
  const output = stem + chosen.extension;
  const place = (text: string): string =>
    text.replace(/^\{(output|stem)\}/, (token) => (token === '{stem}' ? stem : output));
  return [output, ...chosen.outputs.map(place)];
}

/** The outputs of all compiler commands for a source, each with the compiler's index. */
export function commandOutputs(settings: Settings, source: string): [path: string, compiler: number][] {
  return compilersFor(settings, source)
    .filter((compiler) => settings.compilers[compiler]?.compiler === 'command')
    .flatMap((compiler) =>
      compiledOutputs(settings, compiler, source).map((path): [string, number] => [path, compiler]),
    );
}

/** The outputs of all compilers for a source. */
export function allCompiledOutputs(settings: Settings, source: string): string[] {
  return compilersFor(settings, source).flatMap((compiler) => compiledOutputs(settings, compiler, source));
}
