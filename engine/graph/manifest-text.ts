import { compareText } from '../../diagnostics/diagnostic';
import type { Manifest } from './manifest';
import { bodyOf, withHead } from './manifest-head';

/** The sections of a manifest, in their order. */
const SECTIONS = ['tools', 'inputs', 'patterns', 'files', 'skipped', 'compiled'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** New values of entries; `undefined` removes an entry. */
export type SectionChanges = ReadonlyMap<string, unknown>;
export type ManifestChanges = Readonly<Partial<Record<SectionName, SectionChanges>>>;

const LINE_END = 0x0a;
const COMMA = 0x2c;
const CLOSING_BRACE = 0x7d;

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The text of an intact manifest, in UTF-8. A manifest has one line per entry, so affected entries are found and
 * replaced by searching the text; other entries are never parsed. The text stays in bytes, because decoding it would
 * cost more than everything else.
 */
export class ManifestText {
  private readonly sections = new Map<SectionName, Span>();

  constructor(readonly bytes: Buffer) {}

  /** The entry of a key; undefined if the section has none. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- The reader knows its section's entries.
  entry<T>(name: SectionName, key: string): T | undefined {
    const span = this.find(name, key);
    return span && parseLine<T>(this.bytes, span)[1];
  }

  /** The entries whose line contains a text. Quotes inside JSON strings are escaped, so the text may contain quotes. */
  entriesWith<T>(name: SectionName, needle: string): [string, T][] {
    const { bytes } = this;
    const { start: begin, end } = this.section(name);
    const found: [string, T][] = [];
    for (let at = bytes.indexOf(needle, begin); at >= 0 && at < end;) {
      const span = lineAt(bytes, bytes.lastIndexOf(LINE_END, at) + 1);
      found.push(parseLine<T>(bytes, span));
      at = bytes.indexOf(needle, span.end);
    }
    return found;
  }

  /** True if a section contains a text. */
  holds(name: SectionName, needle: string): boolean {
    const { start, end } = this.section(name);
    return this.bytes.subarray(start, end).includes(needle);
  }

  /** Parses a whole section. */
  all<T>(name: SectionName): Record<string, T> {
    const { start, end } = this.section(name);
    return JSON.parse(`{${this.bytes.toString('utf8', start, end)}}`) as Record<string, T>;
  }

  /** The manifest with some entries changed, added or removed; byte for byte what serializing it would give. */
  patched(changes: ManifestChanges): Buffer {
    const { bytes } = this;
    const pieces: Buffer[] = [];
    let at = bytes.length - bodyOf(bytes).length;
    for (const name of SECTIONS) {
      const changed = changes[name];
      if (!changed || changed.size === 0) continue;
      const { start, end } = this.section(name);
      pieces.push(bytes.subarray(at, start), ...(this.replaced(name, changed) ?? [this.rebuilt(name, changed)]));
      at = end;
    }
    return withHead([...pieces, bytes.subarray(at)]);
  }

  /** The span from the line end before the first entry to the one after the last; empty for an empty section. */
  private section(name: SectionName): Span {
    let found = this.sections.get(name);
    if (!found) {
      // Search after the previous section: a key in it may look like anything.
      const index = SECTIONS.indexOf(name);
      const before = index === 0 ? 0 : this.section(SECTIONS[index - 1]!).end;
      const head = this.bytes.indexOf(`\n  "${name}": {`, before);
      const start = this.bytes.indexOf('{', head) + 1;
      // Line ends in keys are escaped, so this is the end of the section.
      const end = this.bytes[start] === CLOSING_BRACE ? start : this.bytes.indexOf('\n  }', start) + 3;
      this.sections.set(name, (found = { start, end }));
    }
    return found;
  }

  /** The line of an entry, without trailing comma and line end. Lines are sorted by key. */
  private find(name: SectionName, key: string): Span | undefined {
    const { bytes } = this;
    const { start, end } = this.section(name);
    let [low, high] = [start + 1, end];
    while (low < high) {
      const line = lineAt(bytes, bytes.lastIndexOf(LINE_END, ((low + high) >> 1) - 1) + 1);
      const found = keyOf(bytes.toString('utf8', line.start, line.end));
      if (found === key) return line;
      if (found !== undefined && compareText(found, key) < 0) low = bytes.indexOf(LINE_END, line.end) + 1;
      else high = line.start;
    }
    return undefined;
  }

  /** The section with replaced values; undefined if an entry is added or removed. */
  private replaced(name: SectionName, changes: SectionChanges): Buffer[] | undefined {
    const pieces: { span: Span; line: string }[] = [];
    for (const [key, value] of changes) {
      const span = value === undefined ? undefined : this.find(name, key);
      if (!span) return undefined;
      pieces.push({ span, line: lineOf(key, value) });
    }
    pieces.sort((a, b) => a.span.start - b.span.start);
    const { start, end } = this.section(name);
    const result: Buffer[] = [];
    let at = start;
    for (const { span, line } of pieces) {
      result.push(this.bytes.subarray(at, span.start), Buffer.from(line));
      at = span.end;
    }
    return [...result, this.bytes.subarray(at, end)];
  }

  private rebuilt(name: SectionName, changes: SectionChanges): Buffer {
    const { start, end } = this.section(name);
    const lines = new Map<string, string>();
    for (const line of this.bytes.toString('utf8', start, end).split('\n')) {
      const key = keyOf(line);
      if (key !== undefined) lines.set(key, line.endsWith(',') ? line.slice(0, -1) : line);
    }
    for (const [key, value] of changes) {
      if (value === undefined) lines.delete(key);
      else lines.set(key, lineOf(key, value));
    }
    if (lines.size === 0) return Buffer.alloc(0);
    const sorted = [...lines.keys()].sort(compareText).map((key) => lines.get(key));
    return Buffer.from(`\n${sorted.join(',\n')}\n  `);
  }
}

/** The changes from one manifest to another. */
export function changesBetween(before: Manifest, after: Manifest): ManifestChanges {
  const changes: Partial<Record<SectionName, Map<string, unknown>>> = {};
  for (const name of SECTIONS) {
    const [old, now] = [before[name], after[name]] as Readonly<Record<string, unknown>>[];
    const changed = new Map<string, unknown>();
    for (const key of Object.keys(old!)) if (!Object.hasOwn(now!, key)) changed.set(key, undefined);
    for (const [key, value] of Object.entries(now!)) {
      const known = Object.hasOwn(old!, key) ? old![key] : undefined;
      if (known !== value && JSON.stringify(known) !== JSON.stringify(value)) changed.set(key, value);
    }
    changes[name] = changed;
  }
  return changes;
}

const KEY = /^ {4}("(?:[^"\\]|\\.)*"): /;

/** Undefined if a line holds no entry, like the one after the last. */
function keyOf(line: string): string | undefined {
  const key = KEY.exec(line)?.[1];
  return key === undefined ? undefined : (JSON.parse(key) as string);
}

function lineOf(key: string, value: unknown): string {
  return `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
}

function lineAt(bytes: Buffer, start: number): Span {
  const end = bytes.indexOf(LINE_END, start);
  return { start, end: bytes[end - 1] === COMMA ? end - 1 : end };
}

/** Parses the entry in a line. Without assignment, because a file may be called `__proto__`. */
function parseLine<T>(bytes: Buffer, { start, end }: Span): [string, T] {
  return Object.entries(JSON.parse(`{${bytes.toString('utf8', start, end)}}`) as Record<string, T>)[0]!;
}
