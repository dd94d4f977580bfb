import { escapePointer } from '../sources/spec-places';

/** Yields pointer, key and value of every nested value. */
export function* parts(
  value: unknown,
  pointer = '',
): Generator<[pointer: string, key: string | undefined, value: unknown]> {
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) {
    const place = `${pointer}/${escapePointer(key)}`;
    yield [place, Array.isArray(value) ? undefined : key, inner];
    yield* parts(inner, place);
  }
}
