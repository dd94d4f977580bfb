import { compareText } from '../../diagnostics/diagnostic';
import { isRecord } from './is-record';
import type { SourceEntry } from '../sources/loaded-sources';
import { checksumOf, MANIFEST_VERSION, withHead } from './manifest-head';
import { isSafePath } from './safe-path';

export { MANIFEST_NAME } from '../../state/manifest-name';

/** The fingerprint of an entry that a failed run left as it was: it equals no other, so the entry is due. */
export const STALE = '0'.repeat(64);

/** The data of one pattern: a node of its own, so that what is made from data that came out equal stands. */
export interface PatternEntry {
  /** sha256 over everything that the data was made from. */
  readonly fingerprint: string;
  /** sha256 of the data itself; the fingerprint where the data is more than JSON can hold. */
  readonly data: string;
  /** Of an item: sha256 of its part of the source file. */
  readonly item?: string;
  /** sha256 by path of the files that `read` gave the code of `prepare` for it, sorted. */
  readonly reads?: Readonly<Record<string, string>>;
}

/** One generated file. */
export interface GeneratedEntry {
  /** Key of the emit (template, `to`, `each`, escaping). */
  readonly emit: string;
  /**
   * What it is made from: the pattern's spec, relative to the workspace, or the item's id; the source file of several
   * patterns; null for the whole library.
   */
  readonly pattern: string | null;
  /** The emit's template, relative to the workspace. */
  readonly template: string;
  /** Names of the partials that rendering and the path asked for, sorted. */
  readonly partials: readonly string[];
  /** sha256 over everything that the file was made from. */
  readonly fingerprint: string;
  /** Of a formatted file: sha256 over the rendered text and all that formatting depends on. */
  readonly formatted?: string;
  readonly sha256: string;
  readonly size: number;
}

/** An emit that gives no file for a pattern, a source file or the library, because of its `when`. */
export interface SkippedEntry {
  /** As those of a file: what the condition asked for. */
  readonly partials: readonly string[];
  /** sha256 over everything that decides it. */
  readonly fingerprint: string;
}

/** The key of what one emit gives for a pattern, a source file, or (null) the library. */
export function unitKey(emit: string, pattern: string | null): string {
  return `${emit} ${pattern ?? ''}`;
}

/** What a {@link unitKey} was made of. */
export function unitOf(key: string): { readonly emit: string; readonly pattern: string | null } {
  const at = key.indexOf(' ');
  return { emit: key.slice(0, at), pattern: key.slice(at + 1) || null };
}

/** One file that a compiler made from a generated file. */
export interface CompiledEntry {
  /** The generated file, relative to the output folder. */
  readonly source: string;
  /** sha256 over the source's bytes, the compiler's options and its version. */
  readonly fingerprint: string;
  /** Files of the workspace that the compiler read beside the source, with their hashes. */
  readonly reads?: Readonly<Record<string, string>>;
  readonly sha256: string;
  readonly size: number;
}

/**
 * What the output folder holds and what it was made from. A pure function of inputs and outputs: no time,
 * no machine, no switch, no worker count. Keys of `files` and `compiled` are relative to the output folder;
 * those of `inputs` to the workspace's root.
 */
export interface Manifest {
  readonly version: typeof MANIFEST_VERSION;
  /** Names and versions of the tools that decide bytes. */
  readonly tools: Readonly<Record<string, string>>;
  /** sha256 by path of every spec, template, partial, module and schema. */
  readonly inputs: Readonly<Record<string, string>>;
  /** By path: the source files, where a load module reads them. */
  readonly sources?: Readonly<Record<string, SourceEntry>>;
  /** By the spec's path, or the item's id. */
  readonly patterns: Readonly<Record<string, PatternEntry>>;
  readonly files: Readonly<Record<string, GeneratedEntry>>;
  /** By {@link unitKey}. */
  readonly skipped: Readonly<Record<string, SkippedEntry>>;
  readonly compiled: Readonly<Record<string, CompiledEntry>>;
}

/** How reading went. `lost` still says which files were written before, where that can be told. */
export type ManifestReading =
  | { readonly state: 'ok'; readonly manifest: Manifest; readonly checksum: string }
  | { readonly state: 'missing' }
  | { readonly state: 'lost'; readonly reason: string; readonly owned: readonly OwnedFile[] };

/** A path relative to the output folder, and a hash that its bytes may have. */
export type OwnedFile = readonly [path: string, sha256: string];

/**
 * Text of a manifest: one line per entry, so that a diff of it can be read; ends with a line end. A checksum
 * over all entries tells a manifest that was cut, merged or changed by hand from a whole one.
 */
export function serializeManifest(manifest: Manifest): Buffer {
  const section = (entries: Readonly<Record<string, unknown>>): string => {
    const lines = Object.keys(entries)
      .sort(compareText)
      .map((key) => `    ${JSON.stringify(key)}: ${JSON.stringify(entries[key])}`);
    return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`;
  };
  const body = `  "tools": ${section(manifest.tools)},
  "inputs": ${section(manifest.inputs)},
${manifest.sources ? `  "sources": ${section(manifest.sources)},\n` : ''}  "patterns": ${section(manifest.patterns)},
  "files": ${section(manifest.files)},
  "skipped": ${section(manifest.skipped)},
  "compiled": ${section(manifest.compiled)}
}
`;
  return withHead([Buffer.from(body)]);
}

const OTHER_LINE_ENDS =
  'damaged by other line ends (core.autocrlf of git; "* text=auto eol=lf" in .gitattributes helps)';

/** Reads a manifest; undefined means that there is no such file. */
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
  const checksum = checksumOf(bytes);
  if (checksum !== undefined && isManifest(value)) return { state: 'ok', manifest: value, checksum };
  return lost(text.includes('\r\n') && !/[^\r]\n/.test(text) ? OTHER_LINE_ENDS : 'damaged');
}

/** All versions keep `sha256` per entry of `files` and `compiled`: that much is readable for ever. */
function ownedFiles(value: Record<string, unknown>): OwnedFile[] {
  const sections = [value['files'], value['compiled']].filter(isRecord);
  return sections.flatMap((section) => Object.entries(section).filter(isOwned).map(ownedFile));
}

/** Of a text that is not whole, or that git merged with marks of a conflict: each line that holds an entry. */
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

/** An item's id ends with a pointer into the file, which may hold anything. */
function isSafeId(id: string): boolean {
  return isSafePath(id) || isSafePath(id.replace(/#\/.*$/s, ''));
}

function isHashOrNothing(value: unknown): boolean {
  return value === undefined || isHash(value);
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
