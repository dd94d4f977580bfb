import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../state/hash';
import { readRegular, readWithStat } from '../../state/regular-file';
import { isMissing } from '../file-problem';
import { isSameOrInside, type Settings } from '../settings';
import { untrustedEntry, entryOf, hashFile, IndexFile, type IndexEntry, type IndexHeader } from './index-file';
import type { RecordedToolPackages } from './package-tools';
import { indexPath, saveIndex } from './save-index';
import { CLOCK_TICK, statOrNothing } from './stat';

export interface HashedFile {
  readonly sha256: string;
  readonly size: number;
}

/** A staged file that is about to be renamed into place. `mtime` in milliseconds since 1970. */
export type WaitingFile = Pick<IndexEntry, 'sha256' | 'size' | 'mtime' | 'inode'>;

/** An index with the results of a scan. */
export interface ScannedIndex {
  readonly index: IndexFile;
  /** Updated entries by index position. */
  readonly newer: ReadonlyMap<number, IndexEntry>;
  /** Index positions of missing files. */
  readonly gone: readonly number[];
  /** Milliseconds since 1970 by the file system's clock. Entries of files touched later are not trusted. */
  readonly written: number;
}

type IndexPlace = Pick<Settings, 'workspaceRoot' | 'stateFolder' | 'outputDir'>;

/**
 * Hashes files and stores the hashes in the state folder, so that a stat is enough the next time. As in git's index, an
 * entry counts only if size, both times and inode agree, and if the file was not touched in the clock tick in which it
 * was hashed: a second change in that tick would not show. Such an entry matches no file, and the next run hashes the
 * file again. The time of the index itself guards against a clock that differs from the file system's.
 *
 * An index belongs to one manifest. With another manifest it is empty.
 */
export class FileIndex {
  private readonly seen = new Map<string, HashedFile | undefined>();
  private readonly used = new Map<string, IndexEntry>();
  private readonly gone = new Set<string>();
  private isDirty = false;
  private before: IndexFile | undefined;
  /** Updated entries by index position. */
  private newer: ReadonlyMap<number, IndexEntry> = new Map();
  /** Index positions of files that a scan found missing. */
  private missingInScan: ReadonlySet<number> = new Set();
  /** Milliseconds since 1970 by the file system's clock. Entries of files touched later are not trusted. */
  private written = 0;
  /** Why the index could not be used although one should exist; undefined before the first manifest. */
  problem: string | undefined;
  /** Hashes of the last run, even if they belong to another manifest. They prove that we wrote a file. */
  evidence: ReadonlyMap<string, string> = new Map();

  private constructor(
    private readonly workspaceRoot: string,
    private readonly path: string,
    /**
     * Set in a partial graph: files outside this folder have the bytes that the scan saw. Entries that the run does not
     * use are kept.
     */
    private readonly trustedOutside: string | undefined,
  ) {}

  /** Opens the index. Never fails: a missing or damaged index, or one of another manifest, is empty. */
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
   * An index that a scan has just compared with the disk, for a partial graph. Inputs keep the hashes that the scan
   * saw, since they decided which part is loaded.
   */
  static scanned({ workspaceRoot, stateFolder, outputDir }: IndexPlace, scan: ScannedIndex): FileIndex {
    const index = new FileIndex(workspaceRoot, indexPath(workspaceRoot, stateFolder, outputDir), outputDir);
    index.before = scan.index;
    index.newer = scan.newer;
    index.missingInScan = new Set(scan.gone);
    index.written = scan.written;
    for (const [at, entry] of scan.newer) index.used.set(scan.index.paths[at]!, entry);
    return index;
  }

  /** Takes over the results of a scan of the same index, so that no file is checked twice. */
  takeScan(scan: Pick<ScannedIndex, 'index' | 'newer'>): void {
    for (const [at, file] of scan.index.paths.entries()) {
      const entry = scan.newer.get(at) ?? scan.index.entry(at);
      this.used.set(file, entry);
      this.seen.set(file, { sha256: entry.sha256, size: entry.size });
    }
    if (scan.newer.size > 0) this.isDirty = true;
  }

  /** The packages of the last run, for `findNames`. */
  get knownPackages(): RecordedToolPackages | undefined {
    const inputs = this.before?.header.fresh?.inputs;
    if (!this.before || !inputs) return undefined;
    const { packages, toolPackages } = inputs;
    return { packages, toolPackages, index: this.before, written: this.written };
  }

  /** The header of the loaded index; undefined if it belongs to another manifest. */
  get header(): IndexHeader | undefined {
    return this.before?.header;
  }

  /**
   * Hash and size of a file of the workspace; undefined if it does not exist. Stable within a run.
   *
   * @param onBytes called with the file's bytes if it had to be read
   */
  hash(file: string, onBytes?: (bytes: Buffer) => void): HashedFile | undefined {
    if (this.seen.has(file)) return this.seen.get(file);
    const result = this.lookUp(file, onBytes);
    this.seen.set(file, result);
    return result;
  }

  /** True if this run has hashed or looked for the file. */
  hasSeen(file: string): boolean {
    return this.seen.has(file);
  }

  /** Uses the hash of `file`, the target of a link, for the path `name` of the link. */
  hashThroughLink(name: string, file: string): void {
    this.forget(name);
    const [hash, entry] = [this.hash(file), this.used.get(file)];
    if (hash) this.seen.set(name, hash);
    if (entry) this.use(name, entry);
  }

  /** Drops the entry of a file that was removed or is about to be written. */
  forget(file: string): void {
    this.seen.delete(file);
    this.used.delete(file);
    this.gone.add(file);
    this.isDirty = true;
  }

  /**
   * Records the hash of a file that this run has just renamed into place. The file is read only if its stat shows that
   * something changed it.
   *
   * @param waiting the staged file when its bytes were known
   * @param began milliseconds since 1970, before the rename
   * @returns true if it has the expected bytes
   */
  remember(file: string, waiting: WaitingFile, began: number): boolean {
    this.forget(file);
    const { sha256: hash, size } = waiting;
    const entry = entryInPlace(join(this.workspaceRoot, file), waiting, began);
    const isRight = entry?.sha256 === hash;
    this.use(file, isRight ? entry : untrustedEntry({ ...waiting, ctime: 0 }));
    if (isRight) this.seen.set(file, { sha256: hash, size });
    return isRight;
  }

  /**
   * The files that were changed or removed since this run hashed them. Uses stats where possible.
   *
   * @param files relative to the workspace; files that this run has not hashed are left out
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

  /** The index after this run; undefined if it equals the one on disk. */
  updated(header: IndexHeader): IndexFile | undefined {
    const { before } = this;
    if (before && this.trustedOutside !== undefined) return this.merged(before, header);
    const isSame =
      before !== undefined &&
      !this.isDirty &&
      this.used.size === before.paths.length &&
      JSON.stringify(before.header) === JSON.stringify(header);
    return isSame ? undefined : IndexFile.of(header, this.used);
  }

  /** Saves the index after this run. Never fails: the index only saves time. */
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

  private lookUp(file: string, onBytes: ((bytes: Buffer) => void) | undefined): HashedFile | undefined {
    const scanned = this.scanned(file);
    if (scanned) {
      // Without an entry, `changedSince` compares the bytes at the end of the run.
      if (this.known(file)) this.used.set(file, scanned);
      return { sha256: scanned.sha256, size: scanned.size };
    }
    const path = join(this.workspaceRoot, file);
    const stat = statOrNothing(path);
    if (!stat?.isFile()) {
      // Drop the entry, so that no other run relies on the file.
      if (this.before?.find(file) !== undefined && this.trustedOutside !== undefined) this.forget(file);
      return undefined;
    }
    const known = this.known(file);
    if (known && agrees(known, stat)) {
      this.used.set(file, known);
      return { sha256: known.sha256, size: stat.size };
    }
    this.isDirty = true;
    let entry: IndexEntry;
    try {
      entry = hashFile(path, onBytes);
    } catch (error) {
      if (isMissing(error)) return undefined; // Removed since the stat.
      throw error;
    }
    this.use(file, entry);
    return { sha256: entry.sha256, size: entry.size };
  }

  /** The entry of an input according to the scan; undefined for files that the scan did not cover or found missing. */
  private scanned(file: string): IndexEntry | undefined {
    const { before, trustedOutside: scannedOutside } = this;
    if (!before || scannedOutside === undefined || isSameOrInside(file, scannedOutside)) return undefined;
    const at = before.find(file);
    return at === undefined || this.missingInScan.has(at) ? undefined : (this.newer.get(at) ?? before.entry(at));
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

/** The entry of a file that was renamed into place; undefined if it cannot be read. */
function entryInPlace(path: string, waiting: WaitingFile, began: number): IndexEntry | undefined {
  try {
    const stat = statSync(path);
    const isSame = stat.size === waiting.size && stat.mtimeMs === waiting.mtime && stat.ino === waiting.inode;
    if (!isSame) return hashFile(path);
    const entry = entryOf(stat, waiting.sha256);
    // A change after the rename sets the time, but within the clock tick of the write that would not show.
    return waiting.mtime < began - CLOCK_TICK ? entry : untrustedEntry(entry);
  } catch {
    return undefined;
  }
}

function agrees(entry: IndexEntry, stat: { size: number; mtimeMs: number; ctimeMs: number; ino: number }): boolean {
  return (
    entry.size === stat.size && entry.mtime === stat.mtimeMs && entry.ctime === stat.ctimeMs && entry.inode === stat.ino
  );
}
