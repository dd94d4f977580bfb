import { commandOutputs, compiledOutputs } from '../compile/compiled-outputs';
import {
  compiledFingerprint,
  dataFingerprint,
  fileFingerprint,
  hasCode,
  skippedFingerprint,
  type PatternValue,
} from '../graph/fingerprints';
import {
  STALE,
  unitKey,
  type CompiledEntry,
  type GeneratedEntry,
  type Manifest,
  type PatternEntry,
} from '../graph/manifest';
import { MANIFEST_VERSION } from '../graph/manifest-head';
import { isOfGroup, membersOf, type GroupUnit } from '../graph/groups';
import { templateOf } from '../graph/inputs';
import type { RunGraph } from '../graph/run-graph';
import type { CompiledFile, RenderedFile } from '../render/job';
import type { RenderOutcome } from '../render/render-all';
import { emitKey, hasCommands, type Settings } from '../settings';
import { readsByPath } from '../graph/given-reads';
import {
  keepCompiled,
  keepFailed,
  keepUnchangedGroups,
  keepUnchangedPatterns,
  type Entries,
  type PlannedGraph,
} from './kept-entries';

export type { Entries } from './kept-entries';

/** Combines up-to-date entries, new entries of this run, and old entries in place of failed ones. */
export function buildEntries(graph: PlannedGraph, outcome: RenderOutcome): Entries {
  const { settings, plan, manifest, inputs } = graph;
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
  const entries: Entries = {
    patterns,
    files: new Map(plan.freshFiles),
    skipped: new Map(plan.freshSkipped),
    compiled: new Map(plan.freshCompiled),
  };
  const { files, skipped, compiled } = entries;
  keepUnchangedPatterns(graph, outcome, entries);
  const valueOf = (spec: string): PatternValue => [spec, dataOf(graph, patterns, spec)];
  const members = membersOf(inputs);
  const dataFor = ({ emit, source }: GroupUnit): PatternValue[] =>
    isOfGroup(settings, emit) ? members(source).map(valueOf) : [valueOf(source ?? '')];
  for (const file of outcome.rendered) {
    files.set(file.path, generatedEntry(graph, file, dataFor({ emit: file.emit, source: file.pattern })));
    keepCompiled(graph, file, compiled);
  }
  for (const { emit, pattern, partials } of outcome.skipped) {
    const data = dataFor({ emit, source: pattern });
    const fingerprint = skippedFingerprint(settings, inputs, emit, pattern, data, partials);
    skipped.set(unitKey(emitKey(settings, settings.emits[emit]!), pattern), { partials, fingerprint });
  }
  keepUnchangedGroups(graph, outcome, dataFor, entries);
  let last: { readonly compiler: number; readonly entry: CompiledEntry } | undefined;
  for (const file of outcome.compiled) {
    const source = files.get(file.source);
    if (!source) continue;
    // The files of one compilation follow each other and share a fingerprint.
    const isSame = last?.compiler === file.compiler && last.entry.source === file.source;
    const entry: CompiledEntry =
      last && isSame ? { ...last.entry, sha256: file.sha256, size: file.size } : compiledEntry(graph, file, source);
    compiled.set(file.path, entry);
    last = { compiler: file.compiler, entry };
  }
  if (outcome.failures.length > 0 && manifest) keepFailed(graph, outcome, manifest, entries);
  return entries;
}

export function isMade({ files, compiled }: Entries, path: string): boolean {
  return files.has(path) || compiled.has(path);
}

/** The paths that no emit, compiler or compiler command makes any more. */
export function obsoletePaths(settings: Settings, entries: Entries, paths: readonly string[]): string[] {
  const sources = hasCommands(settings) ? [...entries.files.keys()] : [];
  const byCommands = new Set(sources.flatMap((source) => commandOutputs(settings, source).map(([path]) => path)));
  return paths.filter((path) => !isMade(entries, path) && !byCommands.has(path));
}

/** Builds the manifest of the loaded part of the graph. */
export function buildManifest(
  { inputs, part }: Pick<RunGraph, 'inputs' | 'part'>,
  { patterns, files, skipped, compiled }: Entries,
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
    skipped: Object.fromEntries(skipped),
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

function dataOf({ facts }: PlannedGraph, patterns: ReadonlyMap<string, PatternEntry>, spec: string): string {
  return patterns.get(spec)?.data ?? facts.patternsBefore[spec]?.data ?? '';
}

function generatedEntry(
  { settings, inputs }: PlannedGraph,
  file: RenderedFile,
  data: readonly PatternValue[],
): GeneratedEntry {
  return {
    emit: emitKey(settings, settings.emits[file.emit]!),
    pattern: file.pattern,
    template: templateOf(inputs, file.emit, file.pattern),
    partials: file.partials,
    fingerprint: fileFingerprint(settings, inputs, file.emit, file.pattern, data, file.partials),
    ...(file.formatted === undefined ? {} : { formatted: file.formatted }),
    sha256: file.sha256,
    size: file.size,
  };
}

/**
 * Restores the old entries of files that could not be replaced or removed, and makes sure they stay due. With user code
 * they are marked stale, because fingerprints do not cover what user code reads.
 */
export function restoreEntries(
  { settings, inputs, manifest, facts, isRedone }: PlannedGraph,
  { files, compiled }: Entries,
  paths: readonly string[],
): void {
  const isOutdated = facts.isCodeTouched || isRedone || hasCode(settings, inputs) || facts.touchedPrograms.size > 0;
  const restore = <T extends { readonly fingerprint: string }>(
    entries: Map<string, T>,
    path: string,
    before: T | undefined,
  ): void => {
    if (before === undefined) entries.delete(path);
    else entries.set(path, isOutdated ? { ...before, fingerprint: STALE } : before);
  };
  for (const path of paths) {
    restore(files, path, manifest?.files[path]);
    restore(compiled, path, manifest?.compiled[path]);
  }
}

/** Marks compilations stale because an input changed meanwhile. It may be changed back before the next run. */
export function markStale(
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
