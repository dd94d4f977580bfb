import { compareText } from '../../diagnostics/diagnostic';
import { isRecord } from './is-record';
import type { SourceEntry } from '../sources/loaded-sources';
import { verifiedChecksum, MANIFEST_VERSION, withHead } from './manifest-head';
import { isSafePath } from './safe-path';

export { MANIFEST_NAME } from '../../state/manifest-name';

/** The fingerprint of an entry that a failed run could not update. It equals no other, so the entry stays due. */
export const STALE = '0'.repeat(64);

/**
 * The data of one pattern. It is a node of its own: if the data comes out equal, files made from it stay up to date.
 */
export interface PatternEntry {
  /** sha256 over everything that the data is made from. */
  readonly fingerprint: string;
  /** sha256 of the data; the fingerprint instead if the data cannot be expressed in JSON. */
  readonly data: string;
  /** Only for items: sha256 of the item's part of the source file. */
  readonly item?: string;
  /** sha256 by path of the files that `prepare` read for this pattern through `read`, sorted. */
  readonly reads?: Readonly<Record<string, string>>;
}

/** One generated file. */
export interface GeneratedEntry {
  /** Key of the emit (template, `to`, `each`, escaping). */
  readonly emit: string;
  /**
   * The pattern's spec, relative to the workspace, or the item's id; the source file for a file of all its patterns;
   * null for the whole library.
   */
  readonly pattern: string | null;
  /** The emit's template, relative to the workspace. */
  readonly template: string;
  /** Names of the partials used by the text and the path, sorted. */
  readonly partials: readonly string[];
  /** sha256 over everything that the file is made from. */
  readonly fingerprint: string;
  /** Only for formatted files: sha256 over the rendered text and everything that formatting depends on. */
  readonly formatted?: string;
  readonly sha256: string;
  readonly size: number;
}

/** An emit whose `when` yields no file for a pattern, a source file or the library. */
export interface SkippedEntry {
  /** Names of the partials used by the condition. */
  readonly partials: readonly string[];
  /** sha256 over everything that decides the condition. */
  readonly fingerprint: string;
}

/** Key of the unit that one emit makes for a pattern, a source file, or the library (null). */
export function unitKey(emit: string, pattern: string | null): string {
  return `${emit} ${pattern ?? ''}`;
}

/** Splits a {@link unitKey}. */
export function parseUnitKey(key: string): { readonly emit: string; readonly pattern: string | null } {
  const at = key.indexOf(' ');
  return { emit: key.slice(0, at), pattern: key.slice(at + 1) || null };
}

/** One file that a compiler made from a generated file. */
export interface CompiledEntry {
  /** The generated file, relative to the output folder. */
  readonly source: string;
  /** sha256 over the source's bytes, the compiler's options and its version. */
  readonly fingerprint: string;
  /** Other files of the workspace that the compiler read, with their hashes. */
  readonly reads?: Readonly<Record<string, string>>;
  readonly sha256: string;
  readonly size: number;
}

/**
 * The contents of the output folder and what they are made from. A pure function of inputs and outputs: no time,
 * machine, switch or worker count. Keys of `files` and `compiled` are relative to the output folder; those of `inputs`
 * to the workspace root.
 */
export interface Manifest {
  readonly version: typeof MANIFEST_VERSION;
  /** Names and versions of the tools that affect the output. */
  readonly tools: Readonly<Record<string, string>>;
  /** sha256 by path of every spec, template, partial, module and schema. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Source files by path, if a load module reads them. */
  readonly sources?: Readonly<Record<string, SourceEntry>>;
  /** By spec path or item id. */
  readonly patterns: Readonly<Record<string, PatternEntry>>;
  readonly files: Readonly<Record<string, GeneratedEntry>>;
  /** By {@link unitKey}. */
  readonly skipped: Readonly<Record<string, SkippedEntry>>;
  readonly compiled: Readonly<Record<string, CompiledEntry>>;
}

/**
 * The result of reading a manifest. `lost` is unusable, but still lists the files that were written before as far as
 * possible.
 */
export type ManifestReading =
  | { readonly state: 'ok'; readonly manifest: Manifest; readonly checksum: string }
  | { readonly state: 'missing' }
  | { readonly state: 'lost'; readonly reason: string; readonly owned: readonly OwnedFile[] };

/** A path relative to the output folder, and the recorded hash of its bytes. */
export type OwnedFile = readonly [path: string, sha256: string];

/**
 * Serializes a manifest with one line per entry, so that diffs stay readable. Ends with a line end. The checksum over
 * all entries detects a truncated, merged or edited manifest.
 */
export function serializeManifest(manifest: Manifest): Buffer {
  const { tools, inputs, sources, patterns, files, skipped, compiled } = manifest;
  const sections = { tools, inputs, ...(sources ? { sources } : {}), patterns, files, skipped, compiled };
  const pieces = Object.entries(sections).flatMap(([name, entries], at) => [
    Buffer.from(`${at === 0 ? '' : ',\n'}  "${name}": {`),
    ...linesOf(entries),
  ]);
  return withHead([...pieces, Buffer.from('\n}\n')]);
}

/** Lines that become bytes at a time: as one text, a large manifest would need its memory twice more. */
const PIECE_LINES = 1000;

function linesOf(entries: Readonly<Record<string, unknown>>): Buffer[] {
  const keys = Object.keys(entries).sort(compareText);
  const pieces: Buffer[] = [];
  for (let at = 0; at < keys.length; at += PIECE_LINES) {
    const lines = keys
      .slice(at, at + PIECE_LINES)
      .map((key) => `    ${JSON.stringify(key)}: ${JSON.stringify(entries[key])}`);
    pieces.push(Buffer.from(`${at === 0 ? '' : ','}\n${lines.join(',\n')}`));
  }
  return [...pieces, Buffer.from(keys.length === 0 ? '}' : '\n  }')];
}

const OTHER_LINE_ENDS =
  'damaged by other line ends (core.autocrlf of git; "* text=auto eol=lf" in .gitattributes helps)';

/** Parses a manifest; pass undefined if the file does not exist. */
export function parseManifest(bytes: Buffer | undefined): ManifestReading {
  if (bytes === undefined) return { state: 'missing' };
  const text = bytes.toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { state: 'lost', reason: 'damaged', owned: ownedByLine(text) };
  }
  if (!isRecord(value)) return { state: 'lost', reason: 'damaged', owned: [] };
  const lost = (reason: string): ManifestReading => ({ state: 'lost', reason, owned: ownedFiles(value) });
  if (value['version'] !== MANIFEST_VERSION) return lost(`of version ${JSON.stringify(value['version']) ?? 'none'}`);
  const checksum = verifiedChecksum(bytes);
  if (checksum !== undefined && isManifest(value)) return { state: 'ok', manifest: value, checksum };
  return lost(text.includes('\r\n') && !/[^\r]\n/.test(text) ? OTHER_LINE_ENDS : 'damaged');
}

/** All versions store `sha256` per entry of `files` and `compiled`, so this works for every version. */
function ownedFiles(value: Record<string, unknown>): OwnedFile[] {
  const sections = [value['files'], value['compiled']].filter(isRecord);
  return sections.flatMap((section) => Object.entries(section).filter(isOwned).map(ownedFile));
}

/** For a truncated text or one with merge conflict markers: reads every line that holds an entry. */
function ownedByLine(text: string): OwnedFile[] {
  return text.split('\n').flatMap((line) => {
    const entry = parsedEntry(line);
    return entry && isOwned(entry) ? [ownedFile(entry)] : [];
  });
}

function parsedEntry(line: string): [string, unknown] | undefined {
  try {
    return Object.entries(JSON.parse(`{${line.trim().replace(/,$/, '')}}`) as object)[0];
  } catch {
    return undefined;
  }
}

type OwnedEntry = [path: string, entry: { readonly sha256: string }];

function isOwned(pair: [string, unknown]): pair is OwnedEntry {
  const [path, entry] = pair;
  return isSafePath(path) && isRecord(entry) && isHash(entry['sha256']);
}

function ownedFile([path, { sha256 }]: OwnedEntry): OwnedFile {
  return [path, sha256];
}

function isManifest(value: Record<string, unknown>): value is Record<string, unknown> & Manifest {
  const { tools, inputs, sources = {}, patterns, files, skipped, compiled } = value;
  return (
    isRecord(tools) &&
    isRecord(inputs) &&
    isRecord(sources) &&
    isRecord(patterns) &&
    isRecord(files) &&
    isRecord(skipped) &&
    isRecord(compiled) &&
    Object.values(tools).every((version) => typeof version === 'string') &&
    isHashesByPath(inputs) &&
    Object.entries(sources).every(([path, entry]) => isSafePath(path) && isSource(entry)) &&
    Object.entries(patterns).every(([id, entry]) => isSafeId(id) && isPattern(entry)) &&
    Object.entries(files).every(([path, entry]) => isSafePath(path) && isGenerated(entry)) &&
    Object.values(skipped).every(isSkipped) &&
    Object.entries(compiled).every(([path, entry]) => isSafePath(path) && isCompiled(entry))
  );
}

function isPattern(value: unknown): boolean {
  return (
    isRecord(value) &&
    isHash(value['fingerprint']) &&
    isHash(value['data']) &&
    isHashOrNothing(value['item']) &&
    areReads(value['reads'])
  );
}

function isSource(value: unknown): boolean {
  return (
    isRecord(value) &&
    isHash(value['fingerprint']) &&
    isHash(value['data']) &&
    areReads(value['reads']) &&
    isRecord(value['items']) &&
    Object.values(value['items']).every(isHash)
  );
}

function areReads(value: unknown): boolean {
  return value === undefined || (isRecord(value) && isHashesByPath(value));
}

function isGenerated(value: unknown): boolean {
  return (
    isRecord(value) &&
    isHash(value['emit']) &&
    (value['pattern'] === null || typeof value['pattern'] === 'string') &&
    typeof value['template'] === 'string' &&
    isSkipped(value) &&
    isHashOrNothing(value['formatted']) &&
    isHash(value['sha256']) &&
    Number.isInteger(value['size'])
  );
}

function isSkipped(value: unknown): boolean {
  return (
    isRecord(value) &&
    Array.isArray(value['partials']) &&
    value['partials'].every((partial) => typeof partial === 'string') &&
    isHash(value['fingerprint'])
  );
}

function isCompiled(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value['source'] === 'string' &&
    isSafePath(value['source']) &&
    isHash(value['fingerprint']) &&
    isHash(value['sha256']) &&
    Number.isInteger(value['size']) &&
    areReads(value['reads'])
  );
}

function isHashesByPath(value: Record<string, unknown>): boolean {
  return Object.entries(value).every(([path, hash]) => isSafePath(path) && isHash(hash));
}

/** An item's id ends with a JSON Pointer, which may contain any characters. */
function isSafeId(id: string): boolean {
  return isSafePath(id) || isSafePath(id.replace(/#\/.*$/s, ''));
}

function isHashOrNothing(value: unknown): boolean {
  return value === undefined || isHash(value);
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
