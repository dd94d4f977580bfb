import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../state/atomic-write';
import { isOwnerAlive, ownerToken } from '../../state/owner';
import { WindowsRetry } from '../../state/windows-retry';
import { readRegularText } from '../../state/regular-file';
import { writerOf } from '../../state/sweep';
import { isMissing, isSpecialFileError } from '../file-problem';
import { isRecord } from '../graph/is-record';
import { MANIFEST_NAME } from '../graph/manifest';
import { isSafePath } from '../graph/safe-path';
import { hasDeadLock, LOCK_FOLDER, PENDING_LOCK, removeDeadLock } from './output-lock';
import { isRunAlive, RUN_NAME_PATTERN } from './run-name';

const STAGING = new RegExp(String.raw`^\.codegen-staging-(${RUN_NAME_PATTERN})$`);
export const JOURNAL = 'journal.json';

/** Remains of runs that were killed. */
export interface Leftovers {
  /** Names in the output folder: staging folders, locks, half-written manifests. */
  readonly names: readonly string[];
  /** Journaled files that these runs placed or were about to place: path relative to the output folder, and sha256. */
  readonly files: readonly (readonly [path: string, sha256: string])[];
}

/** Name of a run's staging folder. */
export function stagingName(run: string): string {
  return `.codegen-staging-${run}`;
}

/** The run of a staging folder; undefined for any other name. */
export function runOfStaging(name: string): string | undefined {
  return STAGING.exec(name)?.[1];
}

/** Records the files that a run is about to place, so that after a kill the next run knows they are ours. */
export function writeJournal(stagingFolder: string, files: ReadonlyMap<string, string>): void {
  writeFileAtomic(join(stagingFolder, JOURNAL), JSON.stringify(Object.fromEntries(files)));
}

/** Finds the remains of killed runs. Folders of running processes are left out. */
export function findLeftovers(outputFolder: string): Leftovers {
  const dead = listFolder(outputFolder).filter((name) => isLeftover(outputFolder, name));
  return { names: dead, files: dead.flatMap((name) => readJournal(join(outputFolder, name, JOURNAL))) };
}

/** Removes the remains. Call it only after the manifest is written, when the journals are not needed any more. */
export function removeLeftovers(outputFolder: string, { names }: Leftovers): void {
  const patience = new WindowsRetry();
  for (const name of names) {
    if (name === LOCK_FOLDER) removeDeadLock(outputFolder);
    else patience.try(() => rmSync(join(outputFolder, name), { recursive: true, force: true }));
  }
}

function isLeftover(outputFolder: string, name: string): boolean {
  if (name === LOCK_FOLDER) return hasDeadLock(outputFolder);
  const run = runOfStaging(name) ?? PENDING_LOCK.exec(name)?.[1];
  if (run !== undefined) return !isRunAlive(run);
  const writer = name.startsWith(`${MANIFEST_NAME}.`) ? writerOf(name) : undefined;
  // A manifest is written synchronously, so a half-written one of this process comes from another thread that ended.
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

/** Throws if the journal cannot be read: without it, the owner of those files is unknown. */
function readJournal(path: string): [string, string][] {
  try {
    return parseJournal(readRegularText(path));
  } catch (error) {
    if (isMissing(error) || isSpecialFileError(error)) return [];
    throw error;
  }
}

/**
 * Parses a journal. An incomplete one is empty: its run had not placed any file yet. Paths are validated, because a
 * journal is data.
 */
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
