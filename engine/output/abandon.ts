import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { ownerToken } from '../../state/owner';
import { WindowsRetry } from '../../state/windows-retry';
import { runOfStaging, stagingName } from './journal';
import { removeDeadLock } from './output-lock';
import { abandonedRun } from './run-name';

/**
 * Gives up the output folder for runs whose thread ended in the middle: to other processes they look alive as long as
 * this one is. Only to be called where no run of this process goes on there. Never fails: what cannot be done now, the
 * next run of this process does.
 */
export function abandonRuns(outputFolder: string): void {
  try {
    for (const name of readdirSync(outputFolder)) {
      if (runOfStaging(name)?.startsWith(`${ownerToken()}-`) !== true) continue;
      const given = join(outputFolder, stagingName(abandonedRun()));
      new WindowsRetry().try(() => renameSync(join(outputFolder, name), given));
    }
    removeDeadLock(outputFolder);
  } catch {
    // No such folder, or the file system refuses.
  }
}
