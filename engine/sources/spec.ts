import { isUtf8 } from 'node:buffer';
import type { ParseError } from 'jsonc-parser';
import type { YAMLError } from 'yaml';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { SourceText } from '../../diagnostics/source-text';
import { aliasPlace, badKey, escapePointer, firstLineLength, locateInJson, locateInYaml } from './spec-places';

/** A spec as data, with the means to find the place of any part of it in the text. */
export interface Spec {
  readonly path: string;
  readonly data: unknown;
  /** Place fields for a JSON Pointer (`/nodes/3/type`): of the value, or of its key; the nearest part that exists. */
  locate(pointer: string, part?: 'value' | 'key'): ReturnType<SourceText['at']>;
}

/** Keys that reach into JavaScript's own objects: no spec has a use for them. */
const FORBIDDEN_KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype'];
const MAX_DEPTH = 200;

/** Parses JSON (comments allowed) or YAML by the file's extension. Specs are data: nothing in them runs. */
export function parseSpec(path: string, bytes: Buffer): Spec | Diagnostic[] {
  if (!isUtf8(bytes)) return [problem(path, 'spec-encoding', 'the file is not valid UTF-8', 'save it as UTF-8')];
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const source = new SourceText(path, text);
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    const rest = { severity: 'error', code: 'spec-encoding', message: 'the file holds a NUL character' } as const;
    return [{ ...rest, ...source.at(nul), hint: 'remove it' }];
  }
  try {
    const spec = /\.ya?ml$/i.test(path) ? parseYaml(source) : parseJson(source);
    if (Array.isArray(spec)) return spec;
    const bad = checkShape(spec, source);
    return bad ? [bad] : spec;
  } catch (error) {
    // The parsers call themselves once a level.
    if (error instanceof RangeError) return [tooDeep(source)];
    throw error;
  }
}

function parseJson(source: SourceText): Spec | Diagnostic[] {
  const lazyLocate: Spec['locate'] = (pointer, part) => locateInJson(source, pointer, part);
  try {
    return { path: source.file, data: JSON.parse(source.text), locate: lazyLocate };
  } catch {
    // Comments and trailing commas are fine; anything else gets its place from a parser that knows places.
  }
  const { parse, printParseErrorCode, visit } = require('jsonc-parser') as typeof import('jsonc-parser');
  const errors: ParseError[] = [];
  const data: unknown = parse(source.text, errors, { allowTrailingComma: true });
  // What follows the first error mostly follows from it.
  const first = errors[0];
  if (first) {
    const message = `JSON syntax: ${words(printParseErrorCode(first.error))}`;
    return [{ severity: 'error', code: 'spec-syntax', message, ...source.at(first.offset, Math.max(1, first.length)) }];
  }
  // Assigned to an object, such a key makes no property that `checkShape` could see.
  const forbidden: Diagnostic[] = [];
  const onObjectProperty = (name: string, offset: number, length: number): void => {
    if (FORBIDDEN_KEYS.includes(name)) forbidden.push(forbiddenKey(name, source.at(offset, length)));
  };
  visit(source.text, { onObjectProperty }, { allowTrailingComma: true });
  if (forbidden.length > 0) return forbidden.slice(0, 1);
  return { path: source.file, data, locate: lazyLocate };
}

function parseYaml(source: SourceText): Spec | Diagnostic[] {
  const { parseDocument } = require('yaml') as typeof import('yaml');
  const document = parseDocument(source.text, { version: '1.2', prettyErrors: false, uniqueKeys: false });
  const errors = [...document.errors, ...document.warnings];
  if (errors.some(({ message }) => message.includes('call stack'))) return [tooDeep(source)];
  if (errors.length > 0) return errors.slice(0, 5).map((error) => yamlProblem(error, source));
  const key = badKey(document);
  if (key) {
    const message = `YAML syntax: ${key.message}`;
    return [{ severity: 'error', code: 'spec-syntax', message, ...source.at(key.offset) }];
  }
  try {
    const data: unknown = document.toJS({ maxAliasCount: 100 });
    return { path: source.file, data, locate: (pointer, part) => locateInYaml(source, document, pointer, part) };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const { message } = error as Error;
    const place = aliasPlace(source, document) ?? { file: source.file };
    return [
      { severity: 'error', code: 'spec-syntax', message: `YAML: ${message}`, ...place, hint: 'write the values out' },
    ];
  }
}

function yamlProblem(error: YAMLError, source: SourceText): Diagnostic {
  const message =
    error.code === 'MULTIPLE_DOCS' ? 'a spec is one document' : error.message.replace(/\s+at line \d+.*$/s, '');
  const [start, end] = error.pos;
  const place = source.at(start, firstLineLength(source.text, start, end - start));
  return { severity: 'error', code: 'spec-syntax', message: `YAML syntax: ${message}`, ...place };
}

function checkShape(spec: Spec, source: SourceText): Diagnostic | undefined {
  const found = forbiddenPart(spec.data, 1);
  if (!found) return undefined;
  if (found === 'depth') return tooDeep(source);
  const pointer = found.map((key) => `/${escapePointer(key)}`).join('');
  return forbiddenKey(found.at(-1) ?? '', spec.locate(pointer, 'key'));
}

/** The keys that lead to the first forbidden one, or that it goes too deep; most specs have neither. */
function forbiddenPart(value: unknown, depth: number): string[] | 'depth' | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (depth > MAX_DEPTH) return 'depth';
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const found = forbiddenPart(value[index], depth + 1);
      if (found) return found === 'depth' ? found : [String(index), ...found];
    }
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (FORBIDDEN_KEYS.includes(key)) return [key];
    const found = forbiddenPart((value as Record<string, unknown>)[key], depth + 1);
    if (found) return found === 'depth' ? found : [key, ...found];
  }
  return undefined;
}

function tooDeep(source: SourceText): Diagnostic {
  const message = `the spec is nested more than ${MAX_DEPTH} levels deep`;
  return { severity: 'error', code: 'spec-depth', message, ...source.at(0), hint: 'flatten it' };
}

function forbiddenKey(key: string, place: ReturnType<SourceText['at']>): Diagnostic {
  return {
    severity: 'error',
    code: 'spec-key',
    message: `"${key}" is not allowed as a key`,
    ...place,
    hint: "choose another name: this one reaches into JavaScript's own objects",
  };
}

/** `PropertyNameExpected` as `property name expected`. */
export function words(name: string): string {
  return name.replace(/(?<=[a-z])([A-Z])/g, ' $1').toLowerCase();
}

function problem(file: string, code: string, message: string, hint: string): Diagnostic {
  return { severity: 'error', code, message, file, hint };
}
