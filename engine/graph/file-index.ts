import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../state/hash';
import { readRegular, readWithStat } from '../../state/regular-file';
import { isMissing } from '../file-problem';
import { isSameOrInside, type Settings } from '../settings';
import { doubtedEntry, entryOf, hashFile, IndexFile, type IndexEntry, type IndexHeader } from './index-file';
import type { KnownPackages } from './package-tools';
import { indexPath, saveIndex } from './save-index';
import { CLOCK_TICK, statOrNothing } from './stat';

export interface HashedFile {
  readonly sha256: string;
  readonly size: number;
}

/** A file that is about to be put in its place. Its time of modification in milliseconds since 1970. */
export type WaitingFile = Pick<IndexEntry, 'sha256' | 'size' | 'mtime' | 'inode'>;

/** An index, and what a scan has found of its files. */
export interface ScannedIndex {
  readonly index: IndexFile;
  /** Entries that are newer than those of the index, by position. */
  readonly newer: ReadonlyMap<number, IndexEntry>;
  /** Positions of files that are not there. */
  readonly gone: readonly number[];
  /** Milliseconds since 1970 by the file system's clock: entries of files that were touched later are not trusted. */
  readonly written: number;
}

type IndexPlace = Pick<Settings, 'workspaceRoot' | 'stateFolder' | 'outputDir'>;

/**
 * Hashes files, and keeps the hashes in the state folder so that a stat is enough the next time, with the care of
 * git's index: an entry counts only if size, both times and inode agree, and if the file had not been touched in the
 * clock tick in which it was hashed: another change in that tick would show in none of them, so its entry agrees with
 * no file and costs the next run a hash. The file system's own clock has to agree, by the time of the index itself. An
 * index belongs to one manifest; beside another manifest it is empty.
 */
export class FileIndex {
  private readonly seen = new Map<string, HashedFile | undefined>();
  private readonly used = new Map<string, IndexEntry>();
  private readonly gone = new Set<string>();
  private dirty = false;
  private before: IndexFile | undefined;
  /** Entries that are newer than those of the index, by position. */
  private newer: ReadonlyMap<number, IndexEntry> = new Map();
  /** Positions of files that a scan has not found. */
  private goneBefore: ReadonlySet<number> = new Set();
  /** Milliseconds since 1970 by the file system's clock: entries of files that were touched later are not trusted. */
  private written = 0;
  /** Why nothing could be taken over, where there should be something; undefined before the first manifest. */
  problem: string | undefined;
  /** Hashes that the last run saw, whatever manifest they belonged to: enough to tell that we wrote a file. */
  evidence: ReadonlyMap<string, string> = new Map();

  private constructor(
    private readonly workspaceRoot: string,
    private readonly path: string,
    /**
     * Given where the run looks at a part of the files: those outside of this folder are what a scan has seen. Entries
     * that the run does not look at stay.
     */
    private readonly scannedOutside: string | undefined,
  ) {}

  /** Never fails: an index that is missing, damaged or of another manifest is empty. */
  static open(workspaceRoot: string, stateFolder: string, outputDir: string, manifestChecksum: string): FileIndex {
    const path = indexPath(workspaceRoot, stateFolder, outputDir);
    const index = new FileIndex(workspaceRoot, path, undefined);
    try {
      const { bytes, stat } = readWithStat(path);
      const file = IndexFile.decode(bytes);
      if (typeof file === 'string') {
        index.problem = file;
        return index;
      }
      index.written = stat.mtimeMs - CLOCK_TICK;
      if (file.header.manifest === manifestChecksum) index.before = file;
      else index.evidence = new Map(file.paths.map((name, at) => [name, file.sha256(at)]));
    } catch (error) {
      const missing = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!missing) index.problem = 'damaged';
      else if (manifestChecksum !== '') index.problem = 'missing';
    }
    return index;
  }

  /**
   * An index that has just been compared with the disk, for a run that looks at a part of its files. Of its inputs, the
   * run has the bytes that the scan has seen: by them it was decided which part that is.
   */
  static scanned({ workspaceRoot, stateFolder, outputDir }: IndexPlace, scan: ScannedIndex): FileIndex {
    const index = new FileIndex(workspaceRoot, indexPath(workspaceRoot, stateFolder, outputDir), outputDir);
    index.before = scan.index;
    index.newer = scan.newer;
    index.goneBefore = new Set(scan.gone);
    index.written = scan.written;
    for (const [at, entry] of scan.newer) index.used.set(scan.index.paths[at]!, entry);
    return index;
  }

  /** Takes over what a scan of the same index has just found, so that no file is looked at twice. */
  take(scan: Pick<ScannedIndex, 'index' | 'newer'>): void {
    for (const [at, file] of scan.index.paths.entries()) {
      const entry = scan.newer.get(at) ?? scan.index.entry(at);
      this.used.set(file, entry);
      this.seen.set(file, { sha256: entry.sha256, size: entry.size });
    }
    if (scan.newer.size > 0) this.dirty = true;
  }

  /** The packages of the last run, for {@link findNames}. */
  get knownPackages(): KnownPackages | undefined {
    const inputs = this.before?.header.fresh?.inputs;
    if (!this.before || !inputs) return undefined;
    const { packages, toolPackages } = inputs;
    return { packages, toolPackages, index: this.before, written: this.written };
  }

  /** The header of the index that was read, where it belongs to the manifest. */
  get header(): IndexHeader | undefined {
    return this.before?.header;
  }

  /** Hash and size of a file of the workspace; undefined where there is none. Stable within a run. */
  hash(file: string): HashedFile | undefined {
    if (this.seen.has(file)) return this.seen.get(file);
    const result = this.lookUp(file);
    this.seen.set(file, result);
    return result;
  }

  /** Whether this run has looked at a file. */
  hasSeen(file: string): boolean {
    return this.seen.has(file);
  }

  /** Takes for a file, looked at by the name of a link, what is known of the file that the link leads to. */
  link(name: string, file: string): void {
    this.forget(name);
    const [hash, entry] = [this.hash(file), this.used.get(file)];
    if (hash) this.seen.set(name, hash);
    if (entry) this.use(name, entry);
  }

  /** Forgets a file that has been removed or is about to be written. */
  forget(file: string): void {
    this.seen.delete(file);
    this.used.delete(file);
    this.gone.add(file);
    this.dirty = true;
  }

  /**
   * Takes the hash of a file that this run has just put in its place, so that it need not be read again: its stat shows
   * that nobody has changed it there. Where it does not, the file is read.
   *
   * @param waiting the file as it was when its bytes were known
   * @param began milliseconds since 1970, before it was put in its place
   * @returns whether it has the bytes that it should have
   */
  remember(file: string, waiting: WaitingFile, began: number): boolean {
    this.forget(file);
    const { sha256: hash, size } = waiting;
    const entry = entryInPlace(join(this.workspaceRoot, file), waiting, began);
    const isRight = entry?.sha256 === hash;
    this.use(file, isRight ? entry : doubtedEntry({ ...waiting, ctime: 0 }));
    if (isRight) this.seen.set(file, { sha256: hash, size });
    return isRight;
  }

  /**
   * The files whose bytes are other than what this run saw of them, or that are gone by now. By stats where they tell.
   *
   * @param files relative to the workspace; those that this run has not looked at are left out
   */
  changedSince(files: Iterable<string>): string[] {
    const changed: string[] = [];
    for (const file of files) {
      const known = this.seen.get(file);
      if (!known) continue;
      const path = join(this.workspaceRoot, file);
      const stat = statOrNothing(path);
      const entry = this.used.get(file);
      if (stat && entry && agrees(entry, stat)) continue;
      if (!stat?.isFile() || sha256(readRegular(path)) !== known.sha256) changed.push(file);
    }
    return changed;
  }

  /** The index as it is after this run; undefined where it is the same as on the disk. */
  updated(header: IndexHeader): IndexFile | undefined {
    const { before } = this;
    if (before && this.scannedOutside !== undefined) return this.merged(before, header);
    const isSame =
      before !== undefined &&
      !this.dirty &&
      this.used.size === before.paths.length &&
      JSON.stringify(before.header) === JSON.stringify(header);
    return isSame ? undefined : IndexFile.of(header, this.used);
  }

  /** Keeps what this run looked at. Never fails: the index only saves time. */
  save(header: IndexHeader): void {
    const file = this.updated(header);
    if (file) saveIndex(this.path, file.encoded());
  }

  private merged(before: IndexFile, header: IndexHeader): IndexFile {
    const changes = new Map<number, IndexEntry>();
    let isSameSet = this.gone.size === 0;
    for (const [file, entry] of this.used) {
      const at = before.find(file);
      if (at === undefined) isSameSet = false;
      else changes.set(at, entry);
    }
    if (isSameSet) return before.updated(header, changes);
    const entries = new Map<string, IndexEntry>();
    for (const [at, file] of before.paths.entries()) if (!this.gone.has(file)) entries.set(file, before.entry(at));
    for (const [file, entry] of this.used) entries.set(file, entry);
    return IndexFile.of(header, entries);
  }

  private lookUp(file: string): HashedFile | undefined {
    const scanned = this.scanned(file);
    if (scanned) {
      // Of a file without an entry, the bytes are compared at the end of the run.
      if (this.known(file)) this.used.set(file, scanned);
      return { sha256: scanned.sha256, size: scanned.size };
    }
    const path = join(this.workspaceRoot, file);
    const stat = statOrNothing(path);
    if (!stat?.isFile()) {
      // What another run should not take for a file that is there.
      if (this.before?.find(file) !== undefined && this.scannedOutside !== undefined) this.forget(file);
      return undefined;
    }
    const known = this.known(file);
    if (known && agrees(known, stat)) {
      this.used.set(file, known);
      return { sha256: known.sha256, size: stat.size };
    }
    this.dirty = true;
    let entry: IndexEntry;
    try {
      entry = hashFile(path);
    } catch (error) {
      if (isMissing(error)) return undefined; // It went just now.
      throw error;
    }
    this.use(file, entry);
    return { sha256: entry.sha256, size: entry.size };
  }

  /** An input as the scan has seen it; undefined where it has not, or there was none. */
  private scanned(file: string): IndexEntry | undefined {
    const { before, scannedOutside } = this;
    if (!before || scannedOutside === undefined || isSameOrInside(file, scannedOutside)) return undefined;
    const at = before.find(file);
    return at === undefined || this.goneBefore.has(at) ? undefined : (this.newer.get(at) ?? before.entry(at));
  }

  private use(file: string, entry: IndexEntry): void {
    this.gone.delete(file);
    this.used.set(file, entry);
  }

  private known(file: string): IndexEntry | undefined {
    const { before } = this;
    const at = before?.find(file);
    if (!before || at === undefined) return undefined;
    const newer = this.newer.get(at);
    if (newer) return newer;
    return before.touched(at) < this.written ? before.entry(at) : undefined;
  }
}

/** See {@link FileIndex.remember}; undefined where no file can be read. */
function entryInPlace(path: string, waiting: WaitingFile, began: number): IndexEntry | undefined {
  try {
    const stat = statSync(path);
    const isSame = stat.size === waiting.size && stat.mtimeMs === waiting.mtime && stat.ino === waiting.inode;
    if (!isSame) return hashFile(path);
    const entry = entryOf(stat, waiting.sha256);
    // A change in place sets the time: in the clock tick in which the file was written, that would not show.
    return waiting.mtime < began - CLOCK_TICK ? entry : doubtedEntry(entry);
  } catch {
    return undefined;
  }
}

function agrees(entry: IndexEntry, stat: { size: number; mtimeMs: number; ctimeMs: number; ino: number }): boolean {
  return (
    entry.size === stat.size && entry.mtime === stat.mtimeMs && entry.ctime === stat.ctimeMs && entry.inode === stat.ino
  );
}
