import { compareDiagnostics, compareText, type Diagnostic } from '../../diagnostics/diagnostic';
import { readNames } from '../user-code/read-names';
import type { Totals } from '../graph/fresh-state';
import type { CommandOutcome } from '../compile/compile-by-command';
import { STALE } from '../graph/manifest';
import { isOfGroup } from '../graph/groups';
import type { RunGraph } from '../graph/run-graph';
import type { RenderOutcome } from '../render/render-all';
import type { Entries } from '../output/entries';
import type { Pruning } from '../output/prune';
import { countCompilations, emptyReport, type RunReport } from './report';

/** The report of a run that had work to do. */
export function workReport(
  graph: RunGraph,
  outcome: RenderOutcome,
  commands: CommandOutcome,
  entries: Entries,
  pruning: Pruning,
  written: ReadonlySet<string>,
  totals: Totals,
  durationNs: number,
): RunReport {
  const { outputDir } = graph.settings;
  const { files = {}, compiled: compiledBefore = {} } = graph.manifest ?? {};
  // A file that could not be placed has no entry or its old one.
  const isMade = <T extends { readonly fingerprint: string }>(
    entries: ReadonlyMap<string, T>,
    before: Readonly<Record<string, T>>,
    path: string,
  ): boolean => {
    const entry = entries.get(path);
    return entry !== undefined && entry !== before[path] && entry.fingerprint !== STALE;
  };
  // A group file that came out equal counts as fresh.
  const { incrementalCompilation } = graph.settings.switches;
  const rendered = outcome.rendered.filter(
    ({ path, emit }) =>
      isMade(entries.files, files, path) &&
      (!isOfGroup(graph.settings, emit) || written.has(path) || !incrementalCompilation),
  ).length;
  const placed = outcome.compiled.filter(({ path }) => isMade(entries.compiled, compiledBefore, path));
  const compiled = countCompilations([...placed, ...commands.compiled]);
  const prunedSources = pruning.pruned.filter((path) => compiledBefore[path] === undefined);
  const prunedCompiles = new Set(pruning.pruned.flatMap((path) => compiledBefore[path]?.fingerprint ?? []));
  const diagnostics = [...outcome.failures, ...commands.failures, ...pruning.findings].sort(compareDiagnostics);
  const place = (what: 'wrote' | 'pruned') => (path: string) => ({ what, file: `${outputDir}/${path}` });
  return {
    success: diagnostics.every(({ severity }) => severity !== 'error'),
    diagnostics,
    notes: [...stateNotes(graph), ...outcome.notes],
    templates: outcome.templates,
    generation: {
      fresh: totals.files - rendered,
      rendered,
      pruned: prunedSources.length,
      durationNs: outcome.renderNs,
    },
    compilation: {
      fresh: totals.compiled - compiled,
      compiled,
      pruned: prunedCompiles.size,
      durationNs: outcome.compileNs + commands.durationNs,
    },
    durationNs,
    workers: outcome.workers,
    changes: [...[...written].map(place('wrote')), ...pruning.pruned.map(place('pruned'))].sort((a, b) =>
      compareText(a.file, b.file),
    ),
    codeReads: [...readNames(outcome.reads), ...givenNames(outcome), ...graph.loads.readNames()],
  };
}

/** The report of a run that stopped before writing. */
export function failedReport(
  problems: readonly Diagnostic[],
  durationNs: number,
  outcome?: RenderOutcome,
  codeReads: readonly string[] = [],
): RunReport {
  const empty = emptyReport(durationNs);
  return {
    ...empty,
    success: false,
    diagnostics: [...problems].sort(compareDiagnostics),
    notes: outcome?.notes ?? [],
    templates: outcome?.templates ?? empty.templates,
    codeReads: [...(outcome ? [...readNames(outcome.reads), ...givenNames(outcome)] : []), ...codeReads],
  };
}

/** Names of reads through `read`, in the form of observed reads. */
function givenNames({ patterns }: RenderOutcome): string[] {
  return patterns.flatMap(({ reads }) => reads.map(({ path }) => `file ${path}`));
}

const REDONE_NOTE =
  'inputs: Nx hashed other inputs than in the last run, and nothing that this target is known to read has changed, so everything is generated again';

/** One line for each part of the state that was lost. */
export function stateNotes({ reading, settings, index, isRedone }: RunGraph): string[] {
  if (isRedone) return [REDONE_NOTE];
  const notes = index.problem === undefined ? [] : [`index: ${index.problem}, so every file is hashed again`];
  if (!settings.switches.incrementalCompilation) return notes;
  if (reading.state === 'missing') notes.push('manifest: none yet, so everything is generated');
  if (reading.state === 'lost') notes.push(`manifest: ${reading.reason}, so everything is generated again`);
  return notes;
}
