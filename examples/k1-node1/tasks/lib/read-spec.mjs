// @ts-check
import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, extname, join, resolve } from 'node:path';
import { parse as parseJsonc, printParseErrorCode } from 'jsonc-parser';
import { parseDocument } from 'yaml';

/**
 * Why a spec is refused. `code` is `too-large`, `encoding`, `syntax`, `too-deep`, `forbidden-key`, `schema-` and the
 * schema's keyword, or a code of the pattern language.
 *
 * @typedef {{ code: string, pointer: string, message: string }} Refusal
 */

const MAX_BYTES = 64 * 1024;
const MAX_DEPTH = 64;
const FORBIDDEN_KEYS = ['__proto__', 'constructor', 'prototype'];

/**
 * The way of an untrusted file through the pattern language: bytes, text, value, schema, graph. Nothing throws but
 * a mistake in the language itself.
 *
 * @param {string} language folder of the language, absolute or from the current folder
 * @returns {(file: string, bytes: Buffer) => { spec: any, refusals: Refusal[] }} `spec` is there without refusals only
 */
export function specReader(language) {
  const folder = resolve(language);
  const load = createRequire(join(folder, 'prepare.js'));
  /** @type {{ default: (spec: unknown, file: { path: string, name: string }) => unknown }} */
  const { default: prepare } = load('./prepare.js');
  const { SpecError } = load('./problem.js');
  const schema = JSON.parse(readFileSync(join(folder, 'pattern.schema.json'), 'utf8'));
  const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);

  return (file, bytes) => {
    const parsed = parse(file, bytes);
    if ('refusal' in parsed) return { spec: undefined, refusals: [parsed.refusal] };
    const shape = badShape(parsed.value, '', 1);
    if (shape) return { spec: undefined, refusals: [shape] };
    if (!validate(parsed.value)) {
      const refusals = (validate.errors ?? []).map(({ keyword, instancePath, message = '' }) => {
        return { code: `schema-${keyword}`, pointer: instancePath, message };
      });
      return { spec: undefined, refusals };
    }
    try {
      prepare(parsed.value, { path: file, name: basename(file, extname(file)) });
      return { spec: parsed.value, refusals: [] };
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      return { spec: undefined, refusals: /** @type {{ problems: Refusal[] }} */ (error).problems };
    }
  };
}

/**
 * @param {string} file
 * @param {Buffer} bytes
 * @returns {{ value: unknown } | { refusal: Refusal }}
 */
function parse(file, bytes) {
  if (bytes.length > MAX_BYTES) return refuse('too-large', `${bytes.length} bytes, at most ${MAX_BYTES} are read`);
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('encoding', 'the file is not UTF-8');
  }
  if (text.includes('\0')) return refuse('encoding', 'the file holds a NUL character');
  if (/\.ya?ml$/.test(file)) {
    const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true });
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) return refuse('syntax', problem.message);
    try {
      return { value: document.toJS({ maxAliasCount: 100 }) };
    } catch (error) {
      return refuse('syntax', /** @type {Error} */ (error).message);
    }
  }
  /** @type {import('jsonc-parser').ParseError[]} */
  const errors = [];
  parseJsonc(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first) return refuse('syntax', printParseErrorCode(first.error));
  return { value: withOwnKeys(text) };
}

/** JSON keeps `__proto__` as a key like any other, where it can then be seen and refused. @param {string} text */
function withOwnKeys(text) {
  try {
    return JSON.parse(text);
  } catch {
    return parseJsonc(text, [], { allowTrailingComma: true });
  }
}

/**
 * @param {unknown} value
 * @param {string} pointer
 * @param {number} depth
 * @returns {Refusal | undefined}
 */
function badShape(value, pointer, depth) {
  if (value === null || typeof value !== 'object') return undefined;
  if (depth > MAX_DEPTH) return { code: 'too-deep', pointer: '', message: `more than ${MAX_DEPTH} levels` };
  for (const key of Object.keys(value)) {
    const place = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (FORBIDDEN_KEYS.includes(key)) return { code: 'forbidden-key', pointer: place, message: `"${key}" as a key` };
    const inner = badShape(/** @type {Record<string, unknown>} */ (value)[key], place, depth + 1);
    if (inner) return inner;
  }
  return undefined;
}

/** @param {string} code @param {string} message */
function refuse(code, message) {
  return { refusal: { code, pointer: '', message } };
}
