import { resolutionSettings } from '../../modules/node-conditions';
import { canonicalJson, sha256 } from '../../state/hash';
import type { Settings } from '../settings';
import { MISSING } from '../user-code/missing';
import { readValue, type ReadContext } from '../user-code/reads';
import type { DeclaredInputs } from './declared-inputs';
import { areSameFolders, type Baseline } from './baseline';
import { hashFile, type IndexEntry, type IndexFile } from './index-file';
import { findNames, isSameCode, type InputNames } from './names';
import { areFoundAsBefore } from './program-identity';
import { statOrNothing } from './stat';
import { agree, type Witness } from './witnesses';

/** What has changed since the last run, leaf by leaf: nothing, or so little that a part of the graph is enough. */
export interface Scan extends Baseline {
  /** Positions in the index of files with other contents. */
  readonly changed: readonly number[];
  /** Positions of files that are gone. */
  readonly gone: readonly number[];
  /** Entries that are not those of the index any more, by position. */
  readonly newer: ReadonlyMap<number, IndexEntry>;
  /** Given where files came or went: the names of all inputs now. */
  readonly names: InputNames | undefined;
  /** What user code reads beside files, as it is now, by name. */
  readonly readsNow: ReadonlyMap<string, string>;
  /** Whether some of that has changed. */
  readonly isCodeTouched: boolean;
}

/** More changed files than this are no small change: then a run looks at the whole graph. */
const MOST_CHANGED = 50;
/** Files between two points at which a scan may be left. */
const FILES_A_STEP = 128;

export function isNothingChanged({ changed, gone, names, isCodeTouched }: Scan): boolean {
  return changed.length + gone.length === 0 && !names && !isCodeTouched;
}

/**
 * Compares the leaves of the graph with the disk, by stats alone where they tell. Undefined where that is not enough,
 * and then a run looks at the whole graph: the options, the tools or the modules are others, the output folder itself
 * has been touched, or too much has changed.
 *
 * @param declared the target's inputs, which a file that was read might have fallen out of
 */
export function scan(settings: Settings, declared: DeclaredInputs | undefined, baseline: Baseline): Scan | undefined {
  const steps = scanInSteps(settings, declared, baseline);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** The same in steps between which something else may be done. */
export function* scanInSteps(
  settings: Settings,
  declared: DeclaredInputs | undefined,
  baseline: Baseline,
): Generator<void, Scan | undefined> {
  const { workspaceRoot } = settings;
  const { index, written } = baseline;
  if (!areSameFolders(settings, baseline.fresh.folders)) return undefined;
  const names = sameNames(settings, declared, baseline);
  if (!names) return undefined;
  const changed: number[] = [];
  const gone: number[] = [];
  const newer = new Map<number, IndexEntry>();
  // A relative path is quicker: the system walks down to the file from the current folder.
  const base = process.cwd() === workspaceRoot ? '' : `${workspaceRoot}/`;
  for (let at = 0; at < index.paths.length; at++) {
    if (at % FILES_A_STEP === 0) yield;
    const file = base + index.paths[at]!;
    const stat = statOrNothing(file);
    // A file that was touched in the tick in which the index was written may have been touched twice.
    if (stat && index.agrees(at, stat) && index.touched(at) < written) continue;
    if (!stat?.isFile()) {
      gone.push(at);
    } else {
      const entry = entryNow(file);
      if (entry === undefined) return undefined;
      newer.set(at, entry);
      if (entry.sha256 !== index.sha256(at)) changed.push(at);
    }
    if (changed.length + gone.length > MOST_CHANGED) return undefined;
  }
  return { ...baseline, ...names, changed, gone, newer, ...scanReads({ settings, declared }, index) };
}

/**
 * The same of some files alone, of which it is known that nothing else has changed. Undefined where one of them is no
 * file that the last run saw, or is gone.
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
    const entry = at === undefined ? undefined : entryNow(path);
    if (at === undefined || entry === undefined) return undefined;
    newer.set(at, entry);
    if (entry.sha256 !== index.sha256(at)) changed.push(at);
    if (changed.length > MOST_CHANGED) return undefined;
  }
  return { ...baseline, changed, gone: [], newer, names: undefined, ...scanReads({ settings, declared }, index) };
}

/** The names of today where files came or went; with witnesses of today where none did. Undefined for a larger change. */
function sameNames(
  settings: Settings,
  declared: DeclaredInputs | undefined,
  { fresh, index, written }: Baseline,
): Pick<Scan, 'fresh' | 'names'> | undefined {
  if (fresh.choices !== choicesKey(settings, declared?.key ?? '')) return undefined;
  const { programs } = index.header;
  if (!programs) return undefined;
  const isSame = (witnesses: readonly Witness[]): boolean => agree(witnesses, written);
  if (
    fresh.witnesses &&
    isSame(fresh.inputs.looks) &&
    isSame(fresh.witnesses) &&
    areFoundAsBefore(settings, programs)
  ) {
    return { fresh, names: undefined };
  }
  const known = { packages: fresh.inputs.packages, toolPackages: fresh.inputs.toolPackages, index, written };
  const names = findNames(settings, declared, known);
  const { witnesses, packages, toolPackages, looks } = names;
  const inputs = { ...fresh.inputs, packages, toolPackages, looks };
  const today = witnesses ? { ...fresh, witnesses, inputs } : fresh;
  if (!isSameCode(names, fresh.inputs) || canonicalJson(names.programs) !== canonicalJson(programs)) {
    return undefined;
  }
  return { fresh: today, names: names.key === fresh.names ? undefined : names };
}

/** Over the options, all but those that change neither bytes nor their place, and over what decides where imports lead. */
export function choicesKey(settings: Settings, declaredKey: string): string {
  const { workers: _workers, verbose: _verbose, onError: _onError, switches: _switches, ...rest } = settings;
  return sha256([canonicalJson(rest), declaredKey, canonicalJson(resolutionSettings())].join('\n'));
}

/** Variables, lists of names, missing files: files that are there are among those of the index. */
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

/** Undefined where it cannot be read. */
function entryNow(file: string): IndexEntry | undefined {
  try {
    return hashFile(file);
  } catch {
    return undefined;
  }
}
