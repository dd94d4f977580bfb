import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeLosableFile } from '../../state/atomic-write';
import { sha256 } from '../../state/hash';
import { readRegular, readWithStat } from '../../state/regular-file';
import { sweepTemporary } from '../../state/sweep';
import { isMissing } from '../file-problem';
import { entryOf, IndexFile, type FreshState, type IndexEntry } from './index-file';
import { CLOCK_TICK, statOrNothing } from './stat';

export interface HashedFile {
  readonly sha256: string;
  readonly size: number;
}

/** Where the index of an output folder lies. */
export function indexPath(workspaceRoot: string, stateFolder: string, outputDir: string): string {
  return join(stateFolder, 'index', `${sha256(join(workspaceRoot, outputDir)).slice(0, 32)}.index`);
}

/**
 * A state folder that cannot be written costs the next run a hash of everything, nothing else. What killed runs left
 * half-written beside it goes: a run that was killed here is followed by one that writes an index.
 */
export function saveIndex(path: string, bytes: Buffer): void {
  sweepTemporary(dirname(path));
  try {
    writeLosableFile(path, bytes);
  } catch {
    // As said.
  }
}

/**
 * Hashes files, and keeps the hashes in the state folder so that a stat is enough the next time, with the
 * care of git's index: an entry counts only if size, both times and inode agree, and if the file had not been
 * touched in the clock tick in which it was hashed: another change in that tick would show in none of them, so
 * its entry agrees with no file and costs the next run a hash.
 * The file system's own clock has to agree, by the time of the index itself. An index belongs to one
 * manifest; with another manifest's hash in it, it is empty.
 */
export class FileIndex {
  private readonly entries = new Map<string, IndexEntry>();
  private readonly seen = new Map<string, HashedFile | undefined>();
  private readonly used = new Map<string, IndexEntry>();
  private fresh: string | undefined;
  private dirty = false;
  /** Why nothing could be taken over, where there should be something; undefined before the first manifest. */
  problem: string | undefined;
  /** What the last run saw, whatever manifest it belonged to: enough to tell that we wrote a file. */
  readonly evidence = new Map<string, string>();

  private constructor(
    private readonly workspaceRoot: string,
    private readonly path: string,
  ) {}

  /**
   * What a scan of the same index has just found out need not be looked at again.
   *
   * @param scan an index all of whose files are there, and the entries that were found to be others
   */
  take(scan: { readonly index: IndexFile; readonly newer: ReadonlyMap<number, IndexEntry> }): void {
    for (const [at, file] of scan.index.paths.entries()) {
      const entry = scan.newer.get(at) ?? scan.index.entry(at);
      this.used.set(file, entry);
      this.seen.set(file, { sha256: entry.sha256, size: entry.size });
    }
    if (scan.newer.size > 0) this.dirty = true;
  }

  /** Never fails: an index that is missing, damaged or of another manifest is empty. */
  static open(workspaceRoot: string, stateFolder: string, outputDir: string, manifestHash: string): FileIndex {
    const path = indexPath(workspaceRoot, stateFolder, outputDir);
    const index = new FileIndex(workspaceRoot, path);
    try {
      const { bytes, stat } = readWithStat(path);
      const written = stat.mtimeMs - CLOCK_TICK;
      const file = IndexFile.decode(bytes);
      if (typeof file === 'string') {
        index.problem = file;
        return index;
      }
      index.fresh = JSON.stringify(file.header.fresh);
      for (const [at, name] of file.paths.entries()) {
        if (file.header.manifest !== manifestHash) index.evidence.set(name, file.sha256(at));
        else if (file.touched(at) < written) index.entries.set(name, file.entry(at));
      }
    } catch (error) {
      const isMissing = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!isMissing) index.problem = 'damaged';
      else if (manifestHash !== '') index.problem = 'missing';
    }
    return index;
  }

  /** Hash and size of a file of the workspace; undefined where there is none. Stable within a run. */
  hash(file: string): HashedFile | undefined {
    if (this.seen.has(file)) return this.seen.get(file);
    const result = this.lookUp(file);
    this.seen.set(file, result);
    return result;
  }

  /** Forget what this run saw of a file, because it has been written since. */
  forget(file: string): void {
    this.seen.delete(file);
    this.used.delete(file);
    this.entries.delete(file);
    this.dirty = true;
  }

  /** Takes the hash of a file that this run has just written, so that it need not be read again. */
  remember(file: string, sha256: string): void {
    this.forget(file);
    try {
      const stat = statSync(join(this.workspaceRoot, file));
      this.used.set(file, entryOf(stat, sha256));
      this.seen.set(file, { sha256, size: stat.size });
    } catch {
      this.forget(file); // Gone again already: the next run finds out.
    }
  }

  /**
   * Keeps what this run looked at, for a manifest of this hash. Never fails: the index only saves time.
   *
   * @param fresh given where the run left nothing to do
   */
  save(manifestHash: string, fresh?: FreshState): void {
    const isSame = !this.dirty && this.used.size === this.entries.size && this.fresh === JSON.stringify(fresh);
    if (isSame) return;
    const header = { manifest: manifestHash, ...(fresh ? { fresh } : {}) };
    saveIndex(this.path, IndexFile.encode(header, this.used));
  }

  private lookUp(file: string): HashedFile | undefined {
    const path = join(this.workspaceRoot, file);
    const stat = statOrNothing(path);
    if (!stat?.isFile()) return undefined;
    const known = this.entries.get(file);
    if (
      known?.size === stat.size &&
      known.mtime === stat.mtimeMs &&
      known.ctime === stat.ctimeMs &&
      known.inode === stat.ino
    ) {
      this.used.set(file, known);
      return { sha256: known.sha256, size: stat.size };
    }
    this.dirty = true;
    let bytes: Buffer;
    try {
      bytes = readRegular(path);
    } catch (error) {
      if (isMissing(error)) return undefined; // It went just now.
      throw error;
    }
    const hash = sha256(bytes);
    this.used.set(file, entryOf(stat, hash, Date.now()));
    return { sha256: hash, size: bytes.length };
  }
}
