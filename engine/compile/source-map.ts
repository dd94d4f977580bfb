import { posix } from 'node:path';
import type { Node } from 'jsonc-parser';
import { toPosix } from '../../modules/paths';

/**
 * Rewrites the sources of a source map, in a map file or inline at the end of a compiled file, to be relative to the
 * final folder rather than the staging folder. Returns the same bytes if there is no map.
 *
 * @param from absolute path of the folder of the compiler's output
 * @param to absolute path of the final folder
 */
export function relocateSourceMap(name: string, bytes: Buffer, from: string, to: string): Buffer {
  if (name.endsWith('.map')) return relocateSources(bytes, from, to);
  if (!bytes.includes(INLINE)) return bytes;
  const text = bytes.toString('utf8');
  const match = MAP_AT_END.exec(text);
  // Binary files are not changed.
  if (!match || !Buffer.from(text).equals(bytes)) return bytes;
  const [whole, before = '', map = '', after = ''] = match;
  const placed = relocateSources(Buffer.from(map, 'base64'), from, to).toString('base64');
  return Buffer.from(`${text.slice(0, text.length - whole.length)}${before}${placed}${after}`);
}

const INLINE = 'sourceMappingURL=data:';
const MAP_AT_END =
  /([#@] sourceMappingURL=data:application\/json;(?:charset=[^;,]*;)?base64,)([\w+/=]+)(\s*(?:\*\/)?\s*)$/;

/** Replaces only the names of the sources; the rest of the map is unchanged. */
function relocateSources(bytes: Buffer, from: string, to: string): Buffer {
  // Loaded on first use: most commands write no map.
  const { findNodeAtLocation, parseTree } = require('jsonc-parser') as typeof import('jsonc-parser');
  const text = bytes.toString('utf8');
  const tree = parseTree(text);
  const root = tree && findNodeAtLocation(tree, ['sourceRoot']);
  const sources = tree && findNodeAtLocation(tree, ['sources']);
  // Sources are relative to `sourceRoot` if it is set.
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

/** Undefined for URLs, absolute paths and values other than strings. */
function relativeName({ value }: { readonly value?: unknown }): string | undefined {
  if (typeof value !== 'string' || value === '' || /^([A-Za-z][\w+.-]*:|\/)/.test(value)) return undefined;
  return value;
}
