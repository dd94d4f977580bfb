import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Patience } from './patience';
import { temporarySuffix } from './sweep';

/**
 * Writes a whole file or nothing: into a temporary file beside it, then renamed over it. Readers and
 * other writers see the old bytes or the new ones. Throws what the file system throws, and leaves no
 * temporary file behind then.
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  writeThen(path, data, (temporary) => new Patience().try(() => renameSync(temporary, path)));
}

/**
 * The same for a file that may as well be missing, as one that only saves work: the old one goes first. Some
 * file systems (ext4) begin to write a file out when it replaces another, and the run would wait for that.
 */
export function writeLosableFile(path: string, data: string | Uint8Array): void {
  writeThen(path, data, (temporary) => {
    const patience = new Patience();
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

/** Eight characters that two writers hardly share. Not for secrets: it needs no source of entropy to be opened. */
export function randomName(): string {
  return Math.floor(Math.random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}
