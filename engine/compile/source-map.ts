import { posix } from 'node:path';
import type { Node } from 'jsonc-parser';
import { toPosix } from '../../modules/paths';

/**
 * The bytes of a compiled file in which a source map, the file's own text or at its end, names its sources from the
 * folder in which the file is put, not from the one in which the compiler wrote it. The same bytes where there is none.
 *
 * @param from absolute
 * @param to absolute
 */
export function moveSourceMap(name: string, bytes: Buffer, from: string, to: string): Buffer {
  if (name.endsWith('.map')) return moved(bytes, from, to);
  if (!bytes.includes(INLINE)) return bytes;
  const text = bytes.toString('utf8');
  const match = AT_THE_END.exec(text);
  // What is no text is left alone.
  if (!match || !Buffer.from(text).equals(bytes)) return bytes;
  const [whole, before = '', map = '', after = ''] = match;
  const placed = moved(Buffer.from(map, 'base64'), from, to).toString('base64');
  return Buffer.from(`${text.slice(0, text.length - whole.length)}${before}${placed}${after}`);
}

const INLINE = 'sourceMappingURL=data:';
const AT_THE_END =
  /([#@] sourceMappingURL=data:application\/json;(?:charset=[^;,]*;)?base64,)([\w+/=]+)(\s*(?:\*\/)?\s*)$/;

/** Replaces the names alone: the rest of the map stays as the compiler wrote it. */
function moved(bytes: Buffer, from: string, to: string): Buffer {
  // Most commands write no map.
  const { findNodeAtLocation, parseTree } = require('jsonc-parser') as typeof import('jsonc-parser');
  const text = bytes.toString('utf8');
  const tree = parseTree(text);
  const root = tree && findNodeAtLocation(tree, ['sourceRoot']);
  const sources = tree && findNodeAtLocation(tree, ['sources']);
  // The names of the sources count from the root, where there is one.
  const names: readonly Node[] =
    typeof root?.value === 'string' && root.value !== '' ? [root] : (sources?.children ?? []);
  let result = text;
  for (const node of [...names].reverse()) {
    const name = relativeName(node);
    if (name === undefined) continue;
    const path = posix.relative(toPosix(to), posix.resolve(toPosix(from), name)) || '.';
    result = result.slice(0, node.offset) + JSON.stringify(path) + result.slice(node.offset + node.length);
  }
  return result === text ? bytes : Buffer.from(result);
}

/** Undefined where it is an address, absolute, or no text. */
function relativeName({ value }: { readonly value?: unknown }): string | undefined {
  if (typeof value !== 'string' || value === '' || /^([A-Za-z][\w+.-]*:|\/)/.test(value)) return undefined;
  return value;
}
