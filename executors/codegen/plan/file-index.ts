import { readFileSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../state/atomic-write';
import { sha256 } from '../../../state/hash';

/** What a file was when it was last hashed: size in bytes, times in milliseconds, inode, sha256. */
type Entry = readonly [size: number, mtime: number, ctime: number, inode: number, sha256: string];

export interface HashedFile {
  readonly sha256: string;
  readonly size: number;
}

const VERSION = 1;
/** File systems step their clocks in ticks of up to about this many milliseconds. */
const CLOCK_TICK = 20;

/**
 * Hashes files, and keeps the hashes in the state folder so that a stat is enough the next time, with the
 * care of git's index: an entry counts only if size, both times and inode agree, and if the file had not been
 * touched in the clock tick in which it was hashed: another change in that tick would show in none of them.
 * The file system's own clock has to agree, by the time of the index itself. An index belongs to one
 * manifest; with another manifest's hash in it, it is empty.
 */
export class FileIndex {
  private readonly entries = new Map<string, Entry>();
  private readonly seen = new Map<string, HashedFile | undefined>();
  private readonly used = new Map<string, Entry>();
  private dirty = false;
  /** Why nothing could be taken over, where there should be something; undefined before the first manifest. */
  problem: string | undefined;
  /** What the last run saw, whatever manifest it belonged to: enough to tell that we wrote a file. */
  readonly evidence = new Map<string, string>();

  private constructor(
    private readonly workspaceRoot: string,
    private readonly path: string,
  ) {}

  /** Never fails: an index that is missing, damaged or of another manifest is empty. */
  static open(workspaceRoot: string, stateFolder: string, outputDir: string, manifestHash: string): FileIndex {
    const path = join(stateFolder, 'index', `${sha256(join(workspaceRoot, outputDir)).slice(0, 32)}.json`);
    const index = new FileIndex(workspaceRoot, path);
    try {
      const written = statSync(path).mtimeMs - CLOCK_TICK;
      const text = readFileSync(path, 'utf8');
      const end = text.indexOf('\n');
      const head = JSON.parse(text.slice(0, end)) as { version: number; manifest: string; sha256: string };
      const body = text.slice(end + 1);
      if (head.version !== VERSION) index.problem = `of version ${JSON.stringify(head.version) ?? 'none'}`;
      else if (head.sha256 !== sha256(body)) index.problem = 'damaged';
      if (index.problem !== undefined) return index;
      const entries = Object.entries(JSON.parse(body) as Record<string, Entry>);
      if (head.manifest !== manifestHash) {
        for (const [file, entry] of entries) index.evidence.set(file, entry[4]);
        return index;
      }
      for (const [file, entry] of entries) {
        if (Math.max(entry[1], entry[2]) < written) index.entries.set(file, entry);
      }
    } catch (error) {
      index.entries.clear();
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
      this.used.set(file, [stat.size, stat.mtimeMs, stat.ctimeMs, stat.ino, sha256]);
      this.seen.set(file, { sha256, size: stat.size });
    } catch {
      this.forget(file); // Gone again already: the next run finds out.
    }
  }

  /** Keeps what this run looked at, for a manifest of this hash. Never fails: the index only saves time. */
  save(manifestHash: string): void {
    if (!this.dirty && this.used.size === this.entries.size) return;
    const body = JSON.stringify(Object.fromEntries(this.used));
    const head = JSON.stringify({ version: VERSION, manifest: manifestHash, sha256: sha256(body) });
    try {
      writeFileAtomic(this.path, `${head}\n${body}`);
    } catch {
      // A state folder that cannot be written costs a hash of everything in the next run, nothing else.
    }
  }

  private lookUp(file: string): HashedFile | undefined {
    const path = join(this.workspaceRoot, file);
    const stat = statOrNothing(path);
    if (!stat?.isFile()) return undefined;
    const known = this.entries.get(file);
    if (known?.[0] === stat.size && known[1] === stat.mtimeMs && known[2] === stat.ctimeMs && known[3] === stat.ino) {
      this.used.set(file, known);
      return { sha256: known[4], size: stat.size };
    }
    this.dirty = true;
    const bytes = readFileSync(path);
    const hash = sha256(bytes);
    if (Math.max(stat.mtimeMs, stat.ctimeMs) < Date.now() - CLOCK_TICK) {
      this.used.set(file, [stat.size, stat.mtimeMs, stat.ctimeMs, stat.ino, hash]);
    }
    return { sha256: hash, size: bytes.length };
  }
}

/** A path through a file (`a.txt/b`) is an error even where `throwIfNoEntry` is off: there is no such file, too. */
function statOrNothing(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}
