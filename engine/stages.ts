import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { writeFileAtomic } from '../state/atomic-write';
import { compileByCommand, type CommandOutcome } from './compile/compile-by-command';
import { checkPlaces } from './graph/check-places';
import { hasCode } from './graph/fingerprints';
import { nextIndexHeader, type Totals } from './graph/fresh-state';
import type { IndexFile } from './graph/index-file';
import { checksumInHead } from './graph/manifest-head';
import { MANIFEST_NAME, type CompiledEntry } from './graph/manifest';
import type { RunGraph } from './graph/run-graph';
import { loadGraph } from './graph/load-graph';
import { loadPart } from './graph/load-part';
import { isSameManifest } from './graph/read-manifest';
import type { Scan } from './graph/scan';
import { withSourceData } from './graph/source-data';
import { SourceLoads } from './graph/source-loads';
import { isUpToDate } from './graph/up-to-date';
import { saveRecordedReads } from './graph/reads-file';
import { saveUsages } from './graph/usage-file';
import { changedInputs, makeFiles } from './make-files';
import { isMade, restoreEntries, markStale, obsoletePaths, type Entries } from './output/entries';
import { acquireOutput } from './output/acquire-output';
import { removeLeftovers } from './output/journal';
import { releaseLock } from './output/output-lock';
import { ownedFiles } from './output/owned';
import { FileAliases } from './output/file-aliases';
import { placeFiles } from './output/place';
import { prune } from './output/prune';
import { beginRun, endRun } from './output/run-name';
import { Staging } from './output/staging';
import { strayFiles } from './output/stray';
import { freshReport, type RunReport } from './report/report';
import { failedReport, stateNotes, workReport } from './report/work-report';
import { isTaskHashChanged, type RunContext } from './run-context';
import { hasCommands, type Settings } from './settings';

export { endCommands, killCommands } from './compile/process-group';
export { failedReport } from './report/work-report';

const NO_COMMANDS: CommandOutcome = { failures: [], compiled: [], changed: [], durationNs: 0 };

/**
 * All stages of a run: graph, templates, render, compile, write.
 *
 * Files are staged until every check that does not need compiler commands has passed. Then each is renamed into place,
 * and the manifest is written last. If the process is killed at any point, the next run produces the same bytes.
 *
 * @param scan changes since the last run, if there are few
 */
export async function runStages(
  settings: Settings,
  context: RunContext,
  clock: () => number,
  scan?: Scan,
): Promise<RunReport> {
  const loads = new SourceLoads(settings, context.declared);
  const fail = (problems: readonly Diagnostic[]): RunReport =>
    failedReport(problems, clock(), undefined, loads.readNames());
  const found = await loadAffectedGraph(settings, context, loads, scan);
  if (Array.isArray(found)) return fail(found);
  if (isUpToDate(found)) return finishUpToDate(found, context, clock);
  const run = beginRun();
  try {
    const graph = await acquireOutput(found, run, () => loadWholeGraph(settings, context, loads));
    if (Array.isArray(graph)) return fail(graph);
    if (!isUpToDate(graph)) {
      const ready = settings.load === undefined ? graph : await withSourceData(graph);
      return Array.isArray(ready) ? fail(ready) : await runDueWork(ready, context, run, clock);
    }
    releaseLock(graph.outputFolder, run);
    return finishUpToDate(graph, context, clock);
  } finally {
    releaseLock(found.outputFolder, run);
    endRun(run);
  }
}

/**
 * Loads the affected part of the graph, or all of it; returns problems if the run cannot start. If Nx's task hash
 * changed but no node did, an input is unknown to the graph, so everything is due.
 */
async function loadAffectedGraph(
  settings: Settings,
  context: RunContext,
  loads: SourceLoads,
  scan: Scan | undefined,
): Promise<RunGraph | Diagnostic[]> {
  const part = scan && loadPart(settings, context.declared, scan);
  const found = part ? withPlacesChecked(part) : await loadWholeGraph(settings, context, loads, scan);
  if (Array.isArray(found) || !isUpToDate(found) || !isTaskHashChanged(context, found.index.header?.fresh))
    return found;
  const all = await loadGraph(settings, context.declared, { isRedone: true, loads });
  return Array.isArray(all) ? all : withPlacesChecked(all);
}

/** Loads the whole graph, or returns the problems if the run cannot start. */
async function loadWholeGraph(
  settings: Settings,
  context: RunContext,
  loads: SourceLoads,
  scan?: Scan,
): Promise<RunGraph | Diagnostic[]> {
  const graph = await loadGraph(settings, context.declared, { scan, loads });
  return Array.isArray(graph) ? graph : withPlacesChecked(graph);
}

function withPlacesChecked(graph: RunGraph): RunGraph | Diagnostic[] {
  const problems = checkPlaces(graph);
  if (problems.length > 0) return [...problems];
  // If something is due, the complete set of outputs is known only after rendering.
  const strays = isUpToDate(graph) ? strayFiles(graph, ownedFiles(graph)) : [];
  return strays.length > 0 ? strays : graph;
}

/** Finishes a run with nothing due: records that for the next run. */
function finishUpToDate(graph: RunGraph, context: RunContext, clock: () => number): RunReport {
  const { outputFolder, leftovers, manifest, manifestText } = graph;
  removeLeftovers(outputFolder, leftovers);
  const { files = {}, compiled = {} } = manifest ?? {};
  const totals = totalsOf(graph, Object.keys(files).length, compiled);
  const text = manifestText ?? Buffer.alloc(0);
  const outputs = [...Object.keys(files), ...Object.keys(compiled)];
  passToNextRun(
    graph,
    context,
    text,
    nextIndexHeader(graph, context, checksumInHead(text), graph.readsBefore, totals, outputs),
  );
  return freshReport(totals, clock(), stateNotes(graph));
}

/** Passes the graph to the next run: through the state folder, or in memory in a long-lived process. */
function passToNextRun(graph: RunGraph, { onKept }: RunContext, manifest: Buffer, header: IndexFile['header']): void {
  if (!onKept) graph.index.save(header);
  else {
    const index = graph.index.updated(header);
    if (index) onKept({ manifest, index });
  }
}

async function runDueWork(graph: RunGraph, context: RunContext, run: string, clock: () => number): Promise<RunReport> {
  const staging = new Staging(graph.outputFolder, run);
  try {
    return await makeAndPlace(graph, context, run, staging, clock);
  } finally {
    // Keep the journal if files were placed but no manifest lists them yet.
    staging.remove(true);
  }
}

async function makeAndPlace(
  graph: RunGraph,
  context: RunContext,
  run: string,
  staging: Staging,
  clock: () => number,
): Promise<RunReport> {
  const { settings, outputFolder } = graph;
  const { usages, outcome, owned, made, entries, blocking, reads, manifest } = await makeFiles(
    graph,
    context,
    staging.folder,
  );
  if (blocking.length > 0 || (settings.onError === 'stop' && outcome.failures.length > 0)) {
    return failedReport([...outcome.failures, ...blocking], clock(), outcome);
  }

  const { changed, stuck, problems } = placeFiles(graph, staging, made, owned);
  restoreEntries(graph, entries, stuck);
  const unclaimed = new Set(obsoletePaths(settings, entries, owned.paths()));
  // Prune first: a compiler command must not see files that a clean run would not have.
  const early = prune(graph, owned, withoutAliases(graph, entries, [...unclaimed]));
  const commands = hasCommands(settings)
    ? await compileByCommand(graph, context.declared, staging, entries, owned, context.onProgress)
    : NO_COMMANDS;
  const unmade = owned.paths().filter((path) => !unclaimed.has(path) && !isMade(entries, path));
  const late = prune(graph, owned, withoutAliases(graph, entries, unmade));
  const pruning = {
    pruned: [...early.pruned, ...late.pruned],
    stuck: [...early.stuck, ...late.stuck],
    findings: [...early.findings, ...late.findings],
  };
  restoreEntries(graph, entries, pruning.stuck);
  const totals = totalsOf(graph, entries.files.size, Object.fromEntries(entries.compiled));
  const mixed = commands.compiled.length > 0 ? changedInputs(graph, []) : [];
  if (mixed.length > 0) markStale(graph, entries, commands.compiled);
  const text = manifest();
  if (!isSameManifest(text, graph.manifestText)) writeFileAtomic(join(outputFolder, MANIFEST_NAME), text);
  // From here on the manifest lists our files, so the journals can go.
  staging.remove();
  removeLeftovers(outputFolder, graph.leftovers);
  const hash = checksumInHead(text);
  const { programs } = graph;
  const isOpen = hasCode(settings, graph.inputs) || Object.keys({ ...reads?.values, ...programs }).length > 0;
  if (isOpen) saveRecordedReads(settings, hash, { ...(reads ? { reads } : {}), programs });
  releaseLock(outputFolder, run);
  const written = new Set([...changed, ...commands.changed].map(({ path }) => path));
  const all = { ...outcome, failures: [...outcome.failures, ...problems, ...mixed] };
  const report = workReport(graph, all, commands, entries, pruning, written, totals, clock());
  const isDone = report.success && report.diagnostics.length === 0;
  // The index is written last. If the run is killed before, the next one repeats this and removes half-written files.
  saveUsages(graph, entries, outcome, usages);
  const outputs = [...entries.files.keys(), ...entries.compiled.keys()];
  const header = nextIndexHeader(graph, context, hash, reads, isDone ? totals : undefined, outputs);
  passToNextRun(graph, isDone ? context : { ...context, onKept: undefined }, text, header);
  return report;
}

/** The paths that are not another name of a generated file, as on a case-insensitive file system. */
function withoutAliases({ outputFolder }: RunGraph, { files, compiled }: Entries, paths: string[]): string[] {
  const made = new FileAliases(outputFolder, () => [...files.keys(), ...compiled.keys()]);
  return paths.filter((path) => made.of(path) === undefined);
}

/** Counts all generated files and compilations, also if only a part of the graph is loaded. */
function totalsOf(
  { part, manifest }: RunGraph,
  files: number,
  compiled: Readonly<Record<string, CompiledEntry>>,
): Totals {
  const before = { files: Object.keys(manifest?.files ?? {}).length, compiled: compilations(manifest?.compiled ?? {}) };
  const rest = part
    ? { files: part.scan.fresh.files - before.files, compiled: part.scan.fresh.compiled - before.compiled }
    : { files: 0, compiled: 0 };
  return { files: rest.files + files, compiled: rest.compiled + compilations(compiled) };
}

/** Counts one compilation per source and compiler: all outputs of a compilation share a fingerprint. */
function compilations(compiled: Readonly<Record<string, CompiledEntry>>): number {
  return new Set(Object.values(compiled).map(({ source, fingerprint }) => `${source} ${fingerprint}`)).size;
}
