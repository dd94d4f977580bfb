import { join } from 'node:path';
import { compareDiagnostics, compareText, type Diagnostic } from '../../diagnostics/diagnostic';
import { writeFileAtomic } from '../../state/atomic-write';
import { canonicalJson, sha256 } from '../../state/hash';
import { compileByCommand, type CommandOutcome } from './compile/compile-by-command';
import { compilersFor } from './plan/compilers-for';
import { MANIFEST_NAME, serializeManifest } from './plan/manifest';
import { compiledOutputs } from './plan/plan';
import { ownedFiles, prepareRun, type Prepared } from './prepare-run';
import { renderAll, type RenderOutcome } from './render/render-all';
import { undeclaredReads, type DeclaredInputs } from './report/declared-inputs';
import type { OnProgress } from './report/progress';
import type { RunReport } from './report/report';
import type { Settings } from './settings';
import { findCollisions, type Claim } from './write/collisions';
import { entriesOf, manifestOf, type Entries } from './write/entries';
import { foreignFiles } from './write/foreign';
import { prune, type Pruning } from './write/prune';
import { removeLeftovers } from './write/journal';
import { isInWorkspace, Staging } from './write/staging';

/**
 * One run of a codegen target: plan → templates → render → compile → write → report.
 *
 * Files wait in a staging folder until all that can be known without the command compilers is known to be
 * right; then each is renamed into place, and the manifest last. Killed anywhere in between, the next run
 * ends in the same bytes.
 *
 * @param declared what the target's inputs cover; undefined where that is unknown and nothing is checked
 */
export async function runCodegen(
  settings: Settings,
  declared?: DeclaredInputs,
  onProgress?: OnProgress,
): Promise<RunReport> {
  const clock = stopwatch();
  const prepared = prepareRun(settings);
  if (Array.isArray(prepared)) return failedReport(prepared, clock());
  const problems = checkPlaces(prepared, declared);
  if (problems.length > 0) return failedReport(problems, clock());
  if (isUpToDate(prepared)) {
    removeLeftovers(prepared.outputFolder, prepared.leftovers);
    prepared.index.save(sha256(prepared.manifestText ?? ''));
    return freshReport(prepared, clock());
  }
  const staging = new Staging(prepared.outputFolder);
  try {
    return await work(prepared, declared, staging, clock, onProgress);
  } finally {
    staging.remove();
  }
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
  staging: Staging,
  clock: () => number,
  onProgress?: OnProgress,
): Promise<RunReport> {
  const { settings, outputFolder, look, index } = prepared;
  const outcome = await renderAll(prepared, staging.folder, onProgress);
  const owned = ownedFiles(prepared);
  const made = [...outcome.rendered, ...outcome.compiled];
  const entries = entriesOf(prepared, outcome);
  const blocking = [
    ...findCollisions(claims(prepared, outcome, entries), settings.outputDir),
    ...foreignFiles(prepared, owned, made),
  ];
  if (blocking.length > 0 || (settings.onError === 'stop' && outcome.failures.length > 0)) {
    return failedReport([...outcome.failures, ...blocking], clock(), outcome);
  }

  const changed = made.filter(({ path, sha256: hash }) => look(path)?.sha256 !== hash);
  staging.commit(changed);
  for (const { path, sha256: hash } of changed) index.remember(`${settings.outputDir}/${path}`, hash);
  const commands = await compileByCommand(prepared, declared, staging, entries, owned, onProgress);

  const keep = new Set([...entries.files.keys(), ...entries.compiled.keys()]);
  const pruning = prune(outputFolder, settings.outputDir, owned, keep);
  for (const path of pruning.pruned) index.forget(`${settings.outputDir}/${path}`);
  const text = serializeManifest(manifestOf(prepared, entries));
  if (text !== prepared.manifestText) writeFileAtomic(join(outputFolder, MANIFEST_NAME), text);
  // Until here the journals tell the next run whose the files are; now the manifest does.
  staging.remove();
  removeLeftovers(outputFolder, prepared.leftovers);
  index.save(sha256(text));
  const written = new Set([...changed, ...commands.changed].map(({ path }) => path));
  return workReport(prepared, outcome, commands, entries, pruning, written, clock());
}

function checkPlaces(
  { settings, inputs, outputFolder }: Prepared,
  declared: DeclaredInputs | undefined,
): readonly Diagnostic[] {
  if (!isInWorkspace(settings.workspaceRoot, outputFolder)) {
    const message = `the output folder "${settings.outputDir}" leads out of the workspace through a link`;
    return [{ severity: 'error', code: 'output-folder', message, hint: 'give the target a folder in the workspace' }];
  }
  return declared ? undeclaredReads(Object.keys(inputs.hashes), declared, 'reads') : [];
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

function workReport(
  prepared: Prepared,
  outcome: RenderOutcome,
  commands: CommandOutcome,
  entries: Entries,
  pruning: Pruning,
  written: ReadonlySet<string>,
  durationNs: number,
): RunReport {
  const { outputDir } = prepared.settings;
  // A library file that came out the same has not changed for anybody: it counts as fresh.
  const { incrementalCompilation } = prepared.settings.switches;
  const rendered = outcome.rendered.filter(
    ({ path, pattern }) => pattern !== null || written.has(path) || !incrementalCompilation,
  ).length;
  const compiled = new Set(
    [...outcome.compiled, ...commands.compiled].map(({ compiler, source }) => `${compiler} ${source}`),
  ).size;
  const all = new Set([...entries.compiled.values()].map(({ fingerprint }) => fingerprint)).size;
  const before = prepared.manifest?.compiled ?? {};
  const prunedSources = pruning.pruned.filter((path) => before[path] === undefined);
  const prunedCompiles = new Set(pruning.pruned.flatMap((path) => before[path]?.fingerprint ?? []));
  const diagnostics = [...outcome.failures, ...commands.failures, ...pruning.warnings].sort(compareDiagnostics);
  const place = (what: 'wrote' | 'pruned') => (path: string) => ({ what, file: `${outputDir}/${path}` });
  return {
    success: diagnostics.every(({ severity }) => severity !== 'error'),
    diagnostics,
    notes: [...stateNotes(prepared), ...outcome.notes],
    templates: outcome.templates,
    generation: {
      fresh: entries.files.size - rendered,
      rendered,
      pruned: prunedSources.length,
      durationNs: outcome.renderNs,
    },
    compilation: {
      fresh: all - compiled,
      compiled,
      pruned: prunedCompiles.size,
      durationNs: outcome.compileNs + commands.durationNs,
    },
    durationNs,
    workers: outcome.workers,
    changes: [...[...written].map(place('wrote')), ...pruning.pruned.map(place('pruned'))].sort((a, b) =>
      compareText(a.file, b.file),
    ),
  };
}

function freshReport(prepared: Prepared, durationNs: number): RunReport {
  const { files = {}, compiled = {} } = prepared.manifest ?? {};
  return {
    ...emptyReport(durationNs),
    success: true,
    notes: stateNotes(prepared),
    generation: { fresh: Object.keys(files).length, rendered: 0, pruned: 0, durationNs: 0 },
    compilation: {
      fresh: new Set(Object.values(compiled).map(({ fingerprint }) => fingerprint)).size,
      compiled: 0,
      pruned: 0,
      durationNs: 0,
    },
  };
}

function failedReport(problems: readonly Diagnostic[], durationNs: number, outcome?: RenderOutcome): RunReport {
  const empty = emptyReport(durationNs);
  return {
    ...empty,
    success: false,
    diagnostics: [...problems].sort(compareDiagnostics),
    notes: outcome?.notes ?? [],
    templates: outcome?.templates ?? empty.templates,
  };
}

function emptyReport(durationNs: number): Omit<RunReport, 'success'> {
  return {
    diagnostics: [],
    notes: [],
    templates: { total: 0, hits: 0, durationNs: 0 },
    generation: { fresh: 0, rendered: 0, pruned: 0, durationNs: 0 },
    compilation: { fresh: 0, compiled: 0, pruned: 0, durationNs: 0 },
    durationNs,
    workers: 1,
    changes: [],
  };
}

function stateNotes({ reading, settings, index }: Prepared): string[] {
  const notes = index.problem === undefined ? [] : [`index: ${index.problem}, so every file is hashed anew`];
  if (!settings.switches.incrementalCompilation) return notes;
  if (reading.state === 'missing') notes.push('manifest: none yet, so everything is generated');
  if (reading.state === 'lost') notes.push(`manifest: ${reading.reason}, so everything is generated anew`);
  return notes;
}

function stopwatch(): () => number {
  const began = process.hrtime.bigint();
  return () => Number(process.hrtime.bigint() - began);
}
