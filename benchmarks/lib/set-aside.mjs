// @ts-check
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Moves a path away instead of deleting it: for minutes after a deletion, ext4 does not reuse the inode but checks it
 * again for each new file in that block group. After thousands of deletions, creating a file takes ten times as long,
 * which would distort benchmarks that delete between rounds.
 *
 * @param {string} path
 * @param {string} folder folder that the path belongs to; the path is moved beside it
 */
export function setAside(path, folder) {
  if (!existsSync(path)) return;
  const old = `${folder}-old`;
  mkdirSync(old, { recursive: true });
  renameSync(path, join(old, String(readdirSync(old).length)));
}
