// @ts-check
import { extname } from 'node:path';
import { jsonValues, yamlValues } from './value-tree.mjs';

/**
 * A network name or key that is written out in a file.
 *
 * @typedef {object} NetworkLiteral
 * @property {number} offset of the value, in UTF-16 units
 * @property {string} name what it is assigned to; the value itself is never repeated
 */

const SETTING_FILES = new Set(['.env', '.ini', '.conf', '.cfg', '.properties', '.toml']);
const VALUE_KEYS = ['value', 'default', 'const'];
const NAME_KEYS = ['name', 'id', 'key'];

const MAX_NESTING = 200;

const DEFINE = /^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+\(?"((?:\\.|[^"\\\n])*)"/gm;
// A name, perhaps in quotes or with an array bound or a type behind it, then = or : and a string.
const ASSIGNMENT =
  /\b([A-Za-z_][\w-]*)["'`]?\]?[ \t]*(?:\[[^\]\n]{0,20}\][ \t]*)?(?:\?|!)?(?::[ \t]*[\w<>[\]|. ]{1,40})?[=:][ \t\n]*(["'`])((?:\\.|(?!\2)[^\\\n])*)\2/g;
const CONNECT = /\bwi-?fi\w*\s*(?:\.|->|::)\s*(begin|softAP|addAP)\s*\(\s*"((?:\\.|[^"\\\n])*)"/gi;
const SETTING = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*[=:][ \t]*([^\s"'#;][^\n#;]*)$/gm;

/**
 * Finds network credentials in a file: C and C++ defines and variables, calls that join a network, keys in
 * JSON and YAML, settings files, and assignments in any other language. Placeholders do not count.
 *
 * @param {string} file its name tells the format
 * @param {string} text
 * @returns {NetworkLiteral[]} by offset
 */
export function networkLiterals(file, text) {
  const extension = extname(file) || (/(^|[/.])env/.test(file) ? '.env' : '');
  const structured = /^\.(jsonc?|ya?ml)$/.test(extension);
  // What no parser should be asked to follow, or cannot read, is still looked through line by line.
  const readable = structured && nesting(text) <= MAX_NESTING;
  const values = readable ? (extension.startsWith('.j') ? jsonValues(text) : yamlValues(text)) : undefined;
  const settings = SETTING_FILES.has(extension) || structured;
  const found = values ? values.flatMap((value) => inValue(value)) : inText(text, settings);
  const byOffset = new Map(found.map((one) => [one.offset, one]));
  return [...byOffset.values()].sort((a, b) => a.offset - b.offset);
}

/** How deep brackets are nested, those in texts included. @param {string} text */
function nesting(text) {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth--;
  }
  return deepest;
}

/**
 * @param {import('./value-tree.mjs').ValueNode} node
 * @returns {NetworkLiteral[]}
 */
function inValue(node) {
  if (node.kind === 'list') return node.items.flatMap((item) => inValue(item));
  if (node.kind === 'scalar') return [];
  // { id: ssid, default: … } says the same as { ssid: … }.
  const own = node.entries.find(({ key, value }) => NAME_KEYS.includes(key) && value.kind === 'scalar')?.value;
  const named = own?.kind === 'scalar' && isNetworkName(String(own.value)) ? String(own.value) : undefined;
  return node.entries.flatMap(({ key, value }) => {
    const name = isNetworkName(key) ? key : VALUE_KEYS.includes(key) ? named : undefined;
    return name === undefined ? inValue(value) : literals(name, value);
  });
}

/**
 * @param {string} name
 * @param {import('./value-tree.mjs').ValueNode} node
 * @returns {NetworkLiteral[]}
 */
function literals(name, node) {
  if (node.kind === 'list') return node.items.flatMap((item) => literals(name, item));
  if (node.kind === 'object') {
    const values = node.entries.filter(({ key }) => VALUE_KEYS.includes(key));
    return [...inValue(node), ...values.flatMap(({ value }) => literals(name, value))];
  }
  const { value, offset } = node;
  const literal = typeof value === 'number' || (typeof value === 'string' && !isPlaceholder(value));
  return literal ? [{ name, offset }] : [];
}

/**
 * @param {string} text
 * @param {boolean} settings whether values may stand without quotes
 * @returns {NetworkLiteral[]}
 */
function inText(text, settings) {
  const found = [];
  for (const match of text.matchAll(DEFINE)) found.push(hit(match, match[1], match[2]));
  for (const match of text.matchAll(ASSIGNMENT)) found.push(hit(match, match[1], match[3]));
  for (const match of text.matchAll(CONNECT)) found.push(hit(match, 'ssid', match[2], match[1]));
  if (settings) for (const match of text.matchAll(SETTING)) found.push(hit(match, match[1], match[2].trim()));
  return found.filter((one) => one !== undefined);
}

/**
 * @param {RegExpMatchArray} match
 * @param {string} name
 * @param {string} value
 * @param {string} [shown] what to call it
 * @returns {NetworkLiteral | undefined}
 */
function hit(match, name, value, shown = name) {
  if (!isNetworkName(name) || isPlaceholder(value)) return undefined;
  return { name: shown, offset: (match.index ?? 0) + match[0].lastIndexOf(value) };
}

/**
 * Whether a name says that its value lets one into a network: its words, in any spelling, hold ssid, psk or
 * passphrase, or join a kind of network with a kind of secret. `classId` and `upskill` do not.
 *
 * @param {string} name
 */
export function isNetworkName(name) {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return (
    words.some((word) => /^(b?ssid|psk|passphrase)\d*$/.test(word)) ||
    /(wifi|wlan|wpa\d?|hotspot|softap)[a-z\d]*(ssid|psk|pass|password|passwd|passphrase|pwd|key|secret)\d*$/.test(
      words.join(''),
    )
  );
}

/** @param {string} value */
function isPlaceholder(value) {
  return (
    value.trim() === '' ||
    /^[*x.]+$/i.test(value) ||
    /^(<.*>|\$\{?\w.*|\{\{.*|%\w+%|@\w+@)$/.test(value) ||
    /^(your|example|change|insert|enter)[ _-]?(me|wi-?fi|network|ssid|psk|key|pass\w*)?\b/i.test(value)
  );
}
