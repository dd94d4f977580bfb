import { resolutionSettings } from '../../modules/node-conditions';
import { canonicalJson, sha256 } from '../../state/hash';
import type { Settings } from '../settings';
import { MISSING } from '../user-code/missing';
import { readValue, type ReadContext } from '../user-code/reads';
import type { DeclaredInputs } from './declared-inputs';
import { areSameFolders, type Baseline } from './baseline';
import { hashFile, type IndexEntry, type IndexFile } from './index-file';
import { findNames, isSameCode, type InputNames } from './names';
import { areSamePlaces } from './program-identity';
import { statOrNothing } from './stat';
import { areUnchanged, type ObservedPath } from './observed-paths';

/** Changed leaves since the last run: none, or so few that a part of the graph is enough. */
export interface Scan extends Baseline {
  /** Index positions of files with other contents. */
  readonly changed: readonly number[];
  /** Index positions of removed files. */
  readonly gone: readonly number[];
  /** Updated entries by index position. */
  readonly newer: ReadonlyMap<number, IndexEntry>;
  /** The current names of all inputs; set if files were added or removed. */
  readonly names: InputNames | undefined;
  /** Current values of what user code reads other than files, by name. */
  readonly readsNow: ReadonlyMap<string, string>;
  /** True if one of these values has changed. */
  readonly isCodeTouched: boolean;
}

/** With more changed files than this, a run loads the whole graph. */
const MAX_CHANGED = 50;
/** Files per step of a scan. */
const FILES_A_STEP = 128;

export function isNothingChanged({ changed, gone, names, isCodeTouched }: Scan): boolean {
  return changed.length + gone.length === 0 && !names && !isCodeTouched;
}

/**
 * Compares the leaves of the graph with the disk, by stats where possible. Undefined if a run has to load the whole
 * graph: options, tools or modules changed, the output folder was touched, or too much changed.
 *
 * @param declared the target's inputs; they may have changed since a file was read
 */
export function scan(settings: Settings, declared: DeclaredInputs | undefined, baseline: Baseline): Scan | undefined {
  const steps = scanInSteps(settings, declared, baseline);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** {@link scan} in steps between which other work can be done. */
export function* scanInSteps(
  settings: Settings,
  declared: DeclaredInputs | undefined,
  baseline: Baseline,
): Generator<void, Scan | undefined> {
  const { workspaceRoot } = settings;
  const { index, written } = baseline;
  if (!areSameFolders(settings, baseline.fresh.folders)) return undefined;
  const names = scanNames(settings, declared, baseline);
  if (!names) return undefined;
  const changed: number[] = [];
  const gone: number[] = [];
  const newer = new Map<number, IndexEntry>();
  // A relative path is faster to resolve: the system walks from the current folder.
  const base = process.cwd() === workspaceRoot ? '' : `${workspaceRoot}/`;
  for (let at = 0; at < index.paths.length; at++) {
    if (at % FILES_A_STEP === 0) yield;
    const file = base + index.paths[at]!;
    const stat = statOrNothing(file);
    // A file that was touched in the clock tick of the index write may have been touched twice.
    if (stat && index.agrees(at, stat) && index.touched(at) < written) continue;
    if (!stat?.isFile()) {
      gone.push(at);
    } else {
      const entry = hashOrNothing(file);
      if (entry === undefined) return undefined;
      newer.set(at, entry);
      if (entry.sha256 !== index.sha256(at)) changed.push(at);
    }
    if (changed.length + gone.length > MAX_CHANGED) return undefined;
  }
  return { ...baseline, ...names, changed, gone, newer, ...scanReads({ settings, declared }, index) };
}

/**
 * Scans only the given files; no other file may have changed. Undefined if one of them is not in the index or was
 * removed.
 */
export function scanNamed(
  settings: Settings,
  declared: DeclaredInputs | undefined,
  baseline: Baseline,
  files: readonly string[],
): Scan | undefined {
  const { index } = baseline;
  const changed: number[] = [];
  const newer = new Map<number, IndexEntry>();
  for (const file of files) {
    const path = `${settings.workspaceRoot}/${file}`;
    const at = index.find(file);
    const entry = at === undefined ? undefined : hashOrNothing(path);
    if (at === undefined || entry === undefined) return undefined;
    newer.set(at, entry);
    if (entry.sha256 !== index.sha256(at)) changed.push(at);
    if (changed.length > MAX_CHANGED) return undefined;
  }
  return { ...baseline, changed, gone: [], newer, names: undefined, ...scanReads({ settings, declared }, index) };
}

/**
 * The current names if files were added or removed; otherwise the recorded state, with newly observed paths. Undefined
 * after a larger change.
 */
function scanNames(
  settings: Settings,
  declared: DeclaredInputs | undefined,
  { fresh, index, written }: Baseline,
): Pick<Scan, 'fresh' | 'names'> | undefined {
  if (fresh.choices !== optionsKey(settings, declared?.key ?? '')) return undefined;
  const { programs } = index.header;
  if (!programs) return undefined;
  const isSame = (observed: readonly ObservedPath[]): boolean => areUnchanged(observed, written);
  if (
    fresh.observed &&
    isSame(fresh.inputs.importLookups) &&
    isSame(fresh.observed) &&
    areSamePlaces(settings, programs)
  ) {
    return { fresh, names: undefined };
  }
  const known = { packages: fresh.inputs.packages, toolPackages: fresh.inputs.toolPackages, index, written };
  const names = findNames(settings, declared, known);
  const { observed, packages, toolPackages, importLookups } = names;
  const inputs = { ...fresh.inputs, packages, toolPackages, importLookups };
  const today = observed ? { ...fresh, observed, inputs } : fresh;
  if (!isSameCode(names, fresh.inputs) || canonicalJson(names.programs) !== canonicalJson(programs)) {
    return undefined;
  }
  return { fresh: today, names: names.key === fresh.names ? undefined : names };
}

/** Key over the declared inputs, import resolution, and all options that affect bytes or paths. */
export function optionsKey(settings: Settings, declaredKey: string): string {
  const { workers: _workers, verbose: _verbose, onError: _onError, switches: _switches, ...rest } = settings;
  return sha256([canonicalJson(rest), declaredKey, canonicalJson(resolutionSettings())].join('\n'));
}

/** Compares variables, folder listings and missing files. Existing files are in the index. */
function scanReads(
  context: Omit<ReadContext, 'salt'>,
  { header: { reads } }: IndexFile,
): Pick<Scan, 'readsNow' | 'isCodeTouched'> {
  const before = Object.entries(reads?.values ?? {}).filter(([name, value]) => {
    return !name.startsWith('file ') || value === MISSING;
  });
  const salt = reads?.salt ?? '';
  const readsNow = new Map(before.map(([name]) => [name, readValue({ ...context, salt }, name)]));
  return { readsNow, isCodeTouched: before.some(([name, value]) => readsNow.get(name) !== value) };
}

/** Undefined if the file cannot be read. */
function hashOrNothing(file: string): IndexEntry | undefined {
  try {
    return hashFile(file);
  } catch {
    return undefined;
  }
}
