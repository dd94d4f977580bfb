import { sha256 } from '../../../state/hash';
import { HEAD, type CompiledEntry, type GeneratedEntry, type Manifest } from './manifest';

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

/**
 * The entries of some patterns, and those of files made from the whole library, without reading all others: a manifest
 * has one line per entry. To be used on a manifest that is known to be whole. Undefined where a spec is no input of it.
 */
export function sliceManifest(text: string, specs: readonly string[]): ManifestSlice | undefined {
  const inputs: [string, string][] = [];
  const files: [string, GeneratedEntry][] = [];
  for (const spec of specs) {
    const line = lineOf(text, 'inputs', spec);
    if (!line) return undefined;
    inputs.push(entryIn(text, line));
  }
  for (const pattern of [...specs, null]) {
    const made = linesWith(text, `"pattern":${JSON.stringify(pattern)},`);
    files.push(...made.map((one) => entryIn<GeneratedEntry>(text, one)));
  }
  const compiled = files.flatMap(([source]) =>
    linesWith(text, `{"source":${JSON.stringify(source)},`).map((one) => entryIn<CompiledEntry>(text, one)),
  );
  return {
    inputs: Object.fromEntries(inputs),
    files: Object.fromEntries(files),
    compiled: Object.fromEntries(compiled),
  };
}

/** The hashes of all inputs. To be used on a manifest that is known to be whole, and of a run that had inputs. */
export function manifestInputs(text: string): Readonly<Record<string, string>> {
  const head = '\n  "inputs": ';
  const begin = text.indexOf(head) + head.length;
  // A line end in a name is escaped: this is the end of the section.
  return JSON.parse(text.slice(begin, text.indexOf('\n  }', begin) + 4)) as Record<string, string>;
}

/** The text of the manifest with other values for entries that it has; the keys are those of a slice of it. */
export function patchManifest(text: string, changes: ManifestSlice): string {
  const pieces: { line: Line; text: string }[] = [];
  for (const section of ['inputs', 'files', 'compiled'] as const) {
    for (const [key, value] of Object.entries(changes[section])) {
      const line = lineOf(text, section, key);
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

/** The line of an entry, without the comma and the line end behind it. */
function lineOf(text: string, section: keyof Manifest, key: string): Line | undefined {
  const begin = text.indexOf(`\n  "${section}": {`);
  const start = text.indexOf(`\n    ${JSON.stringify(key)}: `, begin) + 1;
  const next = text.indexOf('\n  }', begin);
  return begin < 0 || start === 0 || start > next ? undefined : { start, end: endOf(text, start) };
}

/** In JSON, a quote inside a text is escaped: what is looked for can be found in no text. */
function linesWith(text: string, needle: string): Line[] {
  const lines: Line[] = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    const start = text.lastIndexOf('\n', at) + 1;
    lines.push({ start, end: endOf(text, start) });
  }
  return lines;
}

function endOf(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return text[end - 1] === ',' ? end - 1 : end;
}

/** Of one line. Not by assignment: a file may be called `__proto__`. */
function entryIn<T = string>(text: string, { start, end }: Line): [string, T] {
  return Object.entries(JSON.parse(`{${text.slice(start, end)}}`) as Record<string, T>)[0]!;
}
