import { lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOwnerAlive, OWNER_PATTERN, ownerToken } from './owner';

const NAME = new RegExp(String.raw`^nx-workflow-[a-z]+-(${OWNER_PATTERN})-\w+$`);

/**
 * Creates a folder in the system's folder for temporary files; the caller removes it. Its name has the owner token of the
 * process, so that the next call removes folders of killed processes.
 *
 * @param purpose word of lower-case letters, part of the name
 * @returns its real path
 */
export function makeTemporaryFolder(purpose: string, within: string = tmpdir()): string {
  const place = realpathSync(within);
  sweep(place);
  return mkdtempSync(join(place, `nx-workflow-${purpose}-${ownerToken()}-`));
}

/** Removes only folders of this user, since in a shared folder a name proves nothing. Never fails. */
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
    // A later call retries.
  }
}
