// @ts-check
import { parser } from '@lezer/cpp';

/** @typedef {{ rule: string, offset: number, message: string }} Hit a finding at a place in the text */

const NAMES = new Map([
  ...rule('heap-allocation', 'takes memory from the heap', [
    ...['malloc', 'calloc', 'realloc', 'free', 'aligned_alloc', 'strdup', 'push_back', 'emplace_back', 'resize'],
    ...['make_unique', 'make_shared', 'unique_ptr', 'shared_ptr', 'vector', 'string', 'map', 'list', 'deque'],
    ...['unordered_map', 'set', 'unordered_set', 'function', 'stringstream', 'to_string'],
  ]),
  ...rule('buffer-zeroed', 'wipes a whole buffer without a look at what it is', ['memset', 'bzero', 'ZeroMemory']),
  ...rule('outside-world', 'reaches beyond the frame', [
    ...['system', 'popen', 'fork', 'exec', 'getenv', 'fopen', 'open', 'socket', 'printf', 'puts', 'cout', 'cerr'],
    ...['exit', 'abort', 'sleep', 'delay', 'ifstream', 'ofstream', 'fstream'],
  ]),
  ...rule('not-repeatable', 'gives another picture each time', [
    ...['rand', 'srand', 'random_device', 'mt19937', 'time', 'clock', 'now', 'esp_random', 'millis', 'micros'],
  ]),
]);

/** @type {Record<string, [rule: string, message: string]>} */
const NODES = {
  NewExpression: ['heap-allocation', 'takes memory from the heap'],
  DeleteExpression: ['heap-allocation', 'gives memory back to the heap'],
  ThrowStatement: ['control-flow', 'throws: nobody catches it in a frame'],
  TryStatement: ['control-flow', 'catches: nothing is thrown in a frame'],
  GotoStatement: ['control-flow', 'jumps'],
  LambdaExpression: ['heap-allocation', 'makes a function in each frame'],
};
const ENDLESS = /^(while\s*\(\s*(true|1)\s*\)|for\s*\([^;]*;\s*;|do\b[^]*while\s*\(\s*(true|1)\s*\)\s*;$)/;
const IDENTIFIERS = new Set(['Identifier', 'FieldIdentifier', 'TypeIdentifier', 'ScopedTypeIdentifier']);

/**
 * What generated C++ must not do. Reads its syntax, so that a word in a comment or a text is no finding.
 *
 * @param {string} text
 * @returns {{ hits: Hit[], errors: number[] }} `errors`: offsets that the parser does not understand
 */
export function auditCpp(text) {
  /** @type {Hit[]} */
  const hits = [];
  /** @type {number[]} */
  const errors = [];
  parser.parse(text).iterate({
    enter(node) {
      if (node.type.isError) {
        // The grammar knows no comma at the end of a list, which C++ has since 2003.
        const trailing = /,\s*$/.test(text.slice(0, node.from)) && /^\s*\}/.test(text.slice(node.to));
        if (!trailing) errors.push(node.from);
        return;
      }
      const known = NODES[node.name];
      if (known) hits.push({ rule: known[0], offset: node.from, message: known[1] });
      if (IDENTIFIERS.has(node.name) && isUse(node.node)) {
        const name = text.slice(node.from, node.to);
        const found = NAMES.get(name);
        if (found) hits.push({ rule: found.rule, offset: node.from, message: `"${name}" ${found.message}` });
      }
      const own = text.slice(node.from, node.to);
      if (/^(While|Do|For)Statement$/.test(node.name) && ENDLESS.test(own)) {
        hits.push({ rule: 'control-flow', offset: node.from, message: 'loops without an end that can be seen' });
      }
      if (/^(Assignment|Call)Expression$/.test(node.name) && wipes(own)) {
        const message = 'wipes what is remembered: a trail fades, it is never set to 0';
        hits.push({ rule: 'buffer-zeroed', offset: node.from, message });
      }
    },
  });
  return { hits, errors };
}

/** A name that is called, or that names a type; a variable may be called what it likes. @param {import('@lezer/common').SyntaxNode} node */
function isUse(node) {
  let top = node;
  while (top.parent && /^(ScopedIdentifier|ScopedTypeIdentifier|FieldExpression|Template\w+)$/.test(top.parent.name)) {
    if (top.parent.name === 'FieldExpression' && top.from === top.parent.from && top.to !== top.parent.to) return false;
    if (top.parent.name === 'TemplateArgumentList') break;
    top = top.parent;
  }
  if (top.parent?.name === 'CallExpression') return top.from === top.parent.from;
  const inScope = node.parent?.name.startsWith('Scoped') ?? false;
  return inScope || node.name !== 'Identifier' ? node.name !== 'FieldIdentifier' : false;
}

/** `state.trail.cells[i] = 0`, `state = State{}`, `std::fill(state.trail.cells, …)`. @param {string} assignment */
function wipes(assignment) {
  if (/^(std::)?fill(_n)?\((state\b|kept\b|cells\b|trail)/.test(assignment)) return true;
  const zero = /^state\.[\w.]+\[[^\]]*\]\s*=\s*(static_cast<\w+>\()?\s*-?0*\.?0+f?\s*\)?$/;
  return zero.test(assignment) || /^state(\.\w+)?\s*=\s*(State\s*)?\{/.test(assignment);
}

/** @param {string} name @param {string} message @param {string[]} words @returns {[string, { rule: string, message: string }][]} */
function rule(name, message, words) {
  return words.map((word) => [word, { rule: name, message }]);
}
