import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { SourceText } from '../../diagnostics/source-text';

export type Place = ReturnType<SourceText['at']>;

/** A range of a text. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** The ranges of a value on the path of a pointer, and of its key. */
export interface Step {
  readonly value: Range | undefined;
  readonly key: Range | undefined;
}

/** The place of the last step, or of the nearest earlier one that has a place. */
export function nearestPlace(source: SourceText, steps: readonly Step[], part: 'value' | 'key' = 'value'): Place {
  const last = steps.at(-1);
  const found = (part === 'key' ? last?.key : undefined) ?? steps.findLast(({ value }) => value)?.value;
  return found ? placeOf(source, found) : source.at(0);
}

/** The place of a range, limited to its first line so that it can be underlined. */
export function placeOf(source: SourceText, { offset, length }: Range): Place {
  const line = source.text.slice(offset, offset + length).split(/[\r\n]/, 1)[0] ?? '';
  return source.at(offset, Math.max(1, line.length));
}

/** The error for a duplicate key in an object. */
export function duplicateKey(source: SourceText, key: string, first: number, second: Range): Diagnostic {
  return {
    severity: 'error',
    code: 'spec-key',
    message: `the key ${JSON.stringify(key)} is in this object twice`,
    ...placeOf(source, second),
    hint: `the first one is in line ${source.positionAt(first).line}`,
  };
}

/** Sets an own property, whatever its name: assigning to `__proto__` would not create one. */
export function setOwn(object: object, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  } else (object as Record<string, unknown>)[key] = value;
}

export function indexOf(name: string): number {
  return /^\d+$/.test(name) ? Number(name) : -1;
}

export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

export function splitPointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}
