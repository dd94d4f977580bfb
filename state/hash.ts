import { hash } from 'node:crypto';

/** sha256 of bytes or of a UTF-8 string, in lower-case hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

/** sha256 over parts, each preceded by its length, so that their boundaries count. */
export function sha256OfParts(parts: readonly string[]): string {
  // Joined first, because a call of `update` costs as much as hashing a hundred bytes.
  let all = '';
  for (const part of parts) all += `${Buffer.byteLength(part)}:${part}`;
  return sha256(all);
}

/** JSON with the keys of every object sorted by code unit: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
