import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isOwnerAlive, OWNER_PATTERN, ownerToken } from './owner';

/** The end of the name of a file that is being written. */
const TEMPORARY = new RegExp(String.raw`\.(${OWNER_PATTERN})-[0-9a-f]+\.tmp$`);

/** The end of a name for a file that this process is writing, before it gets its own. */
export function temporarySuffix(random: string): string {
  return `.${ownerToken()}-${random}.tmp`;
}

/** The process that a half-written file belongs to; undefined for any other file. */
export function writerOf(name: string): string | undefined {
  return TEMPORARY.exec(name)?.[1];
}

/**
 * Removes the files and folders that processes which were killed left half-written in a folder. Never fails: what
 * cannot be removed now, a later run tries again.
 *
 * @returns the names that were found, for who would read the folder again; none where it cannot be read
 */
export function sweepTemporary(folder: string): readonly string[] {
  let names: string[] = [];
  try {
    names = readdirSync(folder);
    for (const name of names) {
      const owner = name.endsWith('.tmp') ? writerOf(name) : undefined;
      if (owner !== undefined && !isOwnerAlive(owner)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  } catch {
    // No such folder, or not ours to change.
  }
  return names;
}
