import type { Node as JsonNode } from 'jsonc-parser';
import type { Document } from 'yaml';
import type { SourceText } from '../../diagnostics/source-text';

type Place = ReturnType<SourceText['at']>;

/** A part of a text: where it begins, and how long it is. */
interface Range {
  readonly offset: number;
  readonly length: number;
}

/** A value found on the way of a pointer, and its key where it has one. */
interface Step {
  readonly value: Range | undefined;
  readonly key: Range | undefined;
}

/** Finds the value or the key that a JSON Pointer names; where there is none, the nearest part that exists. */
export function locateInJson(source: SourceText, pointer: string, part: 'value' | 'key' = 'value'): Place {
  const { parseTree } = require('jsonc-parser') as typeof import('jsonc-parser');
  let node: JsonNode | undefined = parseTree(source.text, [], { allowTrailingComma: true });
  const steps: Step[] = [{ value: node, key: undefined }];
  for (const name of splitPointer(pointer)) {
    const property: JsonNode | undefined = node?.children?.find(
      (child) => child.type === 'property' && child.children?.[0]?.value === name,
    );
    node = node?.type === 'array' ? node.children?.[indexOf(name)] : property?.children?.[1];
    steps.push({ value: node, key: property?.children?.[0] });
  }
  return nearest(source, steps, part);
}

/** The same in a YAML document. */
export function locateInYaml(
  source: SourceText,
  document: Document.Parsed,
  pointer: string,
  part: 'value' | 'key' = 'value',
): Place {
  const { isMap, isScalar, isSeq } = require('yaml') as typeof import('yaml');
  let node: unknown = document.contents;
  const steps: Step[] = [{ value: rangeOf(node), key: undefined }];
  for (const name of splitPointer(pointer)) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === name) : undefined;
    node = isSeq(node) ? node.items[indexOf(name)] : pair?.value;
    steps.push({ value: rangeOf(node), key: rangeOf(pair?.key) });
  }
  return nearest(source, steps, part);
}

function nearest(source: SourceText, steps: readonly Step[], part: 'value' | 'key'): Place {
  const last = steps.at(-1);
  const found = (part === 'key' ? last?.key : undefined) ?? steps.findLast(({ value }) => value)?.value;
  return found ? source.at(found.offset, firstLineLength(source.text, found.offset, found.length)) : source.at(0);
}

function rangeOf(node: unknown): Range | undefined {
  const range = (node as { range?: readonly [number, number, number] | null } | null | undefined)?.range;
  return range ? { offset: range[0], length: range[1] - range[0] } : undefined;
}

function indexOf(name: string): number {
  return /^\d+$/.test(name) ? Number(name) : -1;
}

/** The first alias whose anchor does not exist. One pass: a file may be made of aliases. */
export function aliasPlace(source: SourceText, document: Document.Parsed): Place | undefined {
  const { visit } = require('yaml') as typeof import('yaml');
  const anchors = new Set<string>();
  let place: Place | undefined;
  visit(document, {
    Value(_key, node) {
      if (node.anchor !== undefined) anchors.add(node.anchor);
    },
    Alias(_key, node) {
      if (anchors.has(node.source) || !node.range) return undefined;
      place = source.at(node.range[0], node.range[1] - node.range[0]);
      return visit.BREAK;
    },
  });
  return place;
}

/**
 * The first key of an object in a YAML document that it has twice or that is no plain value, which the library would
 * write out as a text. The library's own check for doubles compares each key with all before it, and takes minutes
 * for a large object.
 */
export function badKey(document: Document.Parsed): { offset: number; message: string } | undefined {
  const { isScalar, visit } = require('yaml') as typeof import('yaml');
  let found: { offset: number; message: string } | undefined;
  visit(document, {
    Map(_key, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        const isPlain = isScalar(key);
        if (isPlain && !seen.has(key.value)) {
          seen.add(key.value);
          continue;
        }
        const message = isPlain ? 'Map keys must be unique' : 'a key must be a plain value';
        found = { offset: rangeOf(key)?.offset ?? 0, message };
        return visit.BREAK;
      }
      return undefined;
    },
  });
  return found;
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
