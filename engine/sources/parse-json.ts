import type { Node as JsonNode, ParseError } from 'jsonc-parser';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { SourceText } from '../../diagnostics/source-text';
import { inexactNumber } from './exact-number';
import { shapeOf } from './json-shape';
import { indexOf, nearestPlace, setOwn, splitPointer, duplicateKey, type Place, type Step } from './spec-places';
import type { ParseOptions, Spec } from './spec';

/** Parses JSON, with or without comments and trailing commas. */
export function parseJson(source: SourceText, options: ParseOptions): Spec | Diagnostic[] {
  const fast = plainJson(source.text, options);
  const parsed = fast ?? parseWithPlaces(source, options);
  if (Array.isArray(parsed)) return parsed;
  return { path: source.file, ...parsed, locate: (pointer, part) => locateInJson(source, pointer, part) };
}

/** Matches numbers that a 64-bit float may not represent: long integers, large exponents, tiny fractions. */
const INEXACT_NUMBER = /(?:^|[[:,])\s*-?(?:\d{16}|[\d.]+e[-+]?\d{3}|0\.0{300})/i;
/** Matches every text that {@link INEXACT_NUMBER} matches, in a quarter of the time. */
const SUSPECT_DIGITS = /\d{16}|[\d.][eE][-+]?\d{3}|0{300}/;

/**
 * Parses with `JSON.parse`; undefined if that would lose something: it keeps only the last of equal keys, and rounds
 * numbers.
 */
function plainJson(text: string, { roundsNumbers: rounds }: ParseOptions): Pick<Spec, 'data' | 'shape'> | undefined {
  try {
    const data: unknown = JSON.parse(text);
    if (!rounds && SUSPECT_DIGITS.test(text) && INEXACT_NUMBER.test(text)) return undefined;
    const shape = shapeOf(data);
    const isComplete = shape.keys === mostKeysOfText(text) || shape.keys === countKeysOfText(text);
    return isComplete ? { data, shape } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * At least the number of keys in valid JSON, in a third of the time of {@link countKeysOfText}: also counts strings that
 * begin with a colon.
 */
function mostKeysOfText(text: string): number {
  if (/"\s+:/.test(text)) return Infinity;
  let count = 0;
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) count++;
  return count;
}

const [SPACE, COLON, BACKSLASH] = [32, 58, 92];

/** Counts strings followed by a colon, in valid JSON. */
function countKeysOfText(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    at = endOfString(text, at);
    while (text.charCodeAt(at) <= SPACE) at++;
    if (text.charCodeAt(at) === COLON) count++;
  }
  return count;
}

/** The offset after the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    if ((at - before) % 2 === 1) return at + 1;
  }
  return text.length;
}

/** Parses with a parser that reports places. */
function parseWithPlaces(
  source: SourceText,
  { roundsNumbers: rounds }: ParseOptions,
): { readonly data: unknown } | Diagnostic[] {
  const { printParseErrorCode, visit } = require('jsonc-parser') as typeof import('jsonc-parser');
  const errors: ParseError[] = [];
  const problems: Diagnostic[] = [];
  const open: { readonly value: object; readonly places: Map<string, number> }[] = [];
  let data: unknown;
  let key = '';
  const add = (value: unknown): void => {
    const parent = open.at(-1)?.value;
    if (Array.isArray(parent)) parent.push(value);
    else if (parent) setOwn(parent, key, value);
    else data = value;
  };
  const begin = (value: object): void => {
    add(value);
    open.push({ value, places: new Map() });
  };
  const end = (): void => void open.pop();
  visit(
    source.text,
    {
      onObjectBegin: () => begin({}),
      onObjectEnd: end,
      onArrayBegin: () => begin([]),
      onArrayEnd: end,
      onObjectProperty: (name, offset, length) => {
        key = name;
        const places = open.at(-1)?.places;
        const first = places?.get(name);
        if (first !== undefined) problems.push(duplicateKey(source, name, first, { offset, length }));
        else places?.set(name, offset);
      },
      onLiteralValue: (value: unknown, offset, length) => {
        add(value);
        if (typeof value !== 'number' || rounds) return;
        const lost = inexactNumber(source.text.slice(offset, offset + length), value);
        if (lost) problems.push({ ...lost, ...source.at(offset, length) });
      },
      onError: (error, offset, length) => errors.push({ error, offset, length }),
    },
    { allowTrailingComma: true },
  );
  // Later errors are usually consequences of the first.
  const first = errors[0];
  if (first) {
    const message = `JSON syntax: ${words(printParseErrorCode(first.error))}`;
    return [{ severity: 'error', code: 'spec-syntax', message, ...source.at(first.offset, Math.max(1, first.length)) }];
  }
  return problems.length > 0 ? problems.slice(0, 5) : { data };
}

/** The place of the value or key at a JSON Pointer, or of the nearest existing part. */
function locateInJson(source: SourceText, pointer: string, part?: 'value' | 'key'): Place {
  const { parseTree } = require('jsonc-parser') as typeof import('jsonc-parser');
  let node: JsonNode | undefined = parseTree(source.text, [], { allowTrailingComma: true });
  const steps: Step[] = [{ value: node, key: undefined }];
  for (const name of splitPointer(pointer)) {
    const property: JsonNode | undefined = node?.children?.find(
      (child) => child.type === 'property' && child.children?.[0]?.value === name,
    );
    node = node?.type === 'array' ? node.children?.[indexOf(name)] : property?.children?.[1];
    steps.push({ value: node, key: property?.children?.[0] });
  }
  return nearestPlace(source, steps, part);
}

/** Turns `PropertyNameExpected` into `property name expected`. */
function words(name: string): string {
  return name.replace(/(?<=[a-z])([A-Z])/g, ' $1').toLowerCase();
}
