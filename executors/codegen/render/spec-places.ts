import type { Document } from 'yaml';
import type { SourceText } from '../../../diagnostics/source-text';

type Place = ReturnType<SourceText['at']>;

/** Finds the value or the key that a JSON Pointer names; where there is none, the nearest part that exists. */
export function locateInJson(source: SourceText, pointer: string, part: 'value' | 'key' = 'value'): Place {
  const { parseTree, findNodeAtLocation } = require('jsonc-parser') as typeof import('jsonc-parser');
  const root = parseTree(source.text, [], { allowTrailingComma: true });
  const wanted = splitPointer(pointer);
  for (let keys = wanted; root; keys = keys.slice(0, -1)) {
    const node = findNodeAtLocation(root, keys.map(asIndex)) ?? findNodeAtLocation(root, keys);
    const property = node?.parent?.type === 'property' && keys === wanted ? node.parent.children?.[0] : undefined;
    const found = part === 'key' ? (property ?? node) : node;
    if (found) return source.at(found.offset, firstLineLength(source.text, found.offset, found.length));
    if (keys.length === 0) break;
  }
  return source.at(0);
}

/** The same in a YAML document. */
export function locateInYaml(
  source: SourceText,
  document: Document.Parsed,
  pointer: string,
  part: 'value' | 'key' = 'value',
): Place {
  const { isMap, isScalar } = require('yaml') as typeof import('yaml');
  const wanted = splitPointer(pointer);
  const nodeAt = (keys: readonly string[]): unknown =>
    keys.length === 0 ? document.contents : (document.getIn(keys.map(asIndex), true) ?? document.getIn(keys, true));
  const keyAt = (keys: readonly string[]): unknown => {
    const parent = nodeAt(keys.slice(0, -1));
    const isIt = (key: unknown): boolean => isScalar(key) && String(key.value) === keys.at(-1);
    return isMap(parent) ? parent.items.find(({ key }) => isIt(key))?.key : undefined;
  };
  for (let keys = wanted; ; keys = keys.slice(0, -1)) {
    const node = (part === 'key' && keys === wanted ? keyAt(keys) : undefined) ?? nodeAt(keys);
    const range = (node as { range?: [number, number, number] | null } | null | undefined)?.range;
    if (range) return source.at(range[0], firstLineLength(source.text, range[0], range[1] - range[0]));
    if (keys.length === 0) return source.at(0);
  }
}

/** The first alias whose anchor does not exist. */
export function aliasPlace(source: SourceText, document: Document.Parsed): Place | undefined {
  const { visit } = require('yaml') as typeof import('yaml');
  let place: Place | undefined;
  visit(document, {
    Alias(_key, node) {
      if (place || node.resolve(document) || !node.range) return;
      place = source.at(node.range[0], node.range[1] - node.range[0]);
    },
  });
  return place;
}

export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** How much of a part lies on its first line: what can be underlined. */
export function firstLineLength(text: string, offset: number, length: number): number {
  const line = text.slice(offset, offset + length).split(/[\r\n]/, 1)[0] ?? '';
  return Math.max(1, line.length);
}

export function splitPointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function asIndex(key: string): string | number {
  return /^\d+$/.test(key) ? Number(key) : key;
}
