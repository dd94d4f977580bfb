import type { Copy } from '../sources/discover';
import type { Stats } from 'node:fs';
import { sha256 } from '../../state/hash';
import { readWithStat } from '../../state/regular-file';
import { isRecord } from './is-record';
import { CLOCK_TICK } from './stat';
import type { CommandFiles } from './command-inputs';
import type { FormatLeaves } from './format-leaves';
import type { Programs } from './program-identity';
import type { TemplateCodes } from './template-code';
import type { ObservedPath } from './observed-paths';

/** Stat and hash of a file when it was last hashed. Times in milliseconds since 1970. */
export interface IndexEntry {
  readonly size: number;
  readonly mtime: number;
  readonly ctime: number;
  readonly inode: number;
  readonly sha256: string;
}

/** Times in milliseconds since 1970. */
export interface FolderState {
  readonly mtime: number;
  readonly ctime: number;
  readonly inode: number;
}

/** Present if the run that wrote the index left every file up to date. */
export interface FreshState {
  /** Key over options, declared inputs, and import resolution. */
  readonly choices: string;
  /** Key over the names of the inputs and the versions of the tools. */
  readonly names: string;
  /** While these and the `importLookups` of the inputs are unchanged, names and versions are too. */
  readonly observed?: readonly ObservedPath[];
  /** The parts of the inputs that do not depend on the contents of specs. */
  readonly inputs: FreshInputs;
  /** Folders with outputs, by path relative to the output folder. An added or removed file changes their times. */
  readonly folders: Readonly<Record<string, FolderState>>;
  readonly files: number;
  readonly compiled: number;
  /** Nx's hash of the task in that run; empty outside of Nx. */
  readonly taskHash: string;
}

/** What user code read in addition to its own modules; see `ReadKind` for the names. */
export interface CodeReads {
  /** Random salt of the hashes, so that values of variables cannot be guessed from them. */
  readonly salt: string;
  /** sha256 of each value, by name of the read. */
  readonly values: Readonly<Record<string, string>>;
}

/** Packages that modules or commands load, with their dependencies at any depth. */
export interface PackageTools {
  /** Key over the packages and what is imported from them. */
  readonly key: string;
  /** Version and hash of all loaded files, by package name. */
  readonly versions: Readonly<Record<string, string>>;
  /** All files that determine `versions`, relative to the workspace. */
  readonly files: readonly string[];
  /** Paths where a package.json is missing that would change the result. */
  readonly lookups: readonly string[];
  /** Links that were followed to the files. */
  readonly links: readonly ObservedPath[];
}

/** The inputs in the index: valid while no name and no module changes. */
export interface FreshInputs {
  /** Path of each emit's template, by emit index; empty for an emit that copies. */
  readonly emitTemplates: readonly string[];
  readonly copies: readonly Copy[];
  readonly partials: readonly (readonly [name: string, path: string])[];
  /**
   * Versions by name of everything that affects the output other than files: tools, and packages that modules import.
   */
  readonly tools: Readonly<Record<string, string>>;
  /** Local files of the user's modules. */
  readonly modules: readonly string[];
  /** Those of `modules` that options load, without those of function templates. */
  readonly codeFiles: readonly string[];
  /** Code of each function template. */
  readonly templateCodes: TemplateCodes;
  /** Names of the tools that affect rendered texts. */
  readonly rendering: readonly string[];
  /** The packages that modules import. */
  readonly packages: PackageTools;
  readonly commandFiles: CommandFiles;
  readonly format: FormatLeaves;
  /** Lookups of import resolution. */
  readonly importLookups: readonly ObservedPath[];
  /** The packages that commands and the formatter load. */
  readonly toolPackages: PackageTools;
  readonly keys: InputKeys;
}

/** Keys over dependencies that many nodes share. */
export interface InputKeys {
  /** For every pattern's data: schema, prepare module, tools. */
  readonly data: string;
  /** For every text of a pattern: helpers and tools. */
  readonly text: string;
  /** For every text of the whole library. */
  readonly library: string;
  /** For the modules and all their imports. */
  readonly code: string;
  /** For every formatted text, other than the rendered text; empty without a formatter. */
  readonly format: string;
  /** For each compiler command, by compiler index: its program and the files in its arguments. */
  readonly commands: readonly string[];
}

export interface IndexHeader {
  /** sha256 of the manifest that the index belongs to. */
  readonly manifest: string;
  readonly fresh?: FreshState;
  readonly reads?: CodeReads;
  /** The programs that made all compiled files. */
  readonly programs?: Programs;
}

const VERSION = 11;
/** An mtime that no file has: the entry matches no file. */
const NEVER = -1;
const NUMBERS = 4;
const HASH_BYTES = 32;
/** Number of linear searches before a map is built. */
const LINEAR_FINDS = 30;
/** A sha256 in hexadecimal. */
const CHECKSUM_LENGTH = 64;
const NEWLINE = 10;

/**
 * An index in its binary form: a line with the checksum of the rest, a header line in JSON, then the numbers, the
 * hashes and the paths of all entries, each in one block. Thousands of entries are read without an object for each. In
 * the byte order of the machine, since the state folder stays on it.
 */
export class IndexFile {
  private places: ReadonlyMap<string, number> | undefined;
  private finds = 0;

  private constructor(
    readonly header: IndexHeader,
    readonly paths: readonly string[],
    private readonly numbers: Float64Array,
    private readonly hashes: Buffer,
  ) {}

  static of(header: IndexHeader, entries: ReadonlyMap<string, IndexEntry>): IndexFile {
    const numbers = new Float64Array(entries.size * NUMBERS);
    const hashes = Buffer.alloc(entries.size * HASH_BYTES);
    let at = 0;
    for (const entry of entries.values()) write(numbers, hashes, at++, entry);
    return new IndexFile(header, [...entries.keys()], numbers, hashes);
  }

  /** A copy with another header and some changed entries (by position). */
  updated(header: IndexHeader, changes: ReadonlyMap<number, IndexEntry>): IndexFile {
    const [numbers, hashes] = [this.numbers.slice(), Buffer.from(this.hashes)];
    for (const [at, entry] of changes) write(numbers, hashes, at, entry);
    const updated = new IndexFile(header, this.paths, numbers, hashes);
    updated.places = this.places;
    updated.finds = this.finds;
    return updated;
  }

  /** Entries of files that were touched since a time, changed so that they match no file. */
  untrustedSince(since: number): Map<number, IndexEntry> {
    const found = new Map<number, IndexEntry>();
    for (let at = 0; at < this.paths.length; at++) {
      if (this.touched(at) >= since) found.set(at, untrustedEntry(this.entry(at)));
    }
    return found;
  }

  encoded(): Buffer {
    return textOf(this.header, this.paths, this.numbers, this.hashes);
  }

  /** The index, or a short reason why it cannot be used. */
  static decode(bytes: Buffer): IndexFile | string {
    if (bytes[CHECKSUM_LENGTH] !== NEWLINE) return 'damaged';
    const rest = bytes.subarray(CHECKSUM_LENGTH + 1);
    const end = rest.indexOf(NEWLINE);
    let parsed: unknown;
    try {
      parsed = JSON.parse(rest.toString('utf8', 0, end));
    } catch {
      return 'damaged';
    }
    if (!isRecord(parsed)) return 'damaged';
    const head = parsed as unknown as { version: number; count: number } & IndexHeader;
    if (head.version !== VERSION) return `of version ${JSON.stringify(head.version) ?? 'none'}`;
    if (bytes.toString('latin1', 0, CHECKSUM_LENGTH) !== sha256(rest)) return 'damaged';
    const body = rest.subarray(end + 1);
    const count = head.count;
    const hashesAt = count * NUMBERS * 8;
    const pathsAt = hashesAt + count * HASH_BYTES;
    if (!Number.isInteger(count) || count < 0 || body.length < pathsAt) return 'damaged';
    const numbers = new Float64Array(count * NUMBERS);
    Buffer.from(numbers.buffer).set(body.subarray(0, hashesAt));
    const paths = count === 0 ? [] : body.toString('utf8', pathsAt).split('\0');
    const { version: _version, count: _count, ...header } = head;
    return new IndexFile(header, paths, numbers, body.subarray(hashesAt, pathsAt));
  }

  /** Position of a file's entry; undefined if there is none. */
  find(path: string): number | undefined {
    // One linear search takes a hundredth of the time to build a map of thousands of paths.
    if (++this.finds > LINEAR_FINDS) {
      this.places ??= new Map(this.paths.map((one, at) => [one, at]));
      return this.places.get(path);
    }
    const at = this.paths.indexOf(path);
    return at < 0 ? undefined : at;
  }

  /** True if size, both times and inode of entry `at` agree with a stat. */
  agrees(at: number, stat: { size: number; mtimeMs: number; ctimeMs: number; ino: number }): boolean {
    const from = at * NUMBERS;
    const { numbers } = this;
    return (
      numbers[from] === stat.size &&
      numbers[from + 1] === stat.mtimeMs &&
      numbers[from + 2] === stat.ctimeMs &&
      numbers[from + 3] === stat.ino
    );
  }

  /** Time when the file of entry `at` was last touched, in milliseconds since 1970. */
  touched(at: number): number {
    return Math.max(this.numbers[at * NUMBERS + 1] ?? 0, this.numbers[at * NUMBERS + 2] ?? 0);
  }

  sha256(at: number): string {
    return this.hashes.toString('hex', at * HASH_BYTES, (at + 1) * HASH_BYTES);
  }

  entry(at: number): IndexEntry {
    const from = at * NUMBERS;
    const [size = 0, mtime = 0, ctime = 0, inode = 0] = this.numbers.subarray(from, from + NUMBERS);
    return { size, mtime, ctime, inode, sha256: this.sha256(at) };
  }
}

/**
 * Hashes a file; the stat is that of the opened file. If the file was touched in the clock tick in which reading began,
 * its entry matches no file, because a later change in that tick would not show. Throws what {@link readWithStat}
 * throws.
 */
export function hashFile(path: string, onBytes?: (bytes: Buffer) => void): IndexEntry {
  const began = Date.now();
  const { bytes, stat } = readWithStat(path);
  onBytes?.(bytes);
  const entry = entryOf(stat, sha256(bytes));
  return Math.max(entry.mtime, entry.ctime) < began - CLOCK_TICK ? entry : untrustedEntry(entry);
}

/** @param hash of the file's bytes at the time of the stat */
export function entryOf({ size, mtimeMs, ctimeMs, ino }: Stats, hash: string): IndexEntry {
  return { size, mtime: mtimeMs, ctime: ctimeMs, inode: ino, sha256: hash };
}

/** An entry for a file that may have other bytes. It matches no file, so the next run hashes the file. */
export function untrustedEntry(entry: IndexEntry): IndexEntry {
  return { ...entry, mtime: NEVER };
}

function write(numbers: Float64Array, hashes: Buffer, at: number, entry: IndexEntry): void {
  numbers.set([entry.size, entry.mtime, entry.ctime, entry.inode], at * NUMBERS);
  hashes.write(entry.sha256, at * HASH_BYTES, 'hex');
}

function textOf(header: IndexHeader, paths: readonly string[], numbers: Float64Array, hashes: Buffer): Buffer {
  const head = JSON.stringify({ version: VERSION, count: paths.length, ...header });
  const rest = Buffer.concat([
    Buffer.from(`${head}\n`),
    Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength),
    hashes,
    Buffer.from(paths.join('\0')),
  ]);
  return Buffer.concat([Buffer.from(`${sha256(rest)}\n`), rest]);
}
