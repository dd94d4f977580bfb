import { randomName } from '../../state/atomic-write';
import { isOwnerAlive, NO_OWNER, OWNER_PATTERN, ownerToken } from '../../state/owner';

/** Pattern of run names, which begin with the process and end with a random part. */
export const RUN_NAME_PATTERN = String.raw`${OWNER_PATTERN}-[0-9a-f]+`;

/** Active runs of this thread. Needed because a process outlives a thread that was terminated. */
const runsOfThisThread = new Set<string>();

export function beginRun(): string {
  const name = `${ownerToken()}-${randomName()}`;
  runsOfThisThread.add(name);
  return name;
}

/** A run name that counts as ended, whatever its process does. */
export function abandonedRun(): string {
  return `${NO_OWNER}-${randomName()}`;
}

export function endRun(name: string): void {
  runsOfThisThread.delete(name);
}

/** True if a run is active; its files must not be touched then. */
export function isRunAlive(name: string): boolean {
  const owner = name.slice(0, name.lastIndexOf('-'));
  return owner === ownerToken() ? runsOfThisThread.has(name) : isOwnerAlive(owner);
}

/** Id of a run's process. */
export function processIdOf(name: string): number {
  return Number.parseInt(name, 10);
}
