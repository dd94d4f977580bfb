import { commandOutputs, compiledOutputs } from '../compile/compiled-outputs';
import {
  compiledFingerprint,
  dataFingerprint,
  fileFingerprint,
  hasCode,
  type PatternValue,
} from '../graph/fingerprints';
import {
  MANIFEST_VERSION,
  STALE,
  type CompiledEntry,
  type GeneratedEntry,
  type Manifest,
  type PatternEntry,
} from '../graph/manifest';
import type { RunGraph } from '../graph/run-graph';
import type { CompiledFile, RenderedFile } from '../render/job';
import type { RenderOutcome } from '../render/render-all';
import { readsByPath } from '../user-code/reader';
import { emitKey, hasCommands, type Settings } from '../settings';

/** What the manifest will say, before command compilers have run. */
export interface Entries {
  readonly patterns: Map<string, PatternEntry>;
  readonly files: Map<string, GeneratedEntry>;
  readonly compiled: Map<string, CompiledEntry>;
}

/** What is known before anything is rendered. */
type Known = Pick<RunGraph, 'settings' | 'inputs' | 'plan' | 'facts' | 'manifest' | 'isRedone'>;

/** Puts together what stands, what was rendered, and what of the old stands in for what failed. */
export function entriesOf(graph: Known, outcome: RenderOutcome): Entries {
  const { plan, manifest, inputs } = graph;
  const patterns = new Map<string, PatternEntry>(plan.freshPatterns);
  for (const { spec, data, reads } of outcome.patterns) {
    const item = inputs.items.get(spec)?.hash;
    patterns.set(spec, {
      fingerprint: dataFingerprint(inputs, spec),
      data,
      ...(item === undefined ? {} : { item }),
      ...(reads.length > 0 ? { reads: readsByPath(reads) } : {}),
    });
  }
  const entries: Entries = { patterns, files: new Map(plan.freshFiles), compiled: new Map(plan.freshCompiled) };
  const { files, compiled } = entries;
  keepStanding(graph, outcome, entries);
  const valueOf = (spec: string): PatternValue => [spec, dataOf(graph, patterns, spec)];
  const library = lazy(() => inputs.specs.map(valueOf));
  for (const file of outcome.rendered) {
    const data = file.pattern === null ? library() : valueOf(file.pattern);
    files.set(file.path, generatedEntry(graph, file, data));
    keepCompiled(graph, file, compiled);
  }
  for (const emit of outcome.keptLibrary) keepLibraryFile(graph, emit, library(), entries);
  let last: { readonly compiler: number; readonly entry: CompiledEntry } | undefined;
  for (const file of outcome.compiled) {
    const source = files.get(file.source);
    if (!source) continue;
    // A compilation makes several files, one after another, and all have its fingerprint.
    const isSame = last?.compiler === file.compiler && last.entry.source === file.source;
    const entry: CompiledEntry =
      last && isSame ? { ...last.entry, sha256: file.sha256, size: file.size } : compiledEntry(graph, file, source);
    compiled.set(file.path, entry);
    last = { compiler: file.compiler, entry };
  }
  if (outcome.failures.length > 0 && manifest) keepForFailed(graph, outcome, manifest, entries);
  return entries;
}

export function isMade({ files, compiled }: Entries, path: string): boolean {
  return files.has(path) || compiled.has(path);
}

/** Of files that earlier runs wrote, those that nothing makes any more: no command compiler either. */
export function unclaimedOf(settings: Settings, entries: Entries, paths: readonly string[]): string[] {
  const sources = hasCommands(settings) ? [...entries.files.keys()] : [];
  const byCommands = new Set(sources.flatMap((source) => commandOutputs(settings, source).map(([path]) => path)));
  return paths.filter((path) => !isMade(entries, path) && !byCommands.has(path));
}

/** What the manifest says of all that this run looked at. */
export function manifestOf(
  { inputs, part }: Pick<RunGraph, 'inputs' | 'part'>,
  { patterns, files, compiled }: Entries,
): Manifest {
  const hashes = part
    ? Object.fromEntries(part.touched.flatMap((path) => (path in inputs.hashes ? [[path, inputs.hashes[path]!]] : [])))
    : inputs.hashes;
  return {
    version: MANIFEST_VERSION,
    tools: inputs.tools,
    inputs: hashes,
    ...(inputs.sources.entries.size > 0 ? { sources: Object.fromEntries(inputs.sources.entries) } : {}),
    patterns: Object.fromEntries(patterns),
    files: Object.fromEntries(files),
    compiled: Object.fromEntries(compiled),
  };
}

export function compiledEntry(
  { settings, inputs }: Pick<RunGraph, 'settings' | 'inputs'>,
  { compiler, source, sha256, size }: CompiledFile,
  { sha256: sourceHash }: GeneratedEntry,
): CompiledEntry {
  return { source, fingerprint: compiledFingerprint(settings, inputs, compiler, source, sourceHash), sha256, size };
}

function dataOf({ facts }: Known, patterns: ReadonlyMap<string, PatternEntry>, spec: string): string {
  return patterns.get(spec)?.data ?? facts.patternsBefore[spec]?.data ?? '';
}

function generatedEntry(
  { settings, inputs }: Known,
  file: RenderedFile,
  data: PatternValue | readonly PatternValue[],
): GeneratedEntry {
  return {
    emit: emitKey(settings, settings.emits[file.emit]!),
    pattern: file.pattern,
    template: inputs.emitTemplates[file.emit] ?? '',
    partials: file.partials,
    fingerprint: fileFingerprint(settings, inputs, file.emit, data, file.partials),
    ...(file.formatted === undefined ? {} : { formatted: file.formatted }),
    sha256: file.sha256,
    size: file.size,
  };
}

/** The files of patterns whose data came out as it was. */
function keepStanding(graph: Known, { patterns }: RenderOutcome, { files, compiled }: Entries): void {
  const { settings, manifest } = graph;
  const units = new Map<string, Set<string>>();
  for (const { spec, kept } of patterns) {
    if (kept.length > 0) units.set(spec, new Set(kept.map((emit) => emitKey(settings, settings.emits[emit]!))));
  }
  if (units.size === 0) return;
  for (const [path, entry] of Object.entries(manifest?.files ?? {})) {
    if (entry.pattern === null || !units.get(entry.pattern)?.has(entry.emit)) continue;
    files.set(path, entry);
    keepCompiled(graph, { path, sha256: entry.sha256 }, compiled);
  }
}

/** A library file that shows nothing of what changed stands; its fingerprint covers the changed data. */
function keepLibraryFile(
  graph: Known,
  emit: number,
  data: readonly PatternValue[],
  { files, compiled }: Entries,
): void {
  const { settings, inputs, manifest } = graph;
  const key = emitKey(settings, settings.emits[emit]!);
  for (const [path, entry] of Object.entries(manifest?.files ?? {})) {
    if (entry.pattern !== null || entry.emit !== key) continue;
    const fingerprint = fileFingerprint(settings, inputs, emit, data, entry.partials);
    files.set(path, fingerprint === entry.fingerprint ? entry : { ...entry, fingerprint });
    keepCompiled(graph, { path, sha256: entry.sha256 }, compiled);
  }
}

/** A file with the bytes that it had keeps what was compiled from it. */
function keepCompiled(
  { settings, plan, manifest }: Known,
  { path, sha256 }: Pick<RenderedFile, 'path' | 'sha256'>,
  compiled: Map<string, CompiledEntry>,
): void {
  const before = plan.conditional.get(path);
  if (before?.sha256 !== sha256) return;
  for (const compiler of before.compilers) {
    for (const output of compiledOutputs(settings, compiler, path)) {
      const entry = manifest?.compiled[output];
      if (entry) compiled.set(output, entry);
    }
  }
}

/**
 * Records files that the file system refused to replace or remove as what they still are, and as due: fingerprints do
 * not cover what user code reads, so where there is user code they are marked.
 */
export function keepAsBefore(
  { settings, inputs, manifest, facts, isRedone }: Known,
  { files, compiled }: Entries,
  paths: readonly string[],
): void {
  const isOutdated = facts.isCodeTouched || isRedone || hasCode(settings, inputs) || facts.touchedPrograms.size > 0;
  const back = <T extends { readonly fingerprint: string }>(
    entries: Map<string, T>,
    path: string,
    before: T | undefined,
  ): void => {
    if (before === undefined) entries.delete(path);
    else entries.set(path, isOutdated ? { ...before, fingerprint: STALE } : before);
  };
  for (const path of paths) {
    back(files, path, manifest?.files[path]);
    back(compiled, path, manifest?.compiled[path]);
  }
}

/** Records compilations as due: an input of theirs changed meanwhile, and may be put back before the next run. */
export function markDue(
  { settings }: Pick<RunGraph, 'settings'>,
  { compiled }: Entries,
  made: readonly { readonly source: string; readonly compiler: number }[],
): void {
  for (const { source, compiler } of made) {
    for (const path of compiledOutputs(settings, compiler, source)) {
      const entry = compiled.get(path);
      if (entry) compiled.set(path, { ...entry, fingerprint: STALE });
    }
  }
}

/** The last good files of a pattern that failed stay, recorded as due as in {@link keepAsBefore}. */
function keepForFailed(
  { settings, inputs, facts, isRedone }: Known,
  outcome: RenderOutcome,
  manifest: Manifest,
  to: Entries,
): void {
  const unit = (emit: string, pattern: string | null): string => `${emit} ${pattern ?? ''}`;
  const emits = settings.emits.map((emit) => emitKey(settings, emit));
  const done = new Set(outcome.rendered.map(({ emit, pattern }) => unit(emits[emit] ?? '', pattern)));
  const specs = new Set(inputs.specs);
  const isOutdated = facts.isCodeTouched || isRedone;
  const old = <T extends object>(entry: T): T => (isOutdated ? { ...entry, fingerprint: STALE } : entry);
  for (const [spec, entry] of Object.entries(manifest.patterns)) {
    if (specs.has(spec) && !to.patterns.has(spec)) to.patterns.set(spec, old(entry));
  }
  for (const [path, entry] of Object.entries(manifest.files)) {
    const wanted = emits.includes(entry.emit) && (entry.pattern === null || specs.has(entry.pattern));
    if (!wanted || to.files.has(path) || done.has(unit(entry.emit, entry.pattern))) continue;
    to.files.set(path, old(entry));
    for (const [output, one] of Object.entries(manifest.compiled)) {
      if (one.source === path && !to.compiled.has(output)) to.compiled.set(output, one);
    }
  }
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
