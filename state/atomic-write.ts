import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { temporarySuffix } from './sweep';

/**
 * Writes a whole file or nothing: into a temporary file beside it, then renamed over it. Readers and
 * other writers see the old bytes or the new ones. Throws what the file system throws, and leaves no
 * temporary file behind then.
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  const temporary = `${path}${temporarySuffix(randomName())}`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(temporary, data);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Eight characters that two writers hardly share. Not for secrets: it needs no source of entropy to be opened. */
export function randomName(): string {
  return Math.floor(Math.random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}
