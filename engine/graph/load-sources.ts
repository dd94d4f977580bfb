import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Settings } from '../settings';
import { itemsOfEntry } from '../sources/load-source';
import type { Item, Patterns } from '../sources/item';
import type { LoadedSources, SourceEntry } from '../sources/loaded-sources';
import { keyOf, sourceDependencies, type Leaves } from './dependencies';
import type { Manifest } from './manifest';
import { changedReads } from './given-reads';
import { moduleFiles, type HashedInputs } from './inputs';
import type { RunGraph } from './run-graph';
import type { LoadInputs, SourceLoads } from './source-loads';

/** Facts that decide which source files are up to date. */
export interface SourceFacts {
  readonly settings: Settings;
  /** Paths of the source files, sorted. */
  readonly files: readonly string[];
  /** The manifest to compare with; undefined makes everything due. */
  readonly manifest: Manifest | undefined;
  /** True if something that user code read has changed. */
  readonly isCodeTouched: boolean;
  readonly inputs: LoadInputs;
  readonly loads: SourceLoads;
  /** False leaves out the patterns of files that would have to be loaded. */
  readonly mayLoad: boolean;
}

/** Finds the patterns of all source files, loading those that are not up to date; or returns the problems. */
export async function loadSources(
  facts: SourceFacts,
): Promise<(Patterns & { readonly sources: LoadedSources }) | Diagnostic[]> {
  const { files, manifest, inputs, loads, mayLoad, isCodeTouched } = facts;
  // The module may cache what it read for one file and use it for another, so every read counts for all files.
  const isSame = !isCodeTouched && changedReads(manifest?.sources ?? {}, inputs).length === 0;
  const known = new Map(isSame ? files.flatMap((path) => recordedEntry(facts, path)) : []);
  const due = new Set(files.filter((path) => !known.has(path)));
  const missing = [...due].filter((path) => !isCurrent(loads.get(path)?.entry, path, inputs));
  const problems = mayLoad ? await loads.load(missing, inputs) : [];
  if (problems.length > 0) return problems;
  const entries = new Map<string, SourceEntry>();
  for (const path of files) {
    const entry = known.get(path) ?? loads.get(path)?.entry;
    if (entry) entries.set(path, entry);
  }
  return { ...patternsOf(entries), sources: { entries, due } };
}

export function sourceFingerprint({ items }: Settings, leaves: Leaves, path: string): string {
  return keyOf(sourceDependencies(leaves, path), items ?? 'no items');
}

/** The recorded entry of a file, if it is up to date and this run has not loaded the file. */
function recordedEntry({ manifest, inputs, loads }: SourceFacts, path: string): [string, SourceEntry][] {
  const before = manifest?.sources ?? {};
  const entry = Object.hasOwn(before, path) ? before[path] : undefined;
  const isUsable = entry?.fingerprint === inputs.fingerprintOf(path) && loads.get(path) === undefined;
  return entry && isUsable ? [[path, entry]] : [];
}

function isCurrent(entry: SourceEntry | undefined, path: string, inputs: LoadInputs): boolean {
  return entry?.fingerprint === inputs.fingerprintOf(path) && changedReads({ path: entry }, inputs).length === 0;
}

function patternsOf(entries: ReadonlyMap<string, SourceEntry>): Patterns {
  const all = [...entries].flatMap(([path, entry]) => itemsOfEntry(path, entry));
  return { specs: all.map(([id]) => id), items: new Map<string, Item>(all) };
}

/** The inputs that loading source files needs. */
export function loadInputsOf(settings: Settings, inputs: HashedInputs, hashInput: RunGraph['hashInput']): LoadInputs {
  const fingerprintOf = (path: string): string => sourceFingerprint(settings, inputs, path);
  return { modules: moduleFiles(inputs), hashes: inputs.hashes, fingerprintOf, hashInput };
}
