import { canonicalJson, sha256 } from '../state/hash';
import { readRegular, readWithStat } from '../state/regular-file';
import { discover } from './sources/discover';
import { indexPath, saveIndex } from './graph/file-index';
import { entryOf, IndexFile, type FreshState, type IndexEntry } from './graph/index-file';
import { inputNamesKey, modulesOf, toolsOf, type Modules } from './graph/input-names';
import type { Inputs } from './graph/inputs';
import { MANIFEST_NAME } from './graph/manifest-name';
import { CLOCK_TICK, statOrNothing } from './graph/stat';
import { agree, Witnesses } from './graph/witnesses';
import type { Settings } from './settings';

/** How many generated files and compilations there are. */
export interface FreshCounts {
  readonly files: number;
  readonly compiled: number;
}

/** What the last run left, where it left nothing to do: an index, and the manifest that the index belongs to. */
export interface Baseline {
  readonly index: IndexFile;
  readonly fresh: FreshState;
  /** Its bytes or its text. */
  readonly manifest: Buffer | string;
  /** Milliseconds since 1970 by the file system's clock: entries of files that were touched later are not trusted. */
  readonly written: number;
}

/** The last run left nothing to do, and since then nothing but the contents of some files has changed. */
export interface Scan {
  readonly index: IndexFile;
  /** What the last run left, with witnesses of today. */
  readonly fresh: FreshState;
  /** The manifest, which is the index's own: its bytes or its text. */
  readonly manifest: Buffer | string;
  /** Positions in the index of the files with other contents; none where there is nothing to do. */
  readonly changed: readonly number[];
  /** Entries that are not those of the index any more, by position: of the changed files, and of files with other times. */
  readonly newer: ReadonlyMap<number, IndexEntry>;
}

/** More changed files than this are no small change: the stages look at everything anyway. */
const MOST_CHANGED = 50;
/** Files between two points at which a scan may be left. */
const FILES_A_STEP = 128;

/**
 * Whether the last run left nothing to do, and what has changed since, by stats alone where they tell: the
 * options, the names of all inputs, the tools' versions and the manifest's bytes are those of the index, the
 * output folder itself has not been touched, and no file is missing. Undefined where any of that is not so, and
 * then nothing is known: the manifest is to be read.
 *
 * @param declaredKey key over the target's declared inputs, which a read file might have fallen out of
 */
export function quickCheck(settings: Settings, declaredKey: string): Scan | undefined {
  const baseline = readBaseline(settings);
  if (!baseline) return undefined;
  const steps = scanFrom(settings, declaredKey, baseline);
  let step = steps.next();
  while (!step.done) step = steps.next();
  const scan = step.value;
  if (scan?.changed.length === 0 && (scan.newer.size > 0 || scan.fresh !== baseline.fresh)) {
    const header = { manifest: scan.index.header.manifest, fresh: scan.fresh };
    saveIndex(pathOfIndex(settings), scan.index.updated(header, scan.newer).encoded());
  }
  return scan;
}

/** Undefined where the last run left more to do, or its index or manifest is not to be had. */
export function readBaseline(settings: Settings): Baseline | undefined {
  if (!settings.switches.incrementalCompilation) return undefined;
  const path = pathOfIndex(settings);
  let kept: ReturnType<typeof readWithStat>;
  let manifest: Buffer;
  try {
    kept = readWithStat(path);
    manifest = readRegular(`${settings.workspaceRoot}/${settings.outputDir}/${MANIFEST_NAME}`);
  } catch {
    return undefined;
  }
  const written = kept.stat.mtimeMs - CLOCK_TICK;
  const index = IndexFile.decode(kept.bytes);
  if (typeof index === 'string') return undefined;
  const { fresh } = index.header;
  return fresh && index.header.manifest === sha256(manifest) ? { index, fresh, manifest, written } : undefined;
}

/** Compares with the disk, in steps between which something else may be done. Undefined as of {@link quickCheck}. */
export function* scanFrom(
  settings: Settings,
  declaredKey: string,
  { index, fresh: before, manifest, written }: Baseline,
): Generator<void, Scan | undefined> {
  const { workspaceRoot } = settings;
  const fresh = isSameFolder(settings, before.folder) ? sameNames(settings, declaredKey, before, written) : undefined;
  if (!fresh) return undefined;
  const changed: number[] = [];
  const newer = new Map<number, IndexEntry>();
  // A relative path is quicker: the system walks down to the file from the current folder.
  const base = process.cwd() === workspaceRoot ? '' : `${workspaceRoot}/`;
  for (let at = 0; at < index.paths.length; at++) {
    if (at % FILES_A_STEP === 0) yield;
    const file = base + index.paths[at]!;
    const stat = statOrNothing(file);
    if (!stat?.isFile()) return undefined;
    // What was touched in the tick in which the index was written may have been touched twice.
    if (index.agrees(at, stat) && index.touched(at) < written) continue;
    const hash = hashOf(file);
    if (hash === undefined) return undefined;
    newer.set(at, entryOf(stat, hash, Date.now()));
    if (hash !== index.sha256(at)) changed.push(at);
    if (changed.length > MOST_CHANGED) return undefined;
  }
  return { index, fresh, manifest, changed, newer };
}

/**
 * The same of some files alone, of which it is known that nothing else has changed. Undefined where one of them is no
 * file that the last run saw, or is gone.
 */
export function scanNamed(
  { workspaceRoot }: Settings,
  { index, fresh, manifest }: Baseline,
  files: readonly string[],
): Scan | undefined {
  const changed: number[] = [];
  const newer = new Map<number, IndexEntry>();
  for (const file of files) {
    const [at, stat] = [index.find(file), statOrNothing(`${workspaceRoot}/${file}`)];
    if (at === undefined || !stat?.isFile()) return undefined;
    const hash = hashOf(`${workspaceRoot}/${file}`);
    if (hash === undefined) return undefined;
    newer.set(at, entryOf(stat, hash, Date.now()));
    if (hash !== index.sha256(at)) changed.push(at);
    if (changed.length > MOST_CHANGED) return undefined;
  }
  return { index, fresh, manifest, changed, newer };
}

/** What {@link quickCheck} will compare with, once a run has left nothing to do. */
export function freshState(
  settings: Settings,
  inputs: Inputs,
  declaredKey: string,
  counts: FreshCounts,
): FreshState | undefined {
  const folder = folderState(settings);
  if (!folder) return undefined;
  const { specs, emitTemplates, partials, tools, modules, commonKey, moduleKey, names } = inputs;
  return {
    choices: choicesKey(settings, declaredKey, names.modules),
    names: names.key,
    ...(names.witnesses ? { witnesses: names.witnesses } : {}),
    inputs: { specs: specs.length, emitTemplates, partials: [...partials], tools, modules, commonKey, moduleKey },
    folder,
    ...counts,
  };
}

/** The output folder itself, as it is now; undefined where there is none. */
export function folderState({ workspaceRoot, outputDir }: Settings): FreshState['folder'] | undefined {
  const stat = statOrNothing(`${workspaceRoot}/${outputDir}`);
  return stat && { mtime: stat.mtimeMs, ctime: stat.ctimeMs, inode: stat.ino };
}

/** The state with witnesses of today, where options, names and tools are still the same. */
function sameNames(
  settings: Settings,
  declaredKey: string,
  before: FreshState,
  written: number,
): FreshState | undefined {
  const modules = modulesOf(settings);
  if (before.choices !== choicesKey(settings, declaredKey, modules)) return undefined;
  if (before.witnesses && agree(before.witnesses, written)) return before;
  const today = new Witnesses();
  const key = inputNamesKey(discover(settings, today), toolsOf(settings, modules, today));
  if (before.names !== key) return undefined;
  const { witnesses: _old, ...rest } = before;
  const witnesses = today.list();
  return witnesses ? { ...rest, witnesses } : before;
}

/** Where the index of a target lies. */
export function pathOfIndex({ workspaceRoot, stateFolder, outputDir }: Settings): string {
  return indexPath(workspaceRoot, stateFolder, outputDir);
}

/** Of the options, all but those that change neither bytes nor their place. */
function choicesKey(settings: Settings, declaredKey: string, { files, packages }: Modules): string {
  const { workers: _workers, verbose: _verbose, onError: _onError, switches: _switches, ...rest } = settings;
  const imported = packages.map(({ name, from }) => `${name} ${from}`);
  return sha256([canonicalJson(rest), declaredKey, ...files, '', ...imported].join('\n'));
}

/** Whether nothing came to, or went from, the output folder's own list of names since. */
export function isSameFolder(settings: Settings, before: FreshState['folder']): boolean {
  const now = folderState(settings);
  return now?.mtime === before.mtime && now.ctime === before.ctime && now.inode === before.inode;
}

/** Undefined where it cannot be read. */
export function hashOf(file: string): string | undefined {
  try {
    return sha256(readRegular(file));
  } catch {
    return undefined;
  }
}
