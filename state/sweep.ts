import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isOwnerAlive, OWNER_PATTERN, ownerToken } from './owner';

/** Matches the suffix of temporary files. */
const TEMPORARY = new RegExp(String.raw`\.(${OWNER_PATTERN})-[0-9a-f]+\.tmp$`);

/** The suffix of a temporary file of this process. */
export function temporarySuffix(random: string): string {
  return `.${ownerToken()}-${random}.tmp`;
}

/** The owner token of a temporary file; undefined for any other file. */
export function writerOf(name: string): string | undefined {
  return TEMPORARY.exec(name)?.[1];
}

/**
 * Removes temporary files and folders of killed processes. Never fails: a later run retries.
 *
 * @returns all names in the folder, so that callers need not read it again; empty if it cannot be read
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
    // The folder is missing or not accessible.
  }
  return names;
}
