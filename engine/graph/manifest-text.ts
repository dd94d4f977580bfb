import { compareText } from '../../diagnostics/diagnostic';
import { sha256 } from '../../state/hash';
import { HEAD, type Manifest } from './manifest';

/** The sections of a manifest, in their order. */
const SECTIONS = ['tools', 'inputs', 'patterns', 'files', 'skipped', 'compiled'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** What becomes of entries: their new values, `undefined` for those that go. */
export type SectionChanges = ReadonlyMap<string, unknown>;
export type ManifestChanges = Readonly<Partial<Record<SectionName, SectionChanges>>>;

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The text of a manifest that is known to be whole. A manifest has one line per entry, so that the entries that a
 * change reaches are found by searching the text, and replaced in it: what belongs to others is never parsed.
 */
export class ManifestText {
  private readonly sections = new Map<SectionName, Span>();

  constructor(readonly text: string) {}

  /** The entry under a key; undefined where the section has none. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- The reader knows its section's entries.
  entry<T>(name: SectionName, key: string): T | undefined {
    const span = this.find(name, key);
    return span && entryIn<T>(this.text, span)[1];
  }

  /** The entries whose line holds a text. In JSON a quote inside a string is escaped, so the text can hold quotes. */
  entriesWith<T>(name: SectionName, needle: string): [string, T][] {
    const { text } = this;
    const { start: begin, end } = this.section(name);
    const found: [string, T][] = [];
    for (let at = text.indexOf(needle, begin); at >= 0 && at < end;) {
      const span = lineAt(text, text.lastIndexOf('\n', at) + 1);
      found.push(entryIn<T>(text, span));
      at = text.indexOf(needle, span.end);
    }
    return found;
  }

  /** Whether a section's text holds another. */
  holds(name: SectionName, needle: string): boolean {
    const { start, end } = this.section(name);
    return this.text.slice(start, end).includes(needle);
  }

  /** A whole section. */
  all<T>(name: SectionName): Record<string, T> {
    const { start, end } = this.section(name);
    return JSON.parse(`{${this.text.slice(start, end)}}`) as Record<string, T>;
  }

  /** The same manifest with some entries changed, added or removed. Gives what serializing all of it would give. */
  patched(changes: ManifestChanges): string {
    const { text } = this;
    const head = HEAD.exec(text)?.[0] ?? '';
    let body = '';
    let at = head.length;
    for (const name of SECTIONS) {
      const changed = changes[name];
      if (!changed || changed.size === 0) continue;
      const { start, end } = this.section(name);
      body += text.slice(at, start) + (this.replaced(name, changed) ?? this.rebuilt(name, changed));
      at = end;
    }
    body += text.slice(at);
    return head.replace(/(?<="checksum": ")[0-9a-f]{64}/, sha256(body)) + body;
  }

  /** From the line end before the first line to that behind the last one; without length where there is none. */
  private section(name: SectionName): Span {
    let found = this.sections.get(name);
    if (!found) {
      // Behind the section before it: a name in that one may look like anything.
      const index = SECTIONS.indexOf(name);
      const before = index === 0 ? 0 : this.section(SECTIONS[index - 1]!).end;
      const head = this.text.indexOf(`\n  "${name}": {`, before);
      const start = this.text.indexOf('{', head) + 1;
      // A line end in a name is escaped: this is the end of the section.
      const end = this.text[start] === '}' ? start : this.text.indexOf('\n  }', start) + 3;
      this.sections.set(name, (found = { start, end }));
    }
    return found;
  }

  /** The line of an entry, without the comma and the line end behind it. */
  private find(name: SectionName, key: string): Span | undefined {
    const { start: begin, end } = this.section(name);
    const at = this.text.indexOf(`\n    ${JSON.stringify(key)}: `, begin);
    return at < 0 || at >= end ? undefined : lineAt(this.text, at + 1);
  }

  /** The section where entries only get other values; undefined where one comes or goes. */
  private replaced(name: SectionName, changes: SectionChanges): string | undefined {
    const pieces: { span: Span; line: string }[] = [];
    for (const [key, value] of changes) {
      const span = value === undefined ? undefined : this.find(name, key);
      if (!span) return undefined;
      pieces.push({ span, line: lineOf(key, value) });
    }
    pieces.sort((a, b) => a.span.start - b.span.start);
    const { start, end } = this.section(name);
    let result = '';
    let at = start;
    for (const { span, line } of pieces) {
      result += this.text.slice(at, span.start) + line;
      at = span.end;
    }
    return result + this.text.slice(at, end);
  }

  private rebuilt(name: SectionName, changes: SectionChanges): string {
    const { start, end } = this.section(name);
    const lines = new Map<string, string>();
    for (const line of this.text.slice(start, end).split('\n')) {
      const key = KEY.exec(line)?.[1];
      if (key !== undefined) lines.set(JSON.parse(key) as string, line.endsWith(',') ? line.slice(0, -1) : line);
    }
    for (const [key, value] of changes) {
      if (value === undefined) lines.delete(key);
      else lines.set(key, lineOf(key, value));
    }
    if (lines.size === 0) return '';
    const sorted = [...lines.keys()].sort(compareText).map((key) => lines.get(key));
    return `\n${sorted.join(',\n')}\n  `;
  }
}

/** The entries that differ between two manifests, as changes of the first. */
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

function lineOf(key: string, value: unknown): string {
  return `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
}

function lineAt(text: string, start: number): Span {
  const end = text.indexOf('\n', start);
  return { start, end: text[end - 1] === ',' ? end - 1 : end };
}

/** Of one line. Not by assignment: a file may be called `__proto__`. */
function entryIn<T>(text: string, { start, end }: Span): [string, T] {
  return Object.entries(JSON.parse(`{${text.slice(start, end)}}`) as Record<string, T>)[0]!;
}
