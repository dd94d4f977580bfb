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
import type { Witness } from './witnesses';

/** What a file was when it was last hashed. Times in milliseconds since 1970. */
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

/** Says that the run which wrote the index left nothing to do, and by which choices and counts. */
export interface FreshState {
  /** Key over options, declared inputs, and what the modules load. */
  readonly choices: string;
  /** Key over the names of the inputs and the versions of the tools. */
  readonly names: string;
  /** While they are what they were, and the looks of the inputs, the names and versions are, too. */
  readonly witnesses?: readonly Witness[];
  /** Of the inputs, what does not depend on the contents of specs. */
  readonly inputs: FreshInputs;
  /** The folders with outputs, by path relative to the output folder: a file that came or went would show here. */
  readonly folders: Readonly<Record<string, FolderState>>;
  readonly files: number;
  readonly compiled: number;
  /** The hash that Nx gave the task of that run; empty where it was no task of Nx. */
  readonly taskHash: string;
}

/** What user code read beside its own modules: see `ReadKind` for the names. */
export interface CodeReads {
  /** Chosen by chance, and mixed into each value: no value of a variable can be guessed from its hash. */
  readonly salt: string;
  /** By name: sha256 over what it gave. */
  readonly values: Readonly<Record<string, string>>;
}

/** Packages that modules or commands load, with what they load at any depth. */
export interface PackageTools {
  /** Over which packages these are, and what is imported from them. */
  readonly key: string;
  /** By name: the version, and a hash over all that the package loads. */
  readonly versions: Readonly<Record<string, string>>;
  /** All files that decided this, relative to the workspace. */
  readonly files: readonly string[];
  /** Places where a package.json is missing that would decide otherwise. */
  readonly lookups: readonly string[];
  /** Links that were followed to the files. */
  readonly links: readonly Witness[];
}

/** What the index keeps of the inputs: all that holds as long as no name and no module is another. */
export interface FreshInputs {
  /** Path of each emit's template, by the emit's index; empty for one that copies. */
  readonly emitTemplates: readonly string[];
  readonly copies: readonly Copy[];
  readonly partials: readonly (readonly [name: string, path: string])[];
  /** Names and versions of what decides bytes beside the files: tools, and packages that modules import. */
  readonly tools: Readonly<Record<string, string>>;
  /** Local files of the user's modules. */
  readonly modules: readonly string[];
  /** Of those, the files that belong to more than single templates. */
  readonly codeFiles: readonly string[];
  /** What each function template loads. */
  readonly templateCodes: TemplateCodes;
  /** Names of the tools that decide what a text looks like. */
  readonly rendering: readonly string[];
  /** The packages that modules import. */
  readonly packages: PackageTools;
  readonly commandFiles: CommandFiles;
  readonly format: FormatLeaves;
  /** Where imports lead rests on these. */
  readonly looks: readonly Witness[];
  /** Those that commands and the formatter load. */
  readonly toolPackages: PackageTools;
  readonly keys: InputKeys;
}

/** Keys over what many nodes depend on. */
export interface InputKeys {
  /** Of every pattern's data: the schema, the prepare module, tools. */
  readonly data: string;
  /** Of every text of one pattern: helpers and tools. */
  readonly text: string;
  /** Of every text of the whole library. */
  readonly library: string;
  /** The modules and all that they import. */
  readonly code: string;
  /** Of every formatted text, beside the rendered one; empty where nothing is formatted. */
  readonly format: string;
  /** By the compiler's index: of a command, its program and the files in its arguments. */
  readonly commands: readonly string[];
}

export interface IndexHeader {
  /** sha256 of the manifest that the index belongs to. */
  readonly manifest: string;
  readonly fresh?: FreshState;
  readonly reads?: CodeReads;
  /** Those by which all compiled files were made. */
  readonly programs?: Programs;
}

const VERSION = 10;
/** The time of a file that nobody can vouch for: no file has it. */
const NEVER = -1;
const NUMBERS = 4;
const HASH_BYTES = 32;
/** So many files are looked for one by one. */
const FEW_FINDS = 30;
/** A sha256 in hexadecimal. */
const CHECKSUM_LENGTH = 64;
const NEWLINE = 10;

/**
 * An index as it lies in the state folder: a line with the checksum of the rest, a header line in JSON, then for all entries their numbers, their
 * hashes, and their paths, each in a block of its own. Thousands of entries are read without making an object
 * for each. In the byte order of the machine: the state folder stays on it.
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

  /** The same files under another header, some with other entries (by their positions). */
  updated(header: IndexHeader, changes: ReadonlyMap<number, IndexEntry>): IndexFile {
    const [numbers, hashes] = [this.numbers.slice(), Buffer.from(this.hashes)];
    for (const [at, entry] of changes) write(numbers, hashes, at, entry);
    const updated = new IndexFile(header, this.paths, numbers, hashes);
    updated.places = this.places;
    updated.finds = this.finds;
    return updated;
  }

  /** Entries of files that were touched since: each agrees with no file any more. */
  doubted(since: number): Map<number, IndexEntry> {
    const found = new Map<number, IndexEntry>();
    for (let at = 0; at < this.paths.length; at++) {
      if (this.touched(at) >= since) found.set(at, doubtedEntry(this.entry(at)));
    }
    return found;
  }

  encoded(): Buffer {
    return textOf(this.header, this.paths, this.numbers, this.hashes);
  }

  /** The index, or in a word or two why there is none. */
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

  /** The position of a file's entry; undefined where it has none. */
  find(path: string): number | undefined {
    // A look through all takes a hundredth of what a map of thousands of paths takes to make.
    if (++this.finds > FEW_FINDS) {
      this.places ??= new Map(this.paths.map((one, at) => [one, at]));
      return this.places.get(path);
    }
    const at = this.paths.indexOf(path);
    return at < 0 ? undefined : at;
  }

  /** Whether size, both times and inode of entry `at` are these. */
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

  /** When entry `at` was last touched, in milliseconds since 1970. */
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
 * Hashes a file: its stat is that of the very file that is read. An entry of a file that was touched in the clock tick
 * in which reading began agrees with no file: a change behind the read would show in none of its times. Throws what
 * {@link readWithStat} throws.
 */
export function hashFile(path: string): IndexEntry {
  const began = Date.now();
  const { bytes, stat } = readWithStat(path);
  const entry = entryOf(stat, sha256(bytes));
  return Math.max(entry.mtime, entry.ctime) < began - CLOCK_TICK ? entry : doubtedEntry(entry);
}

/** @param hash of the bytes that the file had at the time of the stat */
export function entryOf({ size, mtimeMs, ctimeMs, ino }: Stats, hash: string): IndexEntry {
  return { size, mtime: mtimeMs, ctime: ctimeMs, inode: ino, sha256: hash };
}

/** The same for a file that may have other bytes: it agrees with no file, so that the next run hashes it. */
export function doubtedEntry(entry: IndexEntry): IndexEntry {
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
