// @ts-check
/** Human-readable names and descriptions of parameters and patterns, shared by all pages. */

/** Spellings of name parts that are not plain words. @type {Readonly<Record<string, string>>} */
const WRITTEN = { api: 'API', lgp: 'Light guide', wifi: 'WiFi' };

/**
 * @param {string} id with underscores
 * @returns {string} as a title
 */
export function titleOf(id) {
  const words = id.replace(/_(family|patterns)$/, '').split('_');
  return words
    .map((word) => WRITTEN[word] ?? word)
    .join(' ')
    .replace(/^./, (first) => first.toUpperCase());
}

/** @param {{ id: string, kind: string, min: number, max: number, default: number, doc: string }} parameter */
export function parameterRow({ id, kind, min, max, default: normal, doc }) {
  if (kind === 'bool') return { id, doc, range: 'on or off', default: normal >= 0.5 ? 'on' : 'off' };
  const whole = kind === 'int' ? ', whole numbers' : '';
  return { id, doc, range: `${number(min)} to ${number(max)}${whole}`, default: number(normal) };
}

/** @param {number} value */
function number(value) {
  return String(value).replace('-', '\u2212');
}

/** @param {string} text */
export function lowerFirst(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** @param {number} count @param {string} one @param {string} [many] */
export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

/** Length of the longest path to the output, in nodes. @param {{ id: string, reads: string[] }[]} nodes in evaluation order */
export function depthOf(nodes) {
  /** @type {Map<string, number>} */
  const depth = new Map();
  for (const { id, reads } of nodes) depth.set(id, 1 + Math.max(0, ...reads.map((source) => depth.get(source) ?? 0)));
  return Math.max(0, ...depth.values());
}

/** Converts a heading to a URL fragment. @param {string} text */
export function slug(text) {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}
