import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { SourceText } from '../diagnostics/source-text';
import type { WorkflowDiagnosticCode } from './diagnostic-codes';

/** The path of a value in a JSON document: property names and array indexes, from the root. */
export type JsonPath = readonly (string | number)[];

/** A parsed JSON text with the position of each value. */
export class JsonDocument {
  constructor(
    readonly source: SourceText,
    readonly root: Node | undefined,
  ) {}

  /** A finding at a property's value, or at the nearest existing value around it. */
  atValue(code: WorkflowDiagnosticCode, path: JsonPath, message: string, hint: string): Diagnostic {
    return { severity: 'error', code, message, hint, ...this.placeOf(path) };
  }

  /** A finding at a property's name. */
  atKey(code: WorkflowDiagnosticCode, path: JsonPath, message: string, hint: string): Diagnostic {
    return { severity: 'error', code, message, hint, ...this.placeOf(path, 'key') };
  }

  /** A finding at a part of a string value; at the whole string if the part is written with escapes. */
  atPart(code: WorkflowDiagnosticCode, path: JsonPath, part: string, message: string, hint: string): Diagnostic {
    const node = this.nearest(path);
    const literal = node ? this.source.text.slice(node.offset, node.offset + node.length) : '';
    const index = literal.indexOf(part);
    if (!node || index < 0) return this.atValue(code, path, message, hint);
    return this.at(code, node.offset + index, part.length, message, hint);
  }

  at(code: WorkflowDiagnosticCode, offset: number, length: number, message: string, hint: string): Diagnostic {
    return { severity: 'error', code, message, hint, ...this.source.at(offset, length) };
  }

  /** The position of a property's value or name, or of the nearest existing value around it. */
  placeOf(path: JsonPath, part: 'value' | 'key' = 'value'): ReturnType<SourceText['at']> {
    const node = this.nearest(path);
    const name = node?.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
    if (part === 'key' && name) return this.source.at(name.offset, name.length);
    return this.source.at(node?.offset ?? 0, singleLineLength(this.source, node));
  }

  has(path: JsonPath): boolean {
    return this.root !== undefined && findNodeAtLocation(this.root, [...path]) !== undefined;
  }

  private nearest(path: JsonPath): Node | undefined {
    if (!this.root) return undefined;
    for (let length = path.length; length > 0; length--) {
      const node = findNodeAtLocation(this.root, path.slice(0, length));
      if (node) return node;
    }
    return this.root;
  }
}

/** Carets can underline one line only, so a value of several lines is marked at its first character. */
function singleLineLength(source: SourceText, node: Node | undefined): number {
  if (!node) return 1;
  return source.text.slice(node.offset, node.offset + node.length).includes('\n') ? 1 : node.length;
}

/** The properties of an object node in the order of the file; nothing for any other node. */
export function* propertiesOf(node: Node | undefined): Generator<[name: string, key: Node, value: Node]> {
  if (node?.type !== 'object') return;
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key && value) yield [String(key.value), key, value];
  }
}
