import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { SourceText } from '../../diagnostics/source-text';

export type Place = ReturnType<SourceText['at']>;

/** A part of a text: where it begins, and how long it is. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** A value found on the way of a pointer, and its key where it has one. */
export interface Step {
  readonly value: Range | undefined;
  readonly key: Range | undefined;
}

/** The place of the last step, or of the nearest one before that has one. */
export function nearest(source: SourceText, steps: readonly Step[], part: 'value' | 'key' = 'value'): Place {
  const last = steps.at(-1);
  const found = (part === 'key' ? last?.key : undefined) ?? steps.findLast(({ value }) => value)?.value;
  return found ? placeOf(source, found) : source.at(0);
}

/** The place of a part, as far as it lies on its first line: what can be underlined. */
export function placeOf(source: SourceText, { offset, length }: Range): Place {
  const line = source.text.slice(offset, offset + length).split(/[\r\n]/, 1)[0] ?? '';
  return source.at(offset, Math.max(1, line.length));
}

/** A key that stands in one object twice. */
export function twice(source: SourceText, key: string, first: number, second: Range): Diagnostic {
  return {
    severity: 'error',
    code: 'spec-key',
    message: `the key ${JSON.stringify(key)} is in this object twice`,
    ...placeOf(source, second),
    hint: `the first one is in line ${source.positionAt(first).line}`,
  };
}

/** Gives an object a property of its own, whatever its name: assigned to, `__proto__` would make none. */
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
