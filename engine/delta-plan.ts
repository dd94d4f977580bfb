import { compareText } from '../diagnostics/diagnostic';
import { typescriptCompilersFor } from './compile/compilers-for';
import type { Inputs } from './graph/inputs';
import { manifestInputs, sliceManifest, type ManifestSlice, type ManifestText } from './graph/manifest-slice';
import { fileFingerprint, type Plan } from './graph/plan';
import type { Scan } from './quick-check';
import type { RenderOutcome } from './render/render-all';
import { emitKey, isSameOrInside, type Settings } from './settings';
import type { Entries } from './output/entries';

/** What a run has to look at after some specs have changed and nothing else. */
export interface DeltaPlan {
  readonly settings: Settings;
  /** The specs that changed. */
  readonly changed: readonly string[];
  /** What the manifest says of their files and of those of the library. */
  readonly slice: ManifestSlice;
  /** As gathering them would give; without the specs that stand as they are, where no file is made from all. */
  readonly inputs: Inputs;
  readonly plan: Plan;
}

/** Undefined where more than that is to be done, or where more than the files of these emits shows the change. */
export function planDelta(settings: Settings, scan: Scan, manifest: ManifestText): DeltaPlan | undefined {
  const changed = changedSpecs(settings, scan);
  const slice = changed && sliceManifest(manifest, changed);
  const inputs = changed && inputsOf(settings, scan, changed, manifest);
  if (!slice || !inputs) return undefined;
  const files = Object.values(slice.files);
  const count = changed.length * emitsOf(settings, 'pattern').length + emitsOf(settings, 'library').length;
  const isWhole = files.length === count && files.every(({ emit }) => emitWith(settings, emit) !== undefined);
  return isWhole ? { settings, changed, slice, inputs, plan: planOf(settings, changed, slice) } : undefined;
}

/** The library files that an outcome has not rendered, because they show nothing of what changed: they stand. */
export function keepLibrary({ settings, slice, inputs }: DeltaPlan, outcome: RenderOutcome, entries: Entries): void {
  const rendered = new Set(outcome.rendered.map(({ emit }) => emit));
  for (const [path, entry] of Object.entries(slice.files)) {
    const emit = emitWith(settings, entry.emit);
    if (entry.pattern !== null || emit === undefined || rendered.has(emit)) continue;
    const fingerprint = fileFingerprint(settings, inputs, emit, null, entry.partials);
    entries.files.set(path, { ...entry, fingerprint });
    for (const [output, one] of Object.entries(slice.compiled)) {
      if (one.source === path) entries.compiled.set(output, one);
    }
  }
}

/** The fingerprints of the library files among some entries, by their emits' indexes. */
export function libraryFingerprints(settings: Settings, files: Iterable<LibraryFile>): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const { emit, pattern, fingerprint } of files) {
    const index = pattern === null ? emitWith(settings, emit) : undefined;
    if (index !== undefined) found.set(index, fingerprint);
  }
  return found;
}

interface LibraryFile {
  readonly emit: string;
  readonly pattern: string | null;
  readonly fingerprint: string;
}

function emitWith(settings: Settings, key: string): number | undefined {
  const index = settings.emits.findIndex((emit) => emitKey(settings, emit) === key);
  return index < 0 ? undefined : index;
}

function emitsOf({ emits }: Settings, each: 'pattern' | 'library'): number[] {
  return emits.flatMap((emit, index) => (emit.each === each ? [index] : []));
}

function changedSpecs(settings: Settings, { index, fresh, changed }: Scan): string[] | undefined {
  if (settings.compilers.some(({ compiler }) => compiler === 'command')) return undefined;
  const paths = changed.map((at) => index.paths[at]!);
  const others = new Set(otherInputs(settings, fresh.inputs));
  const isSpec = (path: string): boolean => !others.has(path) && !isSameOrInside(path, settings.outputDir);
  return paths.every(isSpec) ? paths : undefined;
}

function otherInputs({ schema }: Settings, { emitTemplates, partials, modules }: Scan['fresh']['inputs']): string[] {
  return [...emitTemplates, ...partials.map(([, path]) => path), ...modules, ...(schema === undefined ? [] : [schema])];
}

function inputsOf(
  settings: Settings,
  scan: Scan,
  changed: readonly string[],
  manifest: ManifestText,
): Inputs | undefined {
  const { index, fresh, newer } = scan;
  const others = otherInputs(settings, fresh.inputs);
  // A file may be called `constructor`.
  const hashes = Object.create(null) as Record<string, string>;
  let specs = changed;
  if (emitsOf(settings, 'library').length > 0) {
    const all = manifestInputs(manifest);
    const known = new Set(others);
    specs = Object.keys(all)
      .filter((path) => !known.has(path))
      .sort(compareText);
    // One of them is something else, too: which, is not told here.
    if (specs.length !== fresh.inputs.specs) return undefined;
    Object.assign(hashes, all);
  }
  for (const path of [...changed, ...others]) {
    const at = index.find(path);
    if (at !== undefined) hashes[path] = newer.get(at)?.sha256 ?? index.sha256(at);
  }
  const names = { key: fresh.names, modules: { files: fresh.inputs.modules, packages: [] }, witnesses: undefined };
  return { ...fresh.inputs, partials: new Map(fresh.inputs.partials), specs, hashes, names };
}

/** Everything of the specs is due; what is compiled of a file stands as long as the file keeps its bytes. */
function planOf(settings: Settings, changed: readonly string[], { files }: ManifestSlice): Plan {
  const emits = emitsOf(settings, 'pattern');
  const compilers = (path: string): number[] => typescriptCompilersFor(settings, path);
  const conditional = Object.entries(files).map(
    ([path, { sha256: hash }]) => [path, { sha256: hash, compilers: compilers(path) }] as const,
  );
  return {
    jobs: emits.length === 0 ? [] : changed.map((spec) => ({ kind: 'pattern', spec, emits })),
    library: emitsOf(settings, 'library'),
    freshFiles: new Map(),
    freshCompiled: new Map(),
    conditional: new Map(conditional),
    commands: { due: [], fresh: new Map() },
    orphans: [],
  };
}
