// @ts-check
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Takes away what lies at a path, and deletes nothing: for minutes after a file was deleted, ext4 passes over its
 * inode and looks at it again for each new file of that part of the disk. Where thousands were deleted, making a file
 * takes ten times as long, and a benchmark that deletes between its rounds measures that.
 *
 * @param {string} path
 * @param {string} folder that it belongs to; it goes to a place beside that one
 */
export function setAside(path, folder) {
  if (!existsSync(path)) return;
  const old = `${folder}-old`;
  mkdirSync(old, { recursive: true });
  renameSync(path, join(old, String(readdirSync(old).length)));
}
