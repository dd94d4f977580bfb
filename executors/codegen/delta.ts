import { join } from 'node:path';
import { compareText } from '../../diagnostics/diagnostic';
import { writeFileAtomic } from '../../state/atomic-write';
import { sha256 } from '../../state/hash';
import { indexPath, saveIndex } from './plan/file-index';
import { entryOf, type IndexEntry } from './plan/index-file';
import type { Inputs } from './plan/inputs';
import { MANIFEST_NAME, MANIFEST_VERSION } from './plan/manifest';
import { patchManifest, sliceManifest, type ManifestSlice } from './plan/manifest-slice';
import type { Plan } from './plan/plan';
import { statOrNothing } from './plan/stat';
import { typescriptCompilersFor } from './plan/compilers-for';
import { readManifest } from './prepare-run';
import { folderState, type Scan } from './quick-check';
import { renderAll, type RenderOutcome } from './render/render-all';
import type { OnProgress } from './report/progress';
import { realPlaces } from './report/real-places';
import { countCompilations, emptyReport, type RunReport } from './report/report';
import { tellOfWaiting } from './report/waiting';
import { isSameOrInside, type Settings } from './settings';
import { entriesOf, type Entries } from './write/entries';
import { releaseLock, takeLock } from './write/output-lock';
import { beginRun, endRun } from './write/run-name';
import { isInWorkspace, placeProblem, Staging } from './write/staging';

/**
 * A run after some specs have changed and nothing else: their files are rendered and compiled, and in the manifest
 * and the index their lines are replaced. All that belongs to other patterns is neither read nor written.
 *
 * Undefined where it is more than that: another input or an output changed, a library file or a command compiler is
 * there to see the change, a spec gives files of other names, anything at all is wrong. Nothing that counts has been
 * done then, and the stages do it all.
 */
export async function runDelta(
  settings: Settings,
  scan: Scan,
  clock: () => number,
  onProgress?: OnProgress,
): Promise<RunReport | undefined> {
  const { workspaceRoot, outputDir } = settings;
  const specs = changedSpecs(settings, scan);
  // What lies behind a link is for the stages to judge.
  if (!specs || realPlaces(workspaceRoot, specs, []).paths.some((place, at) => place !== specs[at])) return undefined;
  const text = scan.manifest.toString('utf8');
  const slice = sliceManifest(text, specs);
  const outputFolder = join(workspaceRoot, outputDir);
  if (!slice || Object.keys(slice.files).length !== specs.length * settings.emits.length) return undefined;
  if (!isInWorkspace(workspaceRoot, outputFolder)) return undefined;

  const due = { settings, inputs: inputsOf(settings, scan, specs), plan: planOf(settings, specs, slice) };
  const run = beginRun();
  let staging: Staging | undefined;
  try {
    const waited = await takeLock(outputFolder, run, (owner) => tellOfWaiting(outputDir, owner));
    if (waited || readManifest(outputFolder) !== text) return undefined;
    staging = new Staging(outputFolder, run);
    const outcome = await renderAll(due, staging.folder, onProgress);
    if (outcome.failures.length > 0) return undefined;
    const manifest = { version: MANIFEST_VERSION, tools: due.inputs.tools, ...slice } as const;
    const entries = entriesOf({ ...due, manifest }, outcome);
    const made = [...outcome.rendered, ...outcome.compiled];
    const isSame = sameKeys(entries.files, slice.files) && sameKeys(entries.compiled, slice.compiled);
    if (!isSame || made.some(({ path }) => placeProblem(outputFolder, path) !== undefined)) return undefined;

    const before = { ...slice.files, ...slice.compiled };
    const changed = made.filter((file) => before[file.path]?.sha256 !== file.sha256);
    // What the system does not let into its place is for the stages to tell.
    if (staging.commit(changed).length > 0) return undefined;
    const inputs = Object.fromEntries(specs.map((spec) => [spec, due.inputs.hashes[spec] ?? '']));
    const files = Object.fromEntries(entries.files);
    const patched = patchManifest(text, { inputs, files, compiled: Object.fromEntries(entries.compiled) });
    writeFileAtomic(join(outputFolder, MANIFEST_NAME), patched);
    staging.remove();
    releaseLock(outputFolder, run);
    const written = changed.map(({ path, sha256: hash }) => ({ file: `${outputDir}/${path}`, hash }));
    keepIndex(settings, scan, patched, written);
    return reportOf(scan, outcome, entries, written, clock());
  } finally {
    staging?.remove(true);
    releaseLock(outputFolder, run);
    endRun(run);
  }
}

/** The specs that changed; undefined where something else did, or where more than their own files shows it. */
function changedSpecs(settings: Settings, { index, fresh, changed }: Scan): string[] | undefined {
  if (settings.emits.some(({ each }) => each === 'library')) return undefined;
  if (settings.compilers.some(({ compiler }) => compiler === 'command')) return undefined;
  const paths = changed.map((at) => index.paths[at]!);
  const others = new Set(otherInputs(settings, fresh.inputs));
  const isSpec = (path: string): boolean => !others.has(path) && !isSameOrInside(path, settings.outputDir);
  return paths.every(isSpec) ? paths : undefined;
}

function otherInputs({ schema }: Settings, { emitTemplates, partials, modules }: Scan['fresh']['inputs']): string[] {
  return [...emitTemplates, ...partials.map(([, path]) => path), ...modules, ...(schema === undefined ? [] : [schema])];
}

/** As gathering them would give, but for the specs that stand as they are. */
function inputsOf(settings: Settings, { index, fresh, newer }: Scan, specs: readonly string[]): Inputs {
  const hashes = Object.create(null) as Record<string, string>;
  for (const path of [...specs, ...otherInputs(settings, fresh.inputs)]) {
    const at = index.find(path);
    if (at !== undefined) hashes[path] = newer.get(at)?.sha256 ?? index.sha256(at);
  }
  const names = { key: fresh.names, modules: { files: fresh.inputs.modules, packages: [] }, witnesses: undefined };
  return { ...fresh.inputs, partials: new Map(fresh.inputs.partials), specs, hashes, names };
}

/** Everything of the specs is due; what is compiled of a file stands as long as the file keeps its bytes. */
function planOf(settings: Settings, specs: readonly string[], { files }: ManifestSlice): Plan {
  const emits = settings.emits.map((_emit, index) => index);
  const compilers = (path: string): number[] => typescriptCompilersFor(settings, path);
  const conditional = Object.entries(files).map(
    ([path, { sha256: hash }]) => [path, { sha256: hash, compilers: compilers(path) }] as const,
  );
  return {
    jobs: specs.map((spec) => ({ kind: 'pattern', spec, emits })),
    library: [],
    freshFiles: new Map(),
    freshCompiled: new Map(),
    conditional: new Map(conditional),
    commands: { due: [], fresh: new Map() },
    orphans: [],
  };
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
): void {
  const { workspaceRoot, stateFolder, outputDir } = settings;
  const changes = new Map<number, IndexEntry>(newer);
  for (const { file, hash } of written) {
    const [at, stat] = [index.find(file), statOrNothing(`${workspaceRoot}/${file}`)];
    // Gone again already, or never seen: without an index, the next run looks at everything.
    if (at === undefined || !stat) return;
    changes.set(at, entryOf(stat, hash));
  }
  const folder = folderState(settings);
  if (!folder) return;
  const header = { manifest: sha256(manifest), fresh: { ...fresh, folder } };
  saveIndex(indexPath(workspaceRoot, stateFolder, outputDir), index.encodeWith(header, changes));
}

function reportOf(
  { fresh }: Scan,
  outcome: RenderOutcome,
  entries: Entries,
  written: readonly { readonly file: string }[],
  durationNs: number,
): RunReport {
  const rendered = entries.files.size;
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
