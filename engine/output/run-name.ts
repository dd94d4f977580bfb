import { randomName } from '../../state/atomic-write';
import { isOwnerAlive, NO_OWNER, OWNER_PATTERN, ownerToken } from '../../state/owner';

/** What begins the name of whatever belongs to one run in the output folder: the process, and chance. */
export const RUN_NAME_PATTERN = String.raw`${OWNER_PATTERN}-[0-9a-f]+`;

/** Runs of this thread. A thread that was ended is no process that was: nothing else tells its runs from these. */
const ofThisThread = new Set<string>();

export function beginRun(): string {
  const name = `${ownerToken()}-${randomName()}`;
  ofThisThread.add(name);
  return name;
}

/** A name of a run that has ended, whatever became of its process. */
export function abandonedRun(): string {
  return `${NO_OWNER}-${randomName()}`;
}

export function endRun(name: string): void {
  ofThisThread.delete(name);
}

/** Whether a run goes on: what it left is not to be touched then. */
export function isRunAlive(name: string): boolean {
  const owner = name.slice(0, name.lastIndexOf('-'));
  return owner === ownerToken() ? ofThisThread.has(name) : isOwnerAlive(owner);
}

/** The id of the process of a run. */
export function processOf(name: string): number {
  return Number.parseInt(name, 10);
}
