import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { WindowsRetry } from './windows-retry';
import { temporarySuffix } from './sweep';

/**
 * Writes a file atomically: to a temporary file beside it, which is then renamed. Readers and other
 * writers see either the old bytes or the new ones. Throws errors of the file system, and then leaves
 * no temporary file behind.
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  writeThen(path, data, (temporary) => new WindowsRetry().try(() => renameSync(temporary, path)));
}

/**
 * The same for a file whose loss only costs time: the old file is deleted first. Some file systems (ext4) flush a file
 * to disk when it replaces another, which would delay the run.
 */
export function writeCacheFile(path: string, data: string | Uint8Array): void {
  writeThen(path, data, (temporary) => {
    const patience = new WindowsRetry();
    patience.try(() => rmSync(path, { force: true }));
    patience.try(() => renameSync(temporary, path));
  });
}

function writeThen(path: string, data: string | Uint8Array, place: (temporary: string) => void): void {
  const temporary = `${path}${temporarySuffix(randomName())}`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(temporary, data);
    place(temporary);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Eight characters that are unlikely to collide. Not for secrets: it uses no cryptographic randomness. */
export function randomName(): string {
  return Math.floor(Math.random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}
