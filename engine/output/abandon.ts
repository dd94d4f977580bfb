import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { ownerToken } from '../../state/owner';
import { WindowsRetry } from '../../state/windows-retry';
import { runOfStaging, stagingName } from './journal';
import { removeDeadLock } from './output-lock';
import { abandonedRun } from './run-name';

/**
 * Releases the output folder of runs whose thread ended in the middle. To other processes these runs look alive as long
 * as this process is. Call it only when no run of this process is using the folder. Never fails; the next run of this
 * process tries again.
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
    // The folder does not exist, or the file system refuses.
  }
}
