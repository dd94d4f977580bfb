// @ts-check
import { extname } from 'node:path';
import { jsonValues, yamlValues } from './value-tree.mjs';

/**
 * A literal network name or key in a file.
 *
 * @typedef {object} NetworkLiteral
 * @property {number} offset offset of the value, in UTF-16 code units
 * @property {string} name name of the variable or key; the value itself is never reported
 */

const SETTING_FILES = new Set(['.env', '.ini', '.conf', '.cfg', '.properties', '.toml']);
const VALUE_KEYS = ['value', 'default', 'const'];
const NAME_KEYS = ['name', 'id', 'key'];

const MAX_NESTING = 200;

const DEFINE = /^[ \t]*#[ \t]*define[ \t]+(\w+)(?:[ \t]|\\\r?\n)+\(?"((?:\\.|[^"\\\n])*)"/gm;
// A name (optionally quoted, with an array bound or a type annotation), then = or : and a string.
const ASSIGNMENT =
  /\b([A-Za-z_][\w-]*)["'`]?\]?[ \t]*(?:\[[^\]\n]{0,20}\][ \t]*)?(?:\?|!)?(?::[ \t]*[\w<>[\]|. ]{1,40})?[=:]\s*(?:u8|[uUL]|F\()?(["'`])((?:\\.|(?!\2)[^\\\n])*)\2/g;
// All string arguments of a call that joins or opens a network: the name may be a macro while the key is a literal.
const CONNECT = /\bwi-?fi\w*\s*(?:\.|->|::)\s*(begin|softAP|addAP|beginEnterprise|config)\s*\(([^;]{0,400})/gi;
const TEXT = /"((?:\\.|[^"\\\n])*)"/g;
// `String ssid("…")`, `std::string ssid{"…"}`, `strcpy(config.ssid, "…")`.
const GIVEN = /\b([A-Za-z_][\w-]*)\)?[ \t]*[({,][ \t]*"((?:\\.|[^"\\\n])*)"/g;
// `put("ssid", "…")`.
const PAIR = /"([A-Za-z_][\w.-]*)"[ \t]*,[ \t]*"((?:\\.|[^"\\\n])*)"/g;
// `String ssid = R"(…)"`.
const RAW = /\b([A-Za-z_]\w*)[ \t]*(?:\[[^\]\n]{0,20}\][ \t]*)?[=({]\s*(?:u8|[uUL])?R"(\w{0,16})\(([^]{0,400}?)\)\2"/g;
// `<ssid>…</ssid>`, `<string name="ssid">…</string>`.
const ELEMENT = /<([A-Za-z_][\w.-]*)(?:\s[^<>]*?\b(?:name|key|id)=["']([\w.-]+)["'])?[^<>]*>([^<>]+)<\//g;
// `-DWIFI_KEY=\"…\"` in the flags of a compiler.
const FLAG = /(?:^|\s)-D[ \t]*(\w+)=(?:\\?["'])*([^\s"'\\]+)/gm;
const C_FILES = new Set(['.c', '.cc', '.cpp', '.cxx', '.h', '.hh', '.hpp', '.ino', '.pde']);
/** Names of secrets in contexts where only a network has one: in firmware, and below a network's settings. */
const SECRET = /^(password|passwd|passphrase|pass|pwd|psk)\d*$/i;
const NETWORK = /^(wi-?fi|wlan|networks?|ap|access_?points?|sta|hotspot)\d*$/i;
const SETTING = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*[=:][ \t]*([^\s"'#;][^\n#;]*)$/gm;

/**
 * Finds network credentials in a file: C and C++ defines and variables, calls that join a network, keys in
 * JSON and YAML, settings files, and assignments in any other language. Placeholders do not count.
 *
 * @param {string} file its name determines the format
 * @param {string} text
 * @returns {NetworkLiteral[]} by offset
 */
export function networkLiterals(file, text) {
  const extension = extname(file) || (/(^|[/.])env/.test(file) ? '.env' : '');
  const structured = /^\.(jsonc?|ya?ml)$/.test(extension);
  // Files that are too deeply nested or do not parse are scanned as plain text.
  const readable = structured && nesting(text) <= MAX_NESTING;
  const values = readable ? (extension.startsWith('.j') ? jsonValues(text) : yamlValues(text)) : undefined;
  const settings = SETTING_FILES.has(extension) || structured;
  const found = values
    ? values.flatMap((value) => inValue(value, false))
    : inText(text, settings, C_FILES.has(extension));
  const byOffset = new Map(found.map((one) => [one.offset, one]));
  return [...byOffset.values()].sort((a, b) => a.offset - b.offset);
}

/** Nesting depth of brackets, including brackets in strings. @param {string} text */
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
 * @param {boolean} isInNetwork true if a parent key names a network
 * @returns {NetworkLiteral[]}
 */
function inValue(node, isInNetwork) {
  if (node.kind === 'list') return node.items.flatMap((item) => inValue(item, isInNetwork));
  if (node.kind === 'scalar') return inScalar(node);
  // { id: ssid, default: … } is equivalent to { ssid: … }.
  const own = node.entries.find(({ key, value }) => NAME_KEYS.includes(key) && value.kind === 'scalar')?.value;
  const named = own?.kind === 'scalar' && isNetworkName(String(own.value)) ? String(own.value) : undefined;
  return node.entries.flatMap(({ key, value }) => {
    const isSecret = isNetworkName(key) || (isInNetwork && SECRET.test(key));
    const name = isSecret ? key : VALUE_KEYS.includes(key) ? named : undefined;
    return name === undefined ? inValue(value, isInNetwork || NETWORK.test(key)) : literals(name, value);
  });
}

/** Matches `- WIFI_KEY=…`, the form of environment lists. @param {import('./value-tree.mjs').ValueNode & { kind: 'scalar' }} node */
function inScalar({ value, offset }) {
  const [, name = '', text = ''] = /^([\w.-]+)[ \t]*[=:][ \t]*(\S.*)$/.exec(String(value)) ?? [];
  return isNetworkName(name) && !isPlaceholder(text) ? [{ name, offset }] : [];
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
    return [...inValue(node, true), ...values.flatMap(({ value }) => literals(name, value))];
  }
  const { value, offset } = node;
  const literal = typeof value === 'number' || (typeof value === 'string' && !isPlaceholder(value));
  return literal ? [{ name, offset }] : [];
}

/**
 * @param {string} text
 * @param {boolean} settings true if values may be unquoted
 * @param {boolean} isFirmware
 * @returns {NetworkLiteral[]}
 */
function inText(text, settings, isFirmware) {
  const found = [];
  const isSecret = (/** @type {string} */ name) => isNetworkName(name) || (isFirmware && SECRET.test(name));
  const hit = (
    /** @type {RegExpMatchArray} */ match,
    /** @type {string | undefined} */ name,
    /** @type {string} */ value,
  ) =>
    name !== undefined && isSecret(name) && !isPlaceholder(value)
      ? found.push({ name, offset: (match.index ?? 0) + match[0].lastIndexOf(value) })
      : undefined;
  for (const match of text.matchAll(DEFINE)) hit(match, match[1], match[2] ?? '');
  for (const match of text.matchAll(ASSIGNMENT)) hit(match, match[1], match[3] ?? '');
  for (const match of text.matchAll(GIVEN)) hit(match, match[1], match[2] ?? '');
  for (const match of text.matchAll(PAIR)) hit(match, match[1], match[2] ?? '');
  for (const match of text.matchAll(RAW)) hit(match, match[1], match[3] ?? '');
  for (const match of text.matchAll(ELEMENT)) {
    for (const name of [match[1], match[2]]) hit(match, name, (match[3] ?? '').trim());
  }
  for (const match of text.matchAll(FLAG)) hit(match, match[1], match[2] ?? '');
  for (const match of text.matchAll(CONNECT)) {
    const [whole, name = '', given = ''] = match;
    for (const { 1: value = '', index } of given.slice(0, endOfCall(given)).matchAll(TEXT)) {
      if (!isPlaceholder(value)) found.push({ name, offset: match.index + whole.length - given.length + index + 1 });
    }
  }
  if (settings) for (const match of text.matchAll(SETTING)) hit(match, match[1], (match[2] ?? '').trim());
  return found;
}

/** Offset at which the arguments of a call end. @param {string} given the text after the opening bracket */
function endOfCall(given) {
  let depth = 1;
  for (const [at, character] of [...given].entries()) {
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
    if (depth === 0) return at;
  }
  return given.length;
}

/**
 * True for names of network credentials: names with the word ssid, psk or passphrase in any case style, or with a network
 * word followed by a secret word, such as `wifiPassword`. `classId` and `upskill` do not match.
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
    /^[*x.…]+$/i.test(value) ||
    /^(<.*>|\$\{?\w.*|\{\{.*|%\w+%|@\w+@)$/.test(value) ||
    /^(your|example|change|insert|enter)[ _-]?(me|wi-?fi|network|ssid|psk|key|pass\w*)?\b/i.test(value)
  );
}
