// @ts-check
import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, extname, join, resolve } from 'node:path';
import { findNodeAtLocation, parse as parseJsonc, parseTree, printParseErrorCode } from 'jsonc-parser';
import { LineCounter, isNode, parseDocument } from 'yaml';

/**
 * The reason for refusing a spec. `code` is `too-large`, `encoding`, `syntax`, `too-deep`, `forbidden-key`, `schema-` and
 * the schema's keyword, or a code of the pattern language. Syntax errors have an `offset` in the text; all others have a
 * JSON `pointer`.
 *
 * @typedef {{ code: string, pointer: string, message: string, hint?: string, offset?: number }} Refusal
 * @typedef {NonNullable<ReturnType<typeof import('../../language/pattern.js').readPattern>['pattern']>} Pattern
 *
 * @typedef {object} ReadSpec
 * @property {any} spec the parsed value; undefined if refused
 * @property {Pattern | undefined} pattern the checked pattern
 * @property {Refusal[]} refusals
 * @property {(refusal: Pick<Refusal, 'pointer' | 'offset'>) => string} locate formats the place as
 *   `file:line:column`; falls back to the nearest parent
 */

const MAX_BYTES = 64 * 1024;
const MAX_DEPTH = 64;
const FORBIDDEN_KEYS = ['__proto__', 'constructor', 'prototype'];

/**
 * Creates a reader for untrusted specs, which checks bytes, text, value, schema and graph. Problems are returned as
 * refusals; an exception means a bug in the language.
 *
 * @param {string} language folder of the language, absolute or from the current folder
 * @returns {(file: string, bytes: Buffer) => ReadSpec}
 */
export function specReader(language) {
  const folder = resolve(language);
  const load = createRequire(join(folder, 'prepare.js'));
  /** @type {{ default: (spec: unknown, file: { path: string, name: string }) => Pattern }} */
  const { default: prepare } = load('./prepare.js');
  const { SpecError } = load('./problem.js');
  const schema = JSON.parse(readFileSync(join(folder, 'pattern.schema.json'), 'utf8'));
  const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);

  return (file, bytes) => {
    const locate = locator(file, bytes);
    const refused = (/** @type {Refusal[]} */ refusals) => ({ spec: undefined, pattern: undefined, refusals, locate });
    const parsed = parse(file, bytes);
    if ('refusal' in parsed) return refused([parsed.refusal]);
    const shape = badShape(parsed.value, '', 1);
    if (shape) return refused([shape]);
    if (!validate(parsed.value)) {
      return refused(
        (validate.errors ?? []).map(({ keyword, instancePath, message = '' }) => {
          return { code: `schema-${keyword}`, pointer: instancePath, message };
        }),
      );
    }
    try {
      const pattern = prepare(parsed.value, { path: file, name: basename(file, extname(file)) });
      return { spec: parsed.value, pattern, refusals: [], locate };
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      return refused(/** @type {{ problems: Refusal[] }} */ (error).problems);
    }
  };
}

/**
 * Maps refusals of a file to source locations.
 *
 * @param {string} file
 * @param {Buffer} bytes
 * @returns {ReadSpec['locate']}
 */
export function locator(file, bytes) {
  return ({ pointer, offset }) => {
    const text = bytes.toString('utf8');
    const lines = new LineCounter();
    const offsetOf = isYaml(file) ? yamlOffsets(text, lines) : jsonOffsets(text, lines);
    const path = pointer
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    let found = offset ?? offsetOf(path);
    while (found === undefined && path.pop() !== undefined) found = offsetOf(path);
    if (found === undefined) return file;
    const { line, col } = lines.linePos(found);
    return `${file}:${line}:${col}`;
  };
}

/** @typedef {(path: string[]) => number | undefined} OffsetOf */

/** @param {string} text @param {LineCounter} lines @returns {OffsetOf} */
function yamlOffsets(text, lines) {
  const document = parseDocument(text, { lineCounter: lines });
  return (path) => {
    const node = document.getIn(path, true);
    return isNode(node) ? node.range?.[0] : undefined;
  };
}

/** @param {string} text @param {LineCounter} lines @returns {OffsetOf} */
function jsonOffsets(text, lines) {
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  const tree = parseTree(text);
  return (path) => {
    const steps = path.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    return tree && findNodeAtLocation(tree, steps)?.offset;
  };
}

/** @param {string} file */
function isYaml(file) {
  return /\.ya?ml$/.test(file);
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
  if (isYaml(file)) {
    const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true });
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) return refuse('syntax', problem.message, problem.pos[0]);
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
  if (first) return refuse('syntax', printParseErrorCode(first.error), first.offset);
  return { value: withOwnKeys(text) };
}

/** Unlike the parser of jsonc-parser, JSON.parse keeps `__proto__` as an own key, so it can be refused. @param {string} text */
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

/** @param {string} code @param {string} message @param {number} [offset] */
function refuse(code, message, offset) {
  return { refusal: { code, pointer: '', message, ...(offset === undefined ? {} : { offset }) } };
}
