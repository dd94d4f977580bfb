import { compiledOutputs } from '../compile/compiled-outputs';
import { fileFingerprint, skippedFingerprint, type PatternValue } from '../graph/fingerprints';
import { membersOf, type GroupUnit } from '../graph/groups';
import {
  STALE,
  unitKey,
  parseUnitKey,
  type CompiledEntry,
  type GeneratedEntry,
  type Manifest,
  type PatternEntry,
  type SkippedEntry,
} from '../graph/manifest';
import type { RunGraph } from '../graph/run-graph';
import type { RenderedFile } from '../render/job';
import type { RenderOutcome } from '../render/render-all';
import { emitKey } from '../settings';

/** The entries of the next manifest, before compiler commands have run. */
export interface Entries {
  readonly patterns: Map<string, PatternEntry>;
  readonly files: Map<string, GeneratedEntry>;
  readonly skipped: Map<string, SkippedEntry>;
  readonly compiled: Map<string, CompiledEntry>;
}

/** The parts of a graph that are known before rendering. */
export type PlannedGraph = Pick<RunGraph, 'settings' | 'inputs' | 'plan' | 'facts' | 'manifest' | 'isRedone'>;

/** Keeps the files of patterns whose data came out equal. */
export function keepUnchangedPatterns(
  graph: PlannedGraph,
  { patterns }: RenderOutcome,
  { files, skipped, compiled }: Entries,
): void {
  const { settings, manifest } = graph;
  const keys = patterns.flatMap(({ spec, kept }) =>
    kept.map((emit) => unitKey(emitKey(settings, settings.emits[emit]!), spec)),
  );
  if (keys.length === 0) return;
  for (const key of keys) {
    const entry = manifest?.skipped[key];
    if (entry) skipped.set(key, entry);
  }
  const units = new Set(keys);
  for (const [path, entry] of Object.entries(manifest?.files ?? {})) {
    if (!units.has(unitKey(entry.emit, entry.pattern))) continue;
    files.set(path, entry);
    keepCompiled(graph, { path, sha256: entry.sha256 }, compiled);
  }
}

/**
 * Keeps group files that do not depend on the changed parts of the data. Their new fingerprint covers the changed data.
 */
export function keepUnchangedGroups(
  graph: PlannedGraph,
  { keptGroups }: RenderOutcome,
  dataFor: (unit: GroupUnit) => readonly PatternValue[],
  { files, skipped, compiled }: Entries,
): void {
  if (keptGroups.length === 0) return;
  const { settings, inputs, manifest } = graph;
  const units = new Map(
    keptGroups.map((unit) => [unitKey(emitKey(settings, settings.emits[unit.emit]!), unit.source), unit]),
  );
  for (const [key, unit] of units) {
    const entry = manifest?.skipped[key];
    if (!entry) continue;
    const { partials } = entry;
    const fingerprint = skippedFingerprint(settings, inputs, unit.emit, unit.source, dataFor(unit), partials);
    skipped.set(key, { partials, fingerprint });
  }
  for (const [path, entry] of Object.entries(manifest?.files ?? {})) {
    const unit = units.get(unitKey(entry.emit, entry.pattern));
    if (!unit) continue;
    const fingerprint = fileFingerprint(settings, inputs, unit.emit, unit.source, dataFor(unit), entry.partials);
    files.set(path, fingerprint === entry.fingerprint ? entry : { ...entry, fingerprint });
    keepCompiled(graph, { path, sha256: entry.sha256 }, compiled);
  }
}

/** Keeps the compiled files of a file whose bytes did not change. */
export function keepCompiled(
  { settings, plan, manifest }: PlannedGraph,
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

/** Keeps the last good files of failed patterns, recorded as due as in `restoreEntries`. */
export function keepFailed(
  { settings, inputs, facts, isRedone }: PlannedGraph,
  outcome: RenderOutcome,
  manifest: Manifest,
  to: Entries,
): void {
  const emits = settings.emits.map((emit) => emitKey(settings, emit));
  const made = [...outcome.rendered, ...outcome.skipped];
  const done = new Set(made.map(({ emit, pattern }) => unitKey(emits[emit] ?? '', pattern)));
  const specs = new Set(inputs.specs);
  const members = membersOf(inputs);
  const copied = new Set(inputs.copies.map(({ source }) => source));
  const isOutdated = facts.isCodeTouched || isRedone;
  const old = <T extends object>(entry: T): T => (isOutdated ? { ...entry, fingerprint: STALE } : entry);
  for (const [spec, entry] of Object.entries(manifest.patterns)) {
    if (specs.has(spec) && !to.patterns.has(spec)) to.patterns.set(spec, old(entry));
  }
  const isWanted = ({ emit, pattern }: { readonly emit: string; readonly pattern: string | null }): boolean =>
    emits.includes(emit) &&
    (pattern === null || specs.has(pattern) || copied.has(pattern) || members(pattern).length > 0) &&
    !done.has(unitKey(emit, pattern));
  for (const [key, entry] of Object.entries(manifest.skipped)) {
    if (isWanted(parseUnitKey(key)) && !to.skipped.has(key)) to.skipped.set(key, old(entry));
  }
  for (const [path, entry] of Object.entries(manifest.files)) {
    if (!isWanted(entry) || to.files.has(path)) continue;
    to.files.set(path, old(entry));
    for (const [output, one] of Object.entries(manifest.compiled)) {
      if (one.source === path && !to.compiled.has(output)) to.compiled.set(output, one);
    }
  }
}
