import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../state/atomic-write';
import { isOwnerAlive, ownerToken } from '../../state/owner';
import { WindowsRetry } from '../../state/windows-retry';
import { readRegularText } from '../../state/regular-file';
import { writerOf } from '../../state/sweep';
import { isMissing, isNoFile } from '../file-problem';
import { isRecord } from '../graph/is-record';
import { MANIFEST_NAME } from '../graph/manifest';
import { isSafePath } from '../graph/safe-path';
import { hasDeadLock, LOCK_FOLDER, LOCK_MADE, removeDeadLock } from './output-lock';
import { isRunAlive, RUN_NAME_PATTERN } from './run-name';

const STAGING = new RegExp(String.raw`^\.codegen-staging-(${RUN_NAME_PATTERN})$`);
export const JOURNAL = 'journal.json';

/** What runs that did not end left behind. */
export interface Leftovers {
  /** Names in the output folder: staging folders, locks, a manifest half written. */
  readonly dead: readonly string[];
  /** Path relative to the output folder and sha256 of each file that they put in place, or were about to. */
  readonly byDead: readonly (readonly [path: string, sha256: string])[];
}

/** The name of a run's staging folder. */
export function stagingName(run: string): string {
  return `.codegen-staging-${run}`;
}

/** The run that a staging folder belongs to; undefined for any other name. */
export function runOfStaging(name: string): string | undefined {
  return STAGING.exec(name)?.[1];
}

/** Says before it happens what a run puts in place, so that a run after a kill knows whose the files are. */
export function writeJournal(stagingFolder: string, files: ReadonlyMap<string, string>): void {
  writeFileAtomic(join(stagingFolder, JOURNAL), JSON.stringify(Object.fromEntries(files)));
}

/** Looks for them; what belongs to a run beside this one is left out. */
export function findLeftovers(outputFolder: string): Leftovers {
  const dead = listFolder(outputFolder).filter((name) => isLeftover(outputFolder, name));
  return { dead, byDead: dead.flatMap((name) => readJournal(join(outputFolder, name, JOURNAL))) };
}

/** Only to be called once nothing depends on what the journals say: after the manifest is written. */
export function removeLeftovers(outputFolder: string, { dead }: Leftovers): void {
  const patience = new WindowsRetry();
  for (const name of dead) {
    if (name === LOCK_FOLDER) removeDeadLock(outputFolder);
    else patience.try(() => rmSync(join(outputFolder, name), { recursive: true, force: true }));
  }
}

function isLeftover(outputFolder: string, name: string): boolean {
  if (name === LOCK_FOLDER) return hasDeadLock(outputFolder);
  const run = runOfStaging(name) ?? LOCK_MADE.exec(name)?.[1];
  if (run !== undefined) return !isRunAlive(run);
  const writer = name.startsWith(`${MANIFEST_NAME}.`) ? writerOf(name) : undefined;
  // Writing the manifest does not wait for anything: what this thread sees half-written, another one left.
  return writer !== undefined && (writer === ownerToken() || !isOwnerAlive(writer));
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.startsWith('.codegen-'));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Throws where it cannot be read: without it, nobody would know whose those files are. */
function readJournal(path: string): [string, string][] {
  try {
    return parseJournal(readRegularText(path));
  } catch (error) {
    if (isMissing(error) || isNoFile(error)) return [];
    throw error;
  }
}

/** One that is not whole: the run had put nothing in place. It is data, so paths are checked. */
export function parseJournal(text: string): [path: string, sha256: string][] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).filter(
    (entry): entry is [string, string] => isSafePath(entry[0]) && typeof entry[1] === 'string',
  );
}
