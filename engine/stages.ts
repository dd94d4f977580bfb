import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { writeFileAtomic } from '../state/atomic-write';
import { canonicalJson, sha256 } from '../state/hash';
import { compileByCommand } from './compile/compile-by-command';
import { compilersFor } from './compile/compilers-for';
import { MANIFEST_NAME, serializeManifest, type CompiledEntry } from './graph/manifest';
import { compiledOutputs } from './graph/plan';
import { readUsages, saveUsages } from './graph/usage-file';
import { ownedFiles, prepareRun, type Prepared } from './prepare-run';
import { freshState, type Scan } from './quick-check';
import { renderAll, type RenderOutcome } from './render/render-all';
import type { Usage } from './render/usage';
import { undeclaredReads, type DeclaredInputs } from './graph/declared-inputs';
import { realPlaces } from './report/real-places';
import type { OnProgress } from './report/progress';
import { freshReport, type RunReport } from './report/report';
import { failedReport, stateNotes, workReport } from './report/work-report';
import type { Settings } from './settings';
import { findCollisions, type Claim } from './output/collisions';
import { entriesOf, keepAsBefore, manifestOf, type Entries } from './output/entries';
import { foreignFiles } from './output/foreign';
import { holdOutput } from './output/hold-output';
import { removeLeftovers } from './output/journal';
import { releaseLock } from './output/output-lock';
import { placeFiles } from './output/place';
import { prune } from './output/prune';
import { beginRun, endRun } from './output/run-name';
import { isInWorkspace, Staging } from './output/staging';

export { endCommands, killCommands } from './compile/process-group';
export { runDelta } from './delta';
export { failedReport } from './report/work-report';

/**
 * All stages of a run, from the plan on.
 *
 * Files wait in a staging folder until all that can be known without the command compilers is known to be
 * right; then each is renamed into place, and the manifest last. Killed anywhere in between, the next run
 * ends in the same bytes.
 */
export async function runStages(
  settings: Settings,
  clock: () => number,
  declared?: DeclaredInputs,
  onProgress?: OnProgress,
  scan?: Scan,
): Promise<RunReport> {
  const found = lookAround(settings, declared, scan);
  if (Array.isArray(found)) return failedReport(found, clock());
  if (isUpToDate(found)) return upToDate(found, declared, clock);
  const run = beginRun();
  try {
    const prepared = await holdOutput(found, run, () => lookAround(settings, declared));
    if (Array.isArray(prepared)) return failedReport(prepared, clock());
    if (!isUpToDate(prepared)) return await work(prepared, declared, run, clock, onProgress);
    releaseLock(prepared.outputFolder, run);
    return upToDate(prepared, declared, clock);
  } finally {
    releaseLock(found.outputFolder, run);
    endRun(run);
  }
}

/** What is there and what is due, or what forbids to begin. */
function lookAround(settings: Settings, declared: DeclaredInputs | undefined, scan?: Scan): Prepared | Diagnostic[] {
  const prepared = prepareRun(settings, scan);
  if (Array.isArray(prepared)) return prepared;
  const problems = checkPlaces(prepared, declared);
  return problems.length > 0 ? [...problems] : prepared;
}

/** Notes for the next run that nothing was due. */
function upToDate(prepared: Prepared, declared: DeclaredInputs | undefined, clock: () => number): RunReport {
  const { settings, outputFolder, leftovers, index, inputs, manifest, manifestText } = prepared;
  removeLeftovers(outputFolder, leftovers);
  const { files = {}, compiled = {} } = manifest ?? {};
  const counts = { files: Object.keys(files).length, compiled: compilations(compiled) };
  index.save(sha256(manifestText ?? ''), freshState(settings, inputs, declared?.key ?? '', counts));
  return freshReport(counts, clock(), stateNotes(prepared));
}

/** One per source and compiler: what they made shares a fingerprint. */
function compilations(compiled: Readonly<Record<string, CompiledEntry>>): number {
  return new Set(Object.values(compiled).map(({ fingerprint }) => fingerprint)).size;
}

/** Whether a run would write nothing at all, the manifest included. */
export function isUpToDate({ plan, manifest, inputs, settings, leftovers }: Prepared): boolean {
  return (
    manifest !== undefined &&
    settings.switches.incrementalCompilation &&
    leftovers.byDead.length === 0 &&
    plan.jobs.length + plan.library.length + plan.commands.due.length + plan.orphans.length === 0 &&
    canonicalJson(manifest.inputs) === canonicalJson(inputs.hashes) &&
    canonicalJson(manifest.tools) === canonicalJson(inputs.tools)
  );
}

async function work(
  prepared: Prepared,
  declared: DeclaredInputs | undefined,
  run: string,
  clock: () => number,
  onProgress?: OnProgress,
): Promise<RunReport> {
  const staging = new Staging(prepared.outputFolder, run);
  try {
    return await write(prepared, declared, run, staging, clock, onProgress);
  } finally {
    // Of files that were put in place, and that no manifest tells of, the journal still has to.
    staging.remove(true);
  }
}

async function write(
  prepared: Prepared,
  declared: DeclaredInputs | undefined,
  run: string,
  staging: Staging,
  clock: () => number,
  onProgress?: OnProgress,
): Promise<RunReport> {
  const { settings, outputFolder, index } = prepared;
  const outcome = await renderAll(prepared, staging.folder, onProgress);
  const owned = ownedFiles(prepared);
  const made = [...outcome.rendered, ...outcome.compiled];
  const entries = entriesOf(prepared, outcome);
  const usages = usagesIn(entries, outcome);
  const blocking = [
    ...findCollisions(claims(prepared, outcome, entries), settings.outputDir),
    ...foreignFiles(prepared, owned, made),
  ];
  if (blocking.length > 0 || (settings.onError === 'stop' && outcome.failures.length > 0)) {
    return failedReport([...outcome.failures, ...blocking], clock(), outcome);
  }

  const { changed, stuck, problems } = placeFiles(prepared, staging, made);
  keepAsBefore(prepared, entries, stuck);
  const commands = await compileByCommand(prepared, declared, staging, entries, owned, onProgress);

  const keep = new Set([...entries.files.keys(), ...entries.compiled.keys()]);
  const pruning = prune(prepared, owned, keep);
  keepAsBefore(prepared, entries, pruning.stuck);
  for (const path of pruning.pruned) index.forget(`${settings.outputDir}/${path}`);
  const text = serializeManifest(manifestOf(prepared, entries));
  if (text !== prepared.manifestText) writeFileAtomic(join(outputFolder, MANIFEST_NAME), text);
  // Until here the journals tell the next run whose the files are; now the manifest does.
  staging.remove();
  removeLeftovers(outputFolder, prepared.leftovers);
  releaseLock(outputFolder, run);
  const written = new Set([...changed, ...commands.changed].map(({ path }) => path));
  const all = { ...outcome, failures: [...outcome.failures, ...problems] };
  const report = workReport(prepared, all, commands, entries, pruning, written, clock());
  const isDone = report.success && report.diagnostics.length === 0;
  const counts = { files: entries.files.size, compiled: compilations(Object.fromEntries(entries.compiled)) };
  // The index last: without it the next run comes here again, and sweeps what this one left half-written.
  if (usages.size > 0) saveUsages(settings, new Map([...stillUsed(settings, entries), ...usages]));
  index.save(sha256(text), isDone ? freshState(settings, prepared.inputs, declared?.key ?? '', counts) : undefined);
  return report;
}

/** What has been rendered of the whole library, by fingerprints: whatever becomes of the files, it holds for these. */
function usagesIn({ files }: Entries, { rendered, usages }: RenderOutcome): Map<string, Usage> {
  const found = new Map<string, Usage>();
  for (const { path, emit } of rendered) {
    const [usage, entry] = [usages.get(emit), files.get(path)];
    if (usage && entry) found.set(entry.fingerprint, usage);
  }
  return found;
}

/** What earlier runs kept for library files that stand. */
function stillUsed(settings: Settings, { files }: Entries): (readonly [string, Usage])[] {
  const fingerprints = new Set([...files.values()].map(({ fingerprint }) => fingerprint));
  return [...readUsages(settings)].filter(([fingerprint]) => fingerprints.has(fingerprint));
}

function checkPlaces(
  { settings, inputs, outputFolder }: Prepared,
  declared: DeclaredInputs | undefined,
): readonly Diagnostic[] {
  if (!isInWorkspace(settings.workspaceRoot, outputFolder)) {
    const message = `the output folder "${settings.outputDir}" leads out of the workspace through a link`;
    return [{ severity: 'error', code: 'output-folder', message, hint: 'give the target a folder in the workspace' }];
  }
  const named = [settings.schema, settings.helpers, settings.prepare].filter((path) => path !== undefined);
  const { paths, problems } = realPlaces(settings.workspaceRoot, Object.keys(inputs.hashes), named);
  return problems.length === 0 && declared ? undeclaredReads(paths, declared, 'reads') : problems;
}

/** Every path of the run with its maker: files that stay, files that were rendered, and what is compiled of them. */
function claims({ settings, inputs }: Prepared, outcome: RenderOutcome, entries: Entries): Claim[] {
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
  return all;
}

function maker(template: string, pattern: string | null): string {
  return pattern === null ? `${template} from the library` : `${template} from ${pattern}`;
}
