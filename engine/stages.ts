import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { writeFileAtomic } from '../state/atomic-write';
import { compileByCommand, type CommandOutcome } from './compile/compile-by-command';
import { checkPlaces } from './graph/check-places';
import { hasCode } from './graph/fingerprints';
import { nextState, type Totals } from './graph/fresh-state';
import type { IndexFile } from './graph/index-file';
import { borneChecksum } from './graph/manifest-head';
import { MANIFEST_NAME, type CompiledEntry } from './graph/manifest';
import type { RunGraph } from './graph/run-graph';
import { loadGraph } from './graph/load-graph';
import { loadPart } from './graph/load-part';
import { isSameManifest } from './graph/read-manifest';
import type { Scan } from './graph/scan';
import { withSourceData } from './graph/source-data';
import { SourceLoads } from './graph/source-loads';
import { isUpToDate } from './graph/up-to-date';
import { keepCircumstances } from './graph/reads-file';
import { keepUsages } from './graph/usage-file';
import { changedInputs, makeFiles } from './make-files';
import { isMade, keepAsBefore, markDue, unclaimedOf, type Entries } from './output/entries';
import { holdOutput } from './output/hold-output';
import { removeLeftovers } from './output/journal';
import { releaseLock } from './output/output-lock';
import { ownedFiles } from './output/owned';
import { OtherNames } from './output/other-names';
import { placeFiles } from './output/place';
import { prune } from './output/prune';
import { beginRun, endRun } from './output/run-name';
import { Staging } from './output/staging';
import { strayFiles } from './output/stray';
import { freshReport, type RunReport } from './report/report';
import { failedReport, stateNotes, workReport } from './report/work-report';
import { isOtherTask, type RunContext } from './run-context';
import { hasCommands, type Settings } from './settings';

export { endCommands, killCommands } from './compile/process-group';
export { failedReport } from './report/work-report';

const NO_COMMANDS: CommandOutcome = { failures: [], compiled: [], changed: [], durationNs: 0 };

/**
 * All stages of a run, from the graph on: what is due, templates, render, compile, write.
 *
 * Files wait in a staging folder until all that can be known without the command compilers is known to be
 * right; then each is renamed into place, and the manifest last. Killed anywhere in between, the next run
 * ends in the same bytes.
 *
 * @param scan what has changed since the last run, where that is little
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
  const found = await firstLook(settings, context, loads, scan);
  if (Array.isArray(found)) return fail(found);
  if (isUpToDate(found)) return upToDate(found, context, clock);
  const run = beginRun();
  try {
    const graph = await holdOutput(found, run, () => whole(settings, context, loads));
    if (Array.isArray(graph)) return fail(graph);
    if (!isUpToDate(graph)) {
      const ready = settings.load === undefined ? graph : await withSourceData(graph);
      return Array.isArray(ready) ? fail(ready) : await work(ready, context, run, clock);
    }
    releaseLock(graph.outputFolder, run);
    return upToDate(graph, context, clock);
  } finally {
    releaseLock(found.outputFolder, run);
    endRun(run);
  }
}

/**
 * The part of the graph that is concerned, or all of it; or why the run cannot begin. Where Nx has hashed other inputs
 * than in the last run and no node has changed, the graph does not know enough: then everything is due.
 */
async function firstLook(
  settings: Settings,
  context: RunContext,
  loads: SourceLoads,
  scan: Scan | undefined,
): Promise<RunGraph | Diagnostic[]> {
  const part = scan && loadPart(settings, context.declared, scan);
  const found = part ? checked(part) : await whole(settings, context, loads, scan);
  if (Array.isArray(found) || !isUpToDate(found) || !isOtherTask(context, found.index.header?.fresh)) return found;
  const all = await loadGraph(settings, context.declared, { isRedone: true, loads });
  return Array.isArray(all) ? all : checked(all);
}

/** The whole graph, or why the run cannot begin. */
async function whole(
  settings: Settings,
  context: RunContext,
  loads: SourceLoads,
  scan?: Scan,
): Promise<RunGraph | Diagnostic[]> {
  const graph = await loadGraph(settings, context.declared, { scan, loads });
  return Array.isArray(graph) ? graph : checked(graph);
}

function checked(graph: RunGraph): RunGraph | Diagnostic[] {
  const problems = checkPlaces(graph);
  if (problems.length > 0) return [...problems];
  // Where something is due, it is known only after it is made what else the target makes.
  const strays = isUpToDate(graph) ? strayFiles(graph, ownedFiles(graph)) : [];
  return strays.length > 0 ? strays : graph;
}

/** Notes for the next run that nothing was due. */
function upToDate(graph: RunGraph, context: RunContext, clock: () => number): RunReport {
  const { outputFolder, leftovers, manifest, manifestText } = graph;
  removeLeftovers(outputFolder, leftovers);
  const { files = {}, compiled = {} } = manifest ?? {};
  const totals = totalsOf(graph, Object.keys(files).length, compiled);
  const text = manifestText ?? Buffer.alloc(0);
  const outputs = [...Object.keys(files), ...Object.keys(compiled)];
  keep(graph, context, text, nextState(graph, context, borneChecksum(text), graph.readsBefore, totals, outputs));
  return freshReport(totals, clock(), stateNotes(graph));
}

/** Hands the graph to the next run: by the state folder, or in memory to a process that lives on. */
function keep(graph: RunGraph, { onKept }: RunContext, manifest: Buffer, header: IndexFile['header']): void {
  if (!onKept) graph.index.save(header);
  else {
    const index = graph.index.updated(header);
    if (index) onKept({ manifest, index });
  }
}

async function work(graph: RunGraph, context: RunContext, run: string, clock: () => number): Promise<RunReport> {
  const staging = new Staging(graph.outputFolder, run);
  try {
    return await write(graph, context, run, staging, clock);
  } finally {
    // Of files that were put in place, and that no manifest tells of, the journal still has to.
    staging.remove(true);
  }
}

async function write(
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
  keepAsBefore(graph, entries, stuck);
  const unclaimed = new Set(unclaimedOf(settings, entries, owned.paths()));
  // A compiler must not find what a clean run would not have.
  const early = prune(graph, owned, withoutOtherNames(graph, entries, [...unclaimed]));
  const commands = hasCommands(settings)
    ? await compileByCommand(graph, context.declared, staging, entries, owned, context.onProgress)
    : NO_COMMANDS;
  const unmade = owned.paths().filter((path) => !unclaimed.has(path) && !isMade(entries, path));
  const late = prune(graph, owned, withoutOtherNames(graph, entries, unmade));
  const pruning = {
    pruned: [...early.pruned, ...late.pruned],
    stuck: [...early.stuck, ...late.stuck],
    findings: [...early.findings, ...late.findings],
  };
  keepAsBefore(graph, entries, pruning.stuck);
  const totals = totalsOf(graph, entries.files.size, Object.fromEntries(entries.compiled));
  const mixed = commands.compiled.length > 0 ? changedInputs(graph, []) : [];
  if (mixed.length > 0) markDue(graph, entries, commands.compiled);
  const text = manifest();
  if (!isSameManifest(text, graph.manifestText)) writeFileAtomic(join(outputFolder, MANIFEST_NAME), text);
  // Until here the journals tell the next run whose the files are; now the manifest does.
  staging.remove();
  removeLeftovers(outputFolder, graph.leftovers);
  const hash = borneChecksum(text);
  const { programs } = graph;
  const isOpen = hasCode(settings, graph.inputs) || Object.keys({ ...reads?.values, ...programs }).length > 0;
  if (isOpen) keepCircumstances(settings, hash, { ...(reads ? { reads } : {}), programs });
  releaseLock(outputFolder, run);
  const written = new Set([...changed, ...commands.changed].map(({ path }) => path));
  const all = { ...outcome, failures: [...outcome.failures, ...problems, ...mixed] };
  const report = workReport(graph, all, commands, entries, pruning, written, totals, clock());
  const isDone = report.success && report.diagnostics.length === 0;
  // The index last: without it the next run comes here again, and sweeps what this one left half-written.
  keepUsages(graph, entries, outcome, usages);
  const outputs = [...entries.files.keys(), ...entries.compiled.keys()];
  const header = nextState(graph, context, hash, reads, isDone ? totals : undefined, outputs);
  keep(graph, isDone ? context : { ...context, onKept: undefined }, text, header);
  return report;
}

/** Paths that do not lead to a file of the run by another name, as on a file system that ignores case. */
function withoutOtherNames({ outputFolder }: RunGraph, { files, compiled }: Entries, paths: string[]): string[] {
  const made = new OtherNames(outputFolder, () => [...files.keys(), ...compiled.keys()]);
  return paths.filter((path) => made.of(path) === undefined);
}

/** How many generated files and compilations there are, of which a part of the graph knows some. */
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

/** One per source and compiler: what they made shares a fingerprint. */
function compilations(compiled: Readonly<Record<string, CompiledEntry>>): number {
  return new Set(Object.values(compiled).map(({ source, fingerprint }) => `${source} ${fingerprint}`)).size;
}
