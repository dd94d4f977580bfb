import type { ParseError } from 'jsonc-parser';
import type { Document } from 'yaml';
import type { Diagnostic } from '../../../diagnostics/diagnostic';
import { SourceText } from '../../../diagnostics/source-text';

/** A spec as data, with the means to find the place of any part of it in the text. */
export interface Spec {
  readonly path: string;
  readonly data: unknown;
  /** Place fields for a JSON Pointer (`/nodes/3/type`); the nearest part that exists. */
  locate(pointer: string): ReturnType<SourceText['at']>;
}

/** Keys that reach into JavaScript's own objects: no spec has a use for them. */
const FORBIDDEN_KEYS = /__proto__|"constructor"|\bconstructor\s*:|"prototype"|\bprototype\s*:/;
const MAX_DEPTH = 200;

/** Parses JSON (comments allowed) or YAML by the file's extension. Specs are data: nothing in them runs. */
export function parseSpec(path: string, bytes: Buffer): Spec | Diagnostic[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return [problem(path, 'spec-encoding', 'the file is not valid UTF-8', 'save it as UTF-8')];
  }
  const source = new SourceText(path, text);
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    const rest = { severity: 'error', code: 'spec-encoding', message: 'the file holds a NUL character' } as const;
    return [{ ...rest, ...source.at(nul), hint: 'remove it' }];
  }
  const spec = /\.ya?ml$/i.test(path) ? parseYaml(source) : parseJson(source);
  if (Array.isArray(spec)) return spec;
  const bad = checkShape(spec, text);
  return bad ? [bad] : spec;
}

function parseJson(source: SourceText): Spec | Diagnostic[] {
  const lazyLocate = (pointer: string): ReturnType<SourceText['at']> => locateJson(source, pointer);
  try {
    return { path: source.file, data: JSON.parse(source.text), locate: lazyLocate };
  } catch {
    // Comments and trailing commas are fine; anything else gets its place from a parser that knows places.
  }
  const { parse, printParseErrorCode } = require('jsonc-parser') as typeof import('jsonc-parser');
  const errors: ParseError[] = [];
  const data: unknown = parse(source.text, errors, { allowTrailingComma: true });
  if (errors.length > 0) {
    return errors.slice(0, 5).map(({ error, offset, length }) => ({
      severity: 'error' as const,
      code: 'spec-syntax',
      message: `JSON syntax: ${words(printParseErrorCode(error))}`,
      ...source.at(offset, Math.max(1, length)),
    }));
  }
  return { path: source.file, data, locate: lazyLocate };
}

function locateJson(source: SourceText, pointer: string): ReturnType<SourceText['at']> {
  const { parseTree, findNodeAtLocation } = require('jsonc-parser') as typeof import('jsonc-parser');
  const root = parseTree(source.text, [], { allowTrailingComma: true });
  if (!root) return source.at(0);
  for (let keys = splitPointer(pointer); ; keys = keys.slice(0, -1)) {
    const node = findNodeAtLocation(
      root,
      keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
    );
    const byName = node ?? findNodeAtLocation(root, keys);
    if (byName) return source.at(byName.offset, firstLineLength(source.text, byName.offset, byName.length));
    if (keys.length === 0) return source.at(0);
  }
}

function parseYaml(source: SourceText): Spec | Diagnostic[] {
  const { parseDocument } = require('yaml') as typeof import('yaml');
  const document = parseDocument(source.text, { version: '1.2', prettyErrors: false, uniqueKeys: true });
  const errors = [...document.errors, ...document.warnings];
  const first = errors[0];
  if (first) {
    return errors.slice(0, 5).map((error) => ({
      severity: 'error' as const,
      code: 'spec-syntax',
      message: `YAML syntax: ${error.message.replace(/\s+at line \d+.*$/s, '')}`,
      ...source.at(error.pos[0], firstLineLength(source.text, error.pos[0], error.pos[1] - error.pos[0])),
    }));
  }
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return [problem(source.file, 'spec-syntax', `YAML: ${(error as Error).message}`, 'write the values out')];
  }
  return { path: source.file, data, locate: (pointer) => locateYaml(source, document, pointer) };
}

function locateYaml(source: SourceText, document: Document.Parsed, pointer: string): ReturnType<SourceText['at']> {
  for (let keys = splitPointer(pointer); ; keys = keys.slice(0, -1)) {
    const path = keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    const node = (keys.length === 0 ? document.contents : document.getIn(path, true)) as
      { range?: [number, number, number] | null } | null | undefined;
    const range = node && typeof node === 'object' ? node.range : undefined;
    if (range) return source.at(range[0], firstLineLength(source.text, range[0], range[1] - range[0]));
    if (keys.length === 0) return source.at(0);
  }
}

function checkShape(spec: Spec, text: string): Diagnostic | undefined {
  const suspicious = FORBIDDEN_KEYS.test(text);
  const walk = (value: unknown, pointer: string, depth: number): Diagnostic | undefined => {
    if (value === null || typeof value !== 'object') return undefined;
    if (depth > MAX_DEPTH) {
      const message = `the spec is nested more than ${MAX_DEPTH} levels deep`;
      return { severity: 'error', code: 'spec-depth', message, ...spec.locate('') };
    }
    for (const key of Object.keys(value)) {
      if (suspicious && (key === '__proto__' || key === 'constructor' || key === 'prototype')) {
        return {
          severity: 'error',
          code: 'spec-key',
          message: `"${key}" is not allowed as a key`,
          ...spec.locate(`${pointer}/${key}`),
          hint: "choose another name: this one reaches into JavaScript's own objects",
        };
      }
      const found = walk((value as Record<string, unknown>)[key], `${pointer}/${escapePointer(key)}`, depth + 1);
      if (found) return found;
    }
    return undefined;
  };
  return walk(spec.data, '', 1);
}

export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function splitPointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function firstLineLength(text: string, offset: number, length: number): number {
  const line = text.slice(offset, offset + length).split(/[\r\n]/, 1)[0] ?? '';
  return Math.max(1, line.length);
}

/** `PropertyNameExpected` as `property name expected`. */
function words(name: string): string {
  return name.replace(/(?<=[a-z])([A-Z])/g, ' $1').toLowerCase();
}

function problem(file: string, code: string, message: string, hint: string): Diagnostic {
  return { severity: 'error', code, message, file, hint };
}
