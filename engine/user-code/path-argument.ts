import { constants } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path argument of a `node:fs` call; undefined for a file descriptor or an invalid path. */
export function pathArgument(asked: unknown): string | undefined {
  if (typeof asked === 'string') return asked;
  if (asked instanceof Uint8Array) return Buffer.from(asked).toString();
  if (!(asked instanceof URL) || asked.protocol !== 'file:') return undefined;
  try {
    return fileURLToPath(asked);
  } catch {
    return undefined;
  }
}

/** True if flags of `open` keep the existing content, or require that the file does not exist. */
export function keepsContent(flags: unknown): boolean {
  const { O_EXCL, O_TRUNC } = constants;
  if (typeof flags === 'number') return (flags & O_TRUNC) === 0 || (flags & O_EXCL) !== 0;
  return typeof flags === 'string' && (!flags.startsWith('w') || flags.includes('x'));
}

/** True if flags of `open` do not read existing content: the file is only written. */
export function isWriteOnly(flags: unknown): boolean {
  const { O_RDWR, O_TRUNC, O_WRONLY } = constants;
  if (typeof flags === 'number') return (flags & O_TRUNC) !== 0 || (flags & (O_RDWR | O_WRONLY)) === O_WRONLY;
  return typeof flags === 'string' && (flags.startsWith('w') || /^[ax][^+]*$/.test(flags));
}
