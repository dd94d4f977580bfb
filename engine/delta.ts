import { join } from 'node:path';
import { compareText } from '../diagnostics/diagnostic';
import { writeFileAtomic } from '../state/atomic-write';
import { keepLibrary, libraryFingerprints, planDelta } from './delta-plan';
import { keepOnDisk, type Keeping } from './keeping';
import { entryOf, type IndexEntry } from './graph/index-file';
import { MANIFEST_NAME, MANIFEST_VERSION, type GeneratedEntry } from './graph/manifest';
import { ManifestText, patchManifest, type ManifestSlice } from './graph/manifest-slice';
import { statOrNothing } from './graph/stat';
import { readUsages, saveUsages } from './graph/usage-file';
import { folderState, hashOf, type Scan } from './quick-check';
import { renderAll, type RenderOutcome } from './render/render-all';
import type { Usage } from './render/usage';
import type { OnProgress } from './report/progress';
import { realPlaces } from './report/real-places';
import { countCompilations, emptyReport, type RunReport } from './report/report';
import { tellOfWaiting } from './report/waiting';
import type { Settings } from './settings';
import { entriesOf, type Entries } from './output/entries';
import { releaseLock, takeLock } from './output/output-lock';
import { beginRun, endRun } from './output/run-name';
import { isInWorkspace, placeProblem, Staging } from './output/staging';

/**
 * A run after some specs have changed and nothing else: their files are rendered and compiled, and in the manifest
 * and the index their lines are replaced. Files of the whole library are rendered where they show what has changed, or
 * where that cannot be told. All that belongs to other patterns is neither read nor written, but for the specs where a
 * library file is rendered.
 *
 * Undefined where it is more than that: another input or an output changed, a command compiler is there to see the
 * change, a file gets another name, anything at all is wrong. Nothing that counts has been done then, and the stages
 * do it all.
 */
export async function runDelta(
  settings: Settings,
  scan: Scan,
  clock: () => number,
  onProgress?: OnProgress,
  keeping: Keeping = keepOnDisk(settings, scan),
): Promise<RunReport | undefined> {
  const { workspaceRoot, outputDir } = settings;
  const text = new ManifestText(String(scan.manifest));
  const due = planDelta(settings, scan, text);
  if (!due) return undefined;
  const { changed: specs, inputs, slice } = due;
  // What lies behind a link is for the stages to judge.
  if (realPlaces(workspaceRoot, specs, []).paths.some((place, at) => place !== specs[at])) return undefined;
  const outputFolder = join(workspaceRoot, outputDir);
  if (!isInWorkspace(workspaceRoot, outputFolder) || !areAsLeft(settings, scan, slice)) return undefined;

  const usages = usagesBefore(settings, Object.values(slice.files));
  const run = beginRun();
  let staging: Staging | undefined;
  try {
    const waited = await takeLock(outputFolder, run, (owner) => tellOfWaiting(outputDir, owner));
    if (waited || !keeping.isStill()) return undefined;
    staging = new Staging(outputFolder, run);
    const outcome = await renderAll(due, staging.folder, onProgress, { changed: specs, usages });
    if (outcome.failures.length > 0) return undefined;
    const manifest = { version: MANIFEST_VERSION, tools: inputs.tools, ...slice } as const;
    const entries = entriesOf({ ...due, manifest }, outcome);
    keepLibrary(due, outcome, entries);
    const made = [...outcome.rendered, ...outcome.compiled];
    const isSame = sameKeys(entries.files, slice.files) && sameKeys(entries.compiled, slice.compiled);
    if (!isSame || made.some(({ path }) => placeProblem(outputFolder, path) !== undefined)) return undefined;

    const before = { ...slice.files, ...slice.compiled };
    const changed = made.filter((file) => before[file.path]?.sha256 !== file.sha256);
    // What the system does not let into its place is for the stages to tell.
    if (staging.commit(changed).length > 0) return undefined;
    const hashes = Object.fromEntries(specs.map((spec) => [spec, inputs.hashes[spec] ?? '']));
    const files = Object.fromEntries(entries.files);
    const changes = { inputs: hashes, files, compiled: Object.fromEntries(entries.compiled) };
    const patched = patchManifest(text, changes);
    writeFileAtomic(join(outputFolder, MANIFEST_NAME), patched);
    keeping.wrote();
    staging.remove();
    releaseLock(outputFolder, run);
    const written = changed.map(({ path, sha256: hash }) => ({ file: `${outputDir}/${path}`, hash }));
    keepUsages(settings, usages, outcome, entries);
    keepIndex(settings, scan, patched, written, keeping);
    return reportOf(settings, scan, outcome, entries, written, clock());
  } finally {
    staging?.remove(true);
    releaseLock(outputFolder, run);
    endRun(run);
  }
}

/** Whether the files that are to be replaced are those that the last run left. */
function areAsLeft(
  { workspaceRoot, outputDir }: Settings,
  { index, newer }: Scan,
  { files, compiled }: ManifestSlice,
): boolean {
  return [...Object.keys(files), ...Object.keys(compiled)].every((path) => {
    const at = index.find(`${outputDir}/${path}`);
    const place = `${workspaceRoot}/${outputDir}/${path}`;
    const stat = at === undefined ? undefined : statOrNothing(place);
    if (at === undefined || !stat?.isFile()) return false;
    // One that was written just before it was looked at agrees with no entry.
    return newer.has(at) || index.agrees(at, stat) || index.sha256(at) === hashOf(place);
  });
}

/** What library files read of the patterns when they were rendered, by the emits' indexes. */
function usagesBefore(
  settings: Settings,
  files: Parameters<typeof libraryFingerprints>[1],
): ReadonlyMap<number, Usage> {
  const fingerprints = libraryFingerprints(settings, files);
  const known = fingerprints.size === 0 ? new Map<string, Usage>() : readUsages(settings);
  return new Map(
    [...fingerprints].flatMap(([emit, fingerprint]) => {
      const usage = known.get(fingerprint);
      return usage ? [[emit, usage] as const] : [];
    }),
  );
}

/** What a file that stands read of the patterns then, it would read today. */
function keepUsages(
  settings: Settings,
  before: ReadonlyMap<number, Usage>,
  outcome: RenderOutcome,
  { files }: Entries,
): void {
  const rendered = new Set(outcome.rendered.map(({ emit }) => emit));
  const usages = new Map<string, Usage>();
  for (const [emit, fingerprint] of libraryFingerprints(settings, files.values())) {
    const usage = (rendered.has(emit) ? outcome.usages : before).get(emit);
    if (usage) usages.set(fingerprint, usage);
  }
  saveUsages(settings, usages);
}

function sameKeys(made: ReadonlyMap<string, unknown>, before: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(before);
  return keys.length === made.size && keys.every((key) => made.has(key));
}

function keepIndex(
  settings: Settings,
  { index, fresh, newer }: Scan,
  manifest: string,
  written: readonly { readonly file: string; readonly hash: string }[],
  keeping: Keeping,
): void {
  const changes = new Map<number, IndexEntry>(newer);
  for (const { file, hash } of written) {
    const [at, stat] = [index.find(file), statOrNothing(`${settings.workspaceRoot}/${file}`)];
    // Gone again already, or never seen: without an index, the next run looks at everything.
    if (at === undefined || !stat) return;
    changes.set(at, entryOf(stat, hash));
  }
  const folder = folderState(settings);
  if (folder) keeping.keep({ manifest, fresh: { ...fresh, folder }, changes });
}

function reportOf(
  { outputDir }: Settings,
  { fresh }: Scan,
  outcome: RenderOutcome,
  entries: Entries,
  written: readonly { readonly file: string }[],
  durationNs: number,
): RunReport {
  // A library file that came out the same counts as fresh.
  const places = new Set(written.map(({ file }) => file));
  const isRendered = ([path, { pattern }]: [string, GeneratedEntry]): boolean =>
    pattern !== null || places.has(`${outputDir}/${path}`);
  const rendered = [...entries.files].filter(isRendered).length;
  const compiled = countCompilations(outcome.compiled);
  return {
    ...emptyReport(durationNs),
    success: true,
    notes: outcome.notes,
    templates: outcome.templates,
    generation: { fresh: fresh.files - rendered, rendered, pruned: 0, durationNs: outcome.renderNs },
    compilation: { fresh: fresh.compiled - compiled, compiled, pruned: 0, durationNs: outcome.compileNs },
    workers: outcome.workers,
    changes: written.map(({ file }) => ({ what: 'wrote' as const, file })).sort((a, b) => compareText(a.file, b.file)),
  };
}
