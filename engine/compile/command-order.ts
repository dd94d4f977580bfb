import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { CompiledEntry } from '../graph/manifest';
import type { RunGraph } from '../graph/run-graph';
import type { Entries } from '../output/entries';
import type { CompiledFile } from '../render/job';
import type { CommandSettings, Settings } from '../settings';
import type { CommandRead } from './command';
import { commandOutputs } from './compiled-outputs';

/**
 * Returns the index of the compiler command that makes a file (relative to the output folder); undefined if none does.
 */
export type CompilerLookup = (path: string) => number | undefined;

export function compilerLookup({ settings, part }: RunGraph, { files }: Entries): CompilerLookup {
  let makers: Map<string, number> | undefined;
  const add = (source: string): void => {
    for (const [output, compiler] of commandOutputs(settings, source)) makers?.set(output, compiler);
  };
  return (path) => {
    if (!makers) {
      makers = new Map();
      for (const source of files.keys()) add(source);
    }
    // For sources outside a partial graph, the manifest has the entry.
    const elsewhere = makers.has(path) ? undefined : part?.text.entry<CompiledEntry>('compiled', path);
    if (elsewhere) add(elsewhere.source);
    return makers.get(path);
  };
}

/**
 * Errors for commands that read outputs of commands. These are placed when all commands have ended, so the command read
 * files of an earlier run, and a clean run has none.
 */
export function readsOfCommandOutputs(
  settings: Settings,
  { source, compiler }: CompiledFile,
  reads: readonly CommandRead[],
  makerOf: CompilerLookup,
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

/** The program and subcommand, without tokens and options. */
function commandOf({ command }: CommandSettings): string {
  return command
    .slice(0, 2)
    .filter((argument) => !/^-|[{}]/.test(argument))
    .join(' ');
}
