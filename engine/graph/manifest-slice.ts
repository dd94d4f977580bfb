import { sha256 } from '../../state/hash';
import { HEAD, type CompiledEntry, type GeneratedEntry } from './manifest';

/** What a manifest says of some patterns, and of the whole library. */
export interface ManifestSlice {
  /** Of the patterns' specs alone. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, GeneratedEntry>>;
  readonly compiled: Readonly<Record<string, CompiledEntry>>;
}

interface Line {
  readonly start: number;
  readonly end: number;
}

/** A section of a manifest that has lines; a place without length where it has none. */
type SectionName = 'inputs' | 'files' | 'compiled';

/** The text of a manifest that is known to be whole. Where its sections lie is looked for once. */
export class ManifestText {
  private readonly sections = new Map<SectionName, Line>();

  constructor(readonly text: string) {}

  /** From the line end before the first line to that behind the last one. */
  section(name: SectionName): Line {
    let found = this.sections.get(name);
    if (!found) {
      // Behind the section before it: a name in that one may look like anything.
      const before = name === 'inputs' ? 0 : this.section(name === 'files' ? 'inputs' : 'files').end;
      const head = this.text.indexOf(`\n  "${name}": {`, before);
      const start = this.text.indexOf('{', head) + 1;
      // A line end in a name is escaped: this is the end of the section.
      const end = this.text[start] === '}' ? start : this.text.indexOf('\n  }', start);
      this.sections.set(name, (found = { start, end }));
    }
    return found;
  }

  /** The line of an entry, without the comma and the line end behind it. */
  line(name: SectionName, key: string): Line | undefined {
    const { start: begin, end } = this.section(name);
    const at = this.text.indexOf(`\n    ${JSON.stringify(key)}: `, begin);
    return at < 0 || at >= end ? undefined : { start: at + 1, end: endOf(this.text, at + 1) };
  }

  /** In JSON, a quote inside a text is escaped: what is looked for can be found in no text. */
  linesWith(name: SectionName, needle: string): Line[] {
    const { text } = this;
    const { start: begin, end } = this.section(name);
    const lines: Line[] = [];
    for (let at = text.indexOf(needle, begin); at >= 0 && at < end; at = text.indexOf(needle, at + 1)) {
      const start = text.lastIndexOf('\n', at) + 1;
      lines.push({ start, end: endOf(text, start) });
    }
    return lines;
  }
}

/**
 * The entries of some patterns, and those of files made from the whole library, without reading all others: a manifest
 * has one line per entry. Undefined where a spec is no input of it.
 */
export function sliceManifest(manifest: ManifestText, specs: readonly string[]): ManifestSlice | undefined {
  const { text } = manifest;
  const inputs: [string, string][] = [];
  const files: [string, GeneratedEntry][] = [];
  for (const spec of specs) {
    const line = manifest.line('inputs', spec);
    if (!line) return undefined;
    inputs.push(entryIn(text, line));
  }
  for (const pattern of [...specs, null]) {
    const made = manifest.linesWith('files', `"pattern":${JSON.stringify(pattern)},`);
    files.push(...made.map((one) => entryIn<GeneratedEntry>(text, one)));
  }
  const compiled = files.flatMap(([source]) =>
    manifest
      .linesWith('compiled', `{"source":${JSON.stringify(source)},`)
      .map((one) => entryIn<CompiledEntry>(text, one)),
  );
  return {
    inputs: Object.fromEntries(inputs),
    files: Object.fromEntries(files),
    compiled: Object.fromEntries(compiled),
  };
}

/** The hashes of all inputs. */
export function manifestInputs(manifest: ManifestText): Readonly<Record<string, string>> {
  const { start, end } = manifest.section('inputs');
  return JSON.parse(`{${manifest.text.slice(start, end)}}`) as Record<string, string>;
}

/** The text of the manifest with other values for entries that it has; the keys are those of a slice of it. */
export function patchManifest(manifest: ManifestText, changes: ManifestSlice): string {
  const { text } = manifest;
  const pieces: { line: Line; text: string }[] = [];
  for (const section of ['inputs', 'files', 'compiled'] as const) {
    for (const [key, value] of Object.entries(changes[section])) {
      const line = manifest.line(section, key);
      if (!line) throw new Error(`the manifest has no entry for ${key}`);
      pieces.push({ line, text: `    ${JSON.stringify(key)}: ${JSON.stringify(value)}` });
    }
  }
  pieces.sort((a, b) => a.line.start - b.line.start);
  const head = HEAD.exec(text)?.[0] ?? '';
  let body = '';
  let at = head.length;
  for (const piece of pieces) {
    body += text.slice(at, piece.line.start) + piece.text;
    at = piece.line.end;
  }
  body += text.slice(at);
  return head.replace(/(?<="checksum": ")[0-9a-f]{64}/, sha256(body)) + body;
}

function endOf(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return text[end - 1] === ',' ? end - 1 : end;
}

/** Of one line. Not by assignment: a file may be called `__proto__`. */
function entryIn<T = string>(text: string, { start, end }: Line): [string, T] {
  return Object.entries(JSON.parse(`{${text.slice(start, end)}}`) as Record<string, T>)[0]!;
}
