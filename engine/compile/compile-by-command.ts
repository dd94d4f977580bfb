import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { compareText, type Diagnostic } from '../../diagnostics/diagnostic';
import { planCommands } from '../graph/plan';
import { compiledOutputs } from './compiled-outputs';
import type { RunGraph } from '../graph/run-graph';
import type { OnProgress } from '../report/progress';
import { ignoredFiles } from '../../state/ignored-files';
import { undeclaredReads, type DeclaredInputs } from '../graph/declared-inputs';
import { compiledEntry, restoreEntries, type Entries } from '../output/entries';
import { foreignFiles } from '../output/foreign';
import type { OwnedFiles } from '../output/owned';
import { placeFiles } from '../output/place';
import { changedWhileReading } from '../render/failures';
import { STALE } from '../graph/manifest';
import { CLOCK_TICK, isTouchedSince } from '../graph/stat';
import type { Staging } from '../output/staging';
import { runCommands, type CommandRead } from './command';
import { compilerLookup, readsOfCommandOutputs } from './command-order';

export interface CommandOutcome {
  readonly failures: readonly Diagnostic[];
  /** Compilations of this run. */
  readonly compiled: readonly { readonly source: string; readonly compiler: number }[];
  /** Placed files, relative to the output folder. */
  readonly changed: readonly { readonly path: string }[];
  readonly durationNs: number;
}

/**
 * Runs the compiler commands on placed generated files, and adds their outputs to the entries. Runs last, because
 * compilers read other generated files too.
 */
export async function compileByCommand(
  graph: RunGraph,
  declared: DeclaredInputs | undefined,
  staging: Staging,
  entries: Entries,
  owned: OwnedFiles,
  onProgress?: OnProgress,
): Promise<CommandOutcome> {
  const { settings, facts, inputs, index, hashInput } = graph;
  const plan = planCommands(facts, entries.files);
  for (const [path, entry] of plan.fresh) entries.compiled.set(path, entry);
  if (plan.due.length === 0) return { failures: [], compiled: [], changed: [], durationNs: 0 };

  const began = process.hrtime.bigint();
  const jobs = plan.due.map((one) => ({ ...one, outputs: compiledOutputs(settings, one.compiler, one.source) }));
  // Entries that were kept for failed patterns may come from another program.
  for (const { outputs } of jobs) for (const output of outputs) entries.compiled.delete(output);
  const automatic = settings.workers === 'auto' ? availableParallelism() : settings.workers;
  const atOnce = settings.switches.parallelGeneration ? automatic : 1;
  /** Hashes of files when the first compiler had read them. */
  const seen = new Map<string, string>();
  const doubted = new Set<string>();
  const see = ({ path, own }: CommandRead): boolean => {
    if (seen.has(path)) return true;
    const file = join(settings.workspaceRoot, path);
    // A file that this run had not hashed may have changed between the compiler's read and this check.
    const isFirst = own === undefined && !index.hasSeen(path);
    // A generated file may have been hashed under the name of a link before.
    if (own !== undefined && own !== path) index.hashThroughLink(path, own);
    seen.set(path, hashInput(path) ?? '');
    if (isFirst && isTouchedSince(file, graph.began)) doubted.add(path);
    return !isFirst || doubted.has(path) || !isTouchedSince(file, graph.began - CLOCK_TICK);
  };
  const { results, failures } = await runCommands(settings, jobs, staging.folder, atOnce, onProgress, see);

  const { isIgnored } = ignoredFiles(settings.workspaceRoot);
  const pathOf = (source: string): string => `${settings.outputDir}/${source}`;
  for (const path of index.changedSince([...seen.keys(), ...jobs.map(({ source }) => pathOf(source))]))
    doubted.add(path);
  const changed = [...doubted].filter((path) => inputs.hashes[path] === undefined).sort(compareText);
  const problems = [...failures, ...changed.map((path) => changedWhileReading(path))];
  const makerOf = compilerLookup(graph, entries);
  const good = results.filter(({ files, reads }) => {
    const file = files[0]!;
    const own = reads.filter(({ own: made, isHashable }) => made === undefined && isHashable).map(({ path }) => path);
    const found = [
      ...(declared ? undeclaredReads(own, declared, `compiling ${file.source} read`, isIgnored) : []),
      ...foreignFiles(graph, owned, files),
      ...readsOfCommandOutputs(settings, file, reads, makerOf),
    ];
    problems.push(...found);
    return found.length === 0;
  });
  const files = good.flatMap((one) => one.files);
  const { changed: placed, stuck, problems: refused } = placeFiles(graph, staging, files, owned);
  problems.push(...refused);
  const hashOf = (path: string): string => (doubted.has(path) ? STALE : (seen.get(path) ?? ''));
  for (const { files: own, reads } of good) {
    const hashes = Object.fromEntries(reads.map(({ path }) => [path, hashOf(path)]));
    for (const file of own) {
      const made = compiledEntry(graph, file, entries.files.get(file.source)!);
      const entry = doubted.has(pathOf(file.source)) ? { ...made, fingerprint: STALE } : made;
      entries.compiled.set(file.path, reads.length === 0 ? entry : { ...entry, reads: hashes });
    }
  }
  restoreEntries(graph, entries, stuck);
  return {
    failures: problems,
    compiled: good.map(({ files: [first] }) => ({ source: first!.source, compiler: first!.compiler })),
    changed: placed,
    durationNs: Number(process.hrtime.bigint() - began),
  };
}
