import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { CompiledEntry } from '../graph/manifest';
import type { RunGraph } from '../graph/run-graph';
import type { Entries } from '../output/entries';
import type { CompiledFile } from '../render/job';
import type { CommandSettings, Settings } from '../settings';
import type { CommandRead } from './command';
import { commandOutputs } from './compiled-outputs';

/** The index of the command compiler that makes a file (relative to the output folder); undefined where none does. */
export type MakerOf = (path: string) => number | undefined;

export function makersOf({ settings, part }: RunGraph, { files }: Entries): MakerOf {
  let makers: Map<string, number> | undefined;
  const add = (source: string): void => {
    for (const [output, compiler] of commandOutputs(settings, source)) makers?.set(output, compiler);
  };
  return (path) => {
    if (!makers) {
      makers = new Map();
      for (const source of files.keys()) add(source);
    }
    // Of a source that this run does not look at, the manifest tells.
    const elsewhere = makers.has(path) ? undefined : part?.text.entry<CompiledEntry>('compiled', path);
    if (elsewhere) add(elsewhere.source);
    return makers.get(path);
  };
}

/**
 * What a command read of what commands make: that is put in place when all have ended, so what it found is of an earlier
 * run, and a clean run has none.
 */
export function readsOfOthers(
  settings: Settings,
  { source, compiler }: CompiledFile,
  reads: readonly CommandRead[],
  makerOf: MakerOf,
): Diagnostic[] {
  const { compilers, outputDir } = settings;
  const shown = (index: number): string => `compile[${index}] (${commandOf(compilers[index] as CommandSettings)})`;
  return reads.flatMap(({ path }) => {
    const maker = path.startsWith(`${outputDir}/`) ? makerOf(path.slice(outputDir.length + 1)) : undefined;
    if (maker === undefined) return [];
    return [
      {
        severity: 'error',
        code: 'command-order',
        message: `${shown(compiler)} read ${path}, which ${shown(maker)} makes: what commands make is put in place when all have run, so this was one of an earlier run`,
        file: `${outputDir}/${source}`,
        hint: `let one command do both, or move compile[${compiler}] to a task that depends on this one`,
      },
    ];
  });
}

/** Without tokens, options and what they name. */
function commandOf({ command }: CommandSettings): string {
  return command
    .slice(0, 2)
    .filter((argument) => !/^-|[{}]/.test(argument))
    .join(' ');
}
