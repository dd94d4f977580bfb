import { escapePointer, type Range, type Step } from './spec-places';

const BARE_VALUE = /[^,\]}#\r\n]*/y;
const BARE_KEY = /[^\s.=\]"']*/y;

/** The places of all parts of a valid TOML text. */
export class TomlPlaces {
  private readonly values = new Map<string, Range>();
  private readonly keys = new Map<string, Range>();
  /** Number of tables so far in each array of tables, by pointer. */
  private readonly tables = new Map<string, number>();
  private at = 0;

  constructor(private readonly text: string) {
    let table = '';
    while (this.isMore()) {
      if (text[this.at] === '[') table = this.header();
      else this.pair(table);
    }
  }

  /** The range of the value at a JSON Pointer; for a table, of its header. */
  value(pointer: string): Range | undefined {
    return this.values.get(pointer);
  }

  step(pointer: string): Step {
    return { value: this.values.get(pointer) ?? this.keys.get(pointer), key: this.keys.get(pointer) };
  }

  /** Consumes `[a.b]` or `[[a.b]]`; returns the pointer of the table. */
  private header(): string {
    const start = this.at;
    const isList = this.text.startsWith('[[', start);
    this.at += isList ? 2 : 1;
    const names = this.dotted(']');
    this.at += isList ? 2 : 1;
    const range = { offset: start, length: this.at - start };
    let pointer = this.pointerTo('', names, !isList);
    if (isList) {
      const count = this.tables.get(pointer) ?? 0;
      if (count === 0) this.values.set(pointer, range);
      this.tables.set(pointer, count + 1);
      pointer += `/${count}`;
    }
    this.values.set(pointer, range);
    return pointer;
  }

  /** Consumes `a.b = value`. */
  private pair(table: string): void {
    const pointer = this.pointerTo(table, this.dotted('='), false);
    this.at++;
    this.scan(pointer);
  }

  /** Consumes a value. */
  private scan(pointer: string): void {
    this.skip();
    const start = this.at;
    const first = this.text[start];
    if (first === '[') this.list(pointer);
    else if (first === '{') this.inline(pointer);
    else if (first === '"' || first === "'") this.string();
    else {
      this.at += Math.max(1, this.next(BARE_VALUE).trimEnd().length);
    }
    this.values.set(pointer, { offset: start, length: this.at - start });
  }

  private list(pointer: string): void {
    this.at++;
    for (let index = 0; this.isBefore(']'); index++) this.scan(`${pointer}/${index}`);
  }

  private inline(pointer: string): void {
    this.at++;
    while (this.isBefore('}')) this.pair(pointer);
  }

  /** True if another member follows; otherwise consumes the end of the array or table. */
  private isBefore(end: string): boolean {
    this.skip();
    if (this.text[this.at] === ',') this.at++;
    if (this.isMore() && this.text[this.at] !== end) return true;
    this.at++;
    return false;
  }

  /** The names of a dotted key with their ranges, up to an end character. */
  private dotted(end: string): { readonly name: string; readonly range: Range }[] {
    const names: { name: string; range: Range }[] = [];
    while (this.isMore() && this.text[this.at] !== end) {
      if (this.text[this.at] === '.') {
        this.at++;
        continue;
      }
      const start = this.at;
      if (/["']/.test(this.text[start] ?? '')) this.string();
      else this.at += Math.max(1, this.next(BARE_KEY).length);
      const range = { offset: start, length: this.at - start };
      names.push({ name: nameOf(this.text.slice(start, this.at)), range });
    }
    return names;
  }

  /** The pointer of a dotted key. An array of tables refers to its last table, except where a new one begins. */
  private pointerTo(from: string, names: ReturnType<TomlPlaces['dotted']>, intoLast: boolean): string {
    let pointer = from;
    for (const [index, { name, range }] of names.entries()) {
      pointer += `/${escapePointer(name)}`;
      if (!this.keys.has(pointer)) this.keys.set(pointer, range);
      const count = this.tables.get(pointer);
      if (count !== undefined && (intoLast || index < names.length - 1)) pointer += `/${count - 1}`;
    }
    return pointer;
  }

  /** Consumes a string of any kind. */
  private string(): void {
    const quote = this.text[this.at] ?? '';
    const triple = quote.repeat(3);
    const close = this.text.startsWith(triple, this.at) ? triple : quote;
    this.at += close.length;
    while (this.at < this.text.length && !this.text.startsWith(close, this.at)) {
      this.at += quote === '"' && this.text[this.at] === '\\' ? 2 : 1;
    }
    this.at += close.length;
    // A multi-line string may end with up to two quotes of its own.
    for (let more = 0; more < 2 && close === triple && this.text[this.at] === quote; more++) this.at++;
  }

  private next(part: RegExp): string {
    part.lastIndex = this.at;
    return part.exec(this.text)?.[0] ?? '';
  }

  /** Skips white space and comments; true if anything follows. */
  private isMore(): boolean {
    this.skip();
    return this.at < this.text.length;
  }

  private skip(): void {
    for (; this.at < this.text.length; this.at++) {
      if (this.text[this.at] === '#') while (this.at < this.text.length && this.text[this.at] !== '\n') this.at++;
      else if (!/\s/.test(this.text[this.at] ?? '')) return;
    }
  }
}

/** The name of a key from its source text. */
function nameOf(written: string): string {
  if (!/^["']/.test(written)) return written;
  const { parse } = require('smol-toml') as typeof import('smol-toml');
  return Object.keys(parse(`${written} = 0`))[0] ?? '';
}
