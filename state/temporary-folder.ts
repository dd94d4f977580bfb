import { lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOwnerAlive, OWNER_PATTERN, ownerToken } from './owner';

const NAME = new RegExp(String.raw`^nx-workflow-[a-z]+-(${OWNER_PATTERN})-\w+$`);

/**
 * Makes a folder in the system's place for temporary files, for whoever removes it again. It is named after its
 * process: what processes that were killed left there goes with the next call.
 *
 * @param purpose a word of small letters
 * @returns its real path
 */
export function makeTemporaryFolder(purpose: string, within: string = tmpdir()): string {
  const place = realpathSync(within);
  sweep(place);
  return mkdtempSync(join(place, `nx-workflow-${purpose}-${ownerToken()}-`));
}

/** Only folders of this user's: in a place that all users share, a name proves nothing. Never fails. */
function sweep(place: string): void {
  try {
    for (const name of readdirSync(place)) {
      const owner = NAME.exec(name)?.[1];
      if (owner === undefined || isOwnerAlive(owner)) continue;
      const path = join(place, name);
      const stat = lstatSync(path, { throwIfNoEntry: false });
      if (stat?.isDirectory() && stat.uid === (process.getuid?.() ?? stat.uid)) {
        rmSync(path, { recursive: true, force: true });
      }
    }
  } catch {
    // A later call tries again.
  }
}
