import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { writeFileAtomic } from '../state/atomic-write';
import { canonicalJson, sha256 } from '../state/hash';
import { ignoredFiles } from '../state/ignored-files';
import { compileByCommand } from './compile/compile-by-command';
import { compilersFor } from './compile/compilers-for';
import { compiledOutputs } from './compile/compiled-outputs';
import { nextReads, undeclaredCodeReads } from './graph/code-reads';
import { undeclaredReads } from './graph/declared-inputs';
import { nextState, type Totals } from './graph/fresh-state';
import type { IndexFile } from './graph/index-file';
import { MANIFEST_NAME, serializeManifest, type CompiledEntry, type Manifest } from './graph/manifest';
import { changesBetween } from './graph/manifest-text';
import { loadGraph, loadPart, type RunGraph } from './graph/run-graph';
import type { Scan } from './graph/scan';
import { keepUsages, usagesBefore } from './graph/usage-file';
import { findCollisions, type Claim } from './output/collisions';
import { entriesOf, keepAsBefore, manifestOf, type Entries } from './output/entries';
import { foreignFiles } from './output/foreign';
import { holdOutput } from './output/hold-output';
import { removeLeftovers } from './output/journal';
import { releaseLock } from './output/output-lock';
import { ownedFiles } from './output/owned';
import { placeFiles } from './output/place';
import { prune } from './output/prune';
import { beginRun, endRun } from './output/run-name';
import { isInWorkspace, Staging } from './output/staging';
import { changedWhileReading, lateFailure } from './render/failures';
import { renderAll, type RenderOutcome } from './render/render-all';
import { realPlaces } from './report/real-places';
import { freshReport, type RunReport } from './report/report';
import { failedReport, stateNotes, workReport } from './report/work-report';
import { isOtherTask, type RunContext } from './run-context';
import type { Settings } from './settings';
import { nothingDue, watchLateErrors } from './user-code/late-errors';

export { endCommands, killCommands } from './compile/process-group';
export { failedReport } from './report/work-report';

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
  const found = firstLook(settings, context, scan);
  if (Array.isArray(found)) return failedReport(found, clock());
  if (isUpToDate(found)) return upToDate(found, context, clock);
  const run = beginRun();
  try {
    const graph = await holdOutput(found, run, () => whole(settings, context));
    if (Array.isArray(graph)) return failedReport(graph, clock());
    if (!isUpToDate(graph)) return await work(graph, context, run, clock);
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
function firstLook(settings: Settings, context: RunContext, scan: Scan | undefined): RunGraph | Diagnostic[] {
  const part = scan && loadPart(settings, context.declared, scan);
  const found = part ? checked(part, context) : whole(settings, context, scan);
  if (Array.isArray(found) || !isUpToDate(found) || !isOtherTask(context, found.index.header?.fresh)) return found;
  const all = loadGraph(settings, context.declared, undefined, true);
  return Array.isArray(all) ? all : checked(all, context);
}

/** The whole graph, or why the run cannot begin. */
function whole(settings: Settings, context: RunContext, scan?: Scan): RunGraph | Diagnostic[] {
  const graph = loadGraph(settings, context.declared, scan);
  return Array.isArray(graph) ? graph : checked(graph, context);
}

function checked(graph: RunGraph, { declared }: RunContext): RunGraph | Diagnostic[] {
  const problems = checkPlaces(graph, declared);
  return problems.length > 0 ? [...problems] : graph;
}

/** Notes for the next run that nothing was due. */
function upToDate(graph: RunGraph, context: RunContext, clock: () => number): RunReport {
  const { outputFolder, leftovers, manifest, manifestText } = graph;
  removeLeftovers(outputFolder, leftovers);
  const totals = totalsOf(graph, Object.keys(manifest?.files ?? {}).length, manifest?.compiled ?? {});
  const text = manifestText ?? '';
  keep(graph, context, text, nextState(graph, context, sha256(text), graph.readsBefore, totals));
  return freshReport(totals, clock(), stateNotes(graph));
}

/** Hands the graph to the next run: by the state folder, or in memory to a process that lives on. */
function keep(graph: RunGraph, { onKept }: RunContext, manifest: string, header: IndexFile['header']): void {
  if (!onKept) graph.index.save(header);
  else {
    const index = graph.index.updated(header);
    if (index) onKept({ manifest, index });
  }
}

/** Whether a run would write nothing at all, the manifest included. */
export function isUpToDate({ plan, manifest, inputs, part, settings, leftovers, isRedone }: RunGraph): boolean {
  const { jobs, library, commands, orphans, duePatterns } = plan;
  const due = [jobs, library.due, library.ifDataChanged, commands.due, orphans, duePatterns];
  return (
    manifest !== undefined &&
    !isRedone &&
    settings.switches.incrementalCompilation &&
    leftovers.byDead.length === 0 &&
    due.every((list) => list.length === 0) &&
    !plan.isSetChanged &&
    canonicalJson(manifest.inputs) ===
      canonicalJson(part ? inputsOfPart(inputs.hashes, part.touched) : inputs.hashes) &&
    canonicalJson(manifest.tools) === canonicalJson(inputs.tools)
  );
}

function inputsOfPart(hashes: Readonly<Record<string, string>>, touched: readonly string[]): Record<string, string> {
  return Object.fromEntries(touched.flatMap((path) => (path in hashes ? [[path, hashes[path]!]] : [])));
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
  const { settings, outputFolder, index } = graph;
  const usages = usagesBefore(graph);
  const late = watchLateErrors();
  const outcome = await renderAll(graph, staging.folder, usages, context.onProgress).finally(async () => {
    await nothingDue();
    late.stop();
  });
  const owned = ownedFiles(graph);
  const made = [...outcome.rendered, ...outcome.compiled];
  const entries = entriesOf(graph, outcome);
  const blocking = [
    ...findCollisions(claims(graph, outcome, entries), settings.outputDir),
    ...foreignFiles(graph, owned, made),
    ...changedInputs(graph, outcome.failures),
    ...late.problems().map((error) => lateFailure(error, settings)),
    ...undeclaredCodeReads(graph, context.declared, outcome.reads),
  ];
  if (blocking.length > 0 || (settings.onError === 'stop' && outcome.failures.length > 0)) {
    return failedReport([...outcome.failures, ...blocking], clock(), outcome);
  }

  const { changed, stuck, problems } = placeFiles(graph, staging, made);
  keepAsBefore(graph, entries, stuck);
  const commands = await compileByCommand(graph, context.declared, staging, entries, owned, context.onProgress);

  const keepPaths = new Set([...entries.files.keys(), ...entries.compiled.keys()]);
  const pruning = prune(graph, owned, keepPaths);
  keepAsBefore(graph, entries, pruning.stuck);
  for (const path of pruning.pruned) index.forget(`${settings.outputDir}/${path}`);
  const { reads, portable } = nextReads(graph, context, outcome.reads);
  const text = manifestText(graph, manifestOf(graph, portable, entries));
  if (text !== graph.manifestText) writeFileAtomic(join(outputFolder, MANIFEST_NAME), text);
  // Until here the journals tell the next run whose the files are; now the manifest does.
  staging.remove();
  removeLeftovers(outputFolder, graph.leftovers);
  releaseLock(outputFolder, run);
  const written = new Set([...changed, ...commands.changed].map(({ path }) => path));
  const all = {
    ...outcome,
    failures: [...outcome.failures, ...problems, ...(commands.compiled.length > 0 ? changedInputs(graph, []) : [])],
  };
  const totals = totalsOf(graph, entries.files.size, Object.fromEntries(entries.compiled));
  const report = workReport(graph, all, commands, entries, pruning, written, totals, clock());
  const isDone = report.success && report.diagnostics.length === 0;
  // The index last: without it the next run comes here again, and sweeps what this one left half-written.
  keepUsages(graph, entries, outcome, usages);
  const header = nextState(graph, context, sha256(text), reads, isDone ? totals : undefined);
  keep(graph, isDone ? context : { ...context, onKept: undefined }, text, header);
  return report;
}

function manifestText({ part, manifest }: RunGraph, after: Manifest): string {
  return part && manifest ? part.text.patched(changesBetween(manifest, after)) : serializeManifest(after);
}

/** Inputs that are not what they were when the run began: what came of them would be recorded, and cached, wrongly. */
function changedInputs({ index, inputs }: RunGraph, failures: readonly Diagnostic[]): Diagnostic[] {
  const isKnown = (path: string): boolean => failures.some(({ file }) => file === path);
  return index
    .changedSince(Object.keys(inputs.hashes))
    .filter((path) => !isKnown(path))
    .map(changedWhileReading);
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

function checkPlaces(
  { settings, inputs, outputFolder }: RunGraph,
  declared: RunContext['declared'],
): readonly Diagnostic[] {
  if (!isInWorkspace(settings.workspaceRoot, outputFolder)) {
    const message = `the output folder "${settings.outputDir}" leads out of the workspace through a link`;
    return [{ severity: 'error', code: 'output-folder', message, hint: 'give the target a folder in the workspace' }];
  }
  const named = [settings.schema, settings.helpers, settings.prepare].filter((path) => path !== undefined);
  const { paths, problems } = realPlaces(settings.workspaceRoot, Object.keys(inputs.hashes), named);
  return problems.length === 0 && declared
    ? undeclaredReads(paths, declared, 'reads', ignoredFiles(settings.workspaceRoot).isIgnored)
    : problems;
}

/** Every path of the run with its maker: files that stay, files that were rendered, and what is compiled of them. */
function claims({ settings, inputs, manifest, part }: RunGraph, outcome: RenderOutcome, entries: Entries): Claim[] {
  const all: Claim[] = [];
  const add = (path: string, by: string): void => {
    all.push({ path, by });
    for (const compiler of compilersFor(settings, path)) {
      for (const output of compiledOutputs(settings, compiler, path))
        all.push({ path: output, by: `compiling ${path}` });
    }
  };
  const rendered = new Set(outcome.rendered.map(({ path }) => path));
  for (const [path, { template, pattern }] of entries.files) {
    if (!rendered.has(path)) add(path, maker(template, pattern));
  }
  for (const { path, emit, pattern } of outcome.rendered) add(path, maker(inputs.emitTemplates[emit] ?? '', pattern));
  // Only a path that is new can meet one of a file that this run does not look at.
  const isNew = outcome.rendered.some(({ path }) => manifest?.files[path] === undefined);
  if (part && isNew) {
    for (const [path, { template, pattern }] of Object.entries(part.text.all<Manifest['files'][string]>('files'))) {
      if (manifest?.files[path] === undefined) add(path, maker(template, pattern));
    }
  }
  return all;
}

function maker(template: string, pattern: string | null): string {
  return pattern === null ? `${template} from the library` : `${template} from ${pattern}`;
}
