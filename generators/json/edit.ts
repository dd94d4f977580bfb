import { applyEdits, createScanner, findNodeAtLocation, getNodeValue, parseTree, type Edit } from 'jsonc-parser';
import { layOutJson, styleOf } from './layout';

export type JsonPath = readonly (string | number)[];

/**
 * Appends a property to an object, or an entry to a list. Every comment stays at its line, unlike with
 * jsonc-parser's own insertion, which puts new text between a value and the comment after it.
 *
 * The text must be valid, and the path must lead to an object (with a key) or a list (without one).
 */
export function append(text: string, path: JsonPath, value: unknown, key?: string): string {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const node = root && findNodeAtLocation(root, [...path]);
  if (node?.type !== (key === undefined ? 'array' : 'object')) {
    throw new Error(`nothing to append to at ${path.join('.')}`);
  }
  const style = styleOf(text);
  const base = indentationAt(text, node.offset);
  const inner = base + style.indent;
  const start = key === undefined ? inner : `${inner}${JSON.stringify(key)}: `;
  const end = node.offset + node.length - 1;
  const last = node.children?.at(-1);
  const inside = text.slice(node.offset + 1, end);
  if (key === undefined && last && !/[\n]|\/[/*]/.test(inside)) {
    return set(text, path, [...(getNodeValue(node) as unknown[]), value]);
  }
  const tail = tailOf(text, last ? last.offset + last.length : node.offset + 1, end);
  const content = style.lineEnd + start + layOutJson(value, style, inner, start.length) + (tail.hasComma ? ',' : '');
  const edits: Edit[] = [{ offset: tail.end, length: 0, content }];
  if (last && !tail.hasComma) edits.unshift({ offset: last.offset + last.length, length: 0, content: ',' });
  const space = text.slice(tail.end, end);
  if (!space.includes('\n')) edits.push({ offset: tail.end, length: space.length, content: style.lineEnd + base });
  return applyEdits(text, merge(edits));
}

/** Sets a value; missing objects above it are created. */
export function set(text: string, path: JsonPath, value: unknown): string {
  const parent = path.slice(0, -1);
  const key = path.at(-1);
  const root = parseTree(text, [], { allowTrailingComma: true });
  const node = root && findNodeAtLocation(root, [...path]);
  if (node) {
    const style = styleOf(text);
    const line = text.slice(text.lastIndexOf('\n', node.offset) + 1, node.offset);
    const content = layOutJson(value, style, indentationAt(text, node.offset), line.length);
    return applyEdits(text, [{ offset: node.offset, length: node.length, content }]);
  }
  if (typeof key !== 'string') throw new Error(`nothing to set at ${path.join('.')}`);
  if (root && findNodeAtLocation(root, [...parent])) return append(text, parent, value, key);
  return set(text, parent, { [key]: value });
}

/** Removes a property with the comment after it; a comment on the lines before it stays. */
export function remove(text: string, path: JsonPath): string {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const property = root && findNodeAtLocation(root, [...path])?.parent;
  const siblings = property?.parent?.children;
  if (!property || !siblings) return text;
  const end = property.offset + property.length;
  const [behind = '', comma] = /^\s*(,)?/.exec(text.slice(end)) ?? [];
  const afterComma = comma === undefined ? end : end + behind.length;
  const [restOfLine] = /^[ \t]*(\/\/[^\n]*)?\r?\n/.exec(text.slice(afterComma)) ?? [];
  const lineStart = text.lastIndexOf('\n', property.offset) + 1;
  const ownsLine = restOfLine !== undefined && text.slice(lineStart, property.offset).trim() === '';
  const from = ownsLine ? lineStart : property.offset;
  const to = ownsLine ? afterComma + restOfLine.length : afterComma;
  const edits: Edit[] = [{ offset: from, length: to - from, content: '' }];
  const previous = siblings[siblings.indexOf(property) - 1];
  if (previous && comma === undefined) {
    const previousEnd = previous.offset + previous.length;
    edits.unshift({ offset: previousEnd + commaIn(text.slice(previousEnd, property.offset)), length: 1, content: '' });
  }
  return applyEdits(text, edits);
}

/** The offset of the comma in the text between two entries, which may contain comments. */
function commaIn(between: string): number {
  const scanner = createScanner(between, true);
  for (let kind: number = scanner.scan(); kind !== SCAN_COMMA && kind !== SCAN_END;) kind = scanner.scan();
  return scanner.getTokenOffset();
}

/** The end of the last entry, including its comma and the comments after it, and whether it has a comma. */
function tailOf(text: string, from: number, to: number): { readonly end: number; readonly hasComma: boolean } {
  const scanner = createScanner(text.slice(from, to), false);
  let end = from;
  let hasComma = false;
  for (let kind: number = scanner.scan(); kind !== SCAN_END; kind = scanner.scan()) {
    if (kind === SCAN_COMMA) hasComma = true;
    if (kind === SCAN_COMMA || kind === SCAN_LINE_COMMENT || kind === SCAN_BLOCK_COMMENT) {
      end = from + scanner.getTokenOffset() + scanner.getTokenLength();
    }
  }
  return { end, hasComma };
}

/** `SyntaxKind.CommaToken`: under isolatedModules, jsonc-parser's const enum is only a type. */
const SCAN_COMMA = 5;
const SCAN_LINE_COMMENT = 12;
const SCAN_BLOCK_COMMENT = 13;
const SCAN_END = 17;

/** Merges edits at the same offset, in order. */
function merge(edits: readonly Edit[]): Edit[] {
  const merged: Edit[] = [];
  for (const edit of edits) {
    const before = merged.at(-1);
    if (before?.offset !== edit.offset || before.length > 0) merged.push(edit);
    else merged.splice(-1, 1, { ...edit, content: before.content + edit.content });
  }
  return merged;
}

function indentationAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
