import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { WindowsRetry } from '../../state/windows-retry';
import { isRunAlive, processIdOf, RUN_NAME_PATTERN } from './run-name';

export const LOCK_FOLDER = '.codegen-lock';
/** Name of a lock folder before its rename into place. */
export const PENDING_LOCK = new RegExp(String.raw`^\.codegen-lock-(${RUN_NAME_PATTERN})$`);

/** Milliseconds between two attempts to take the lock. */
const RETRY_MS = 20;
/** Attempts before a run reports that it waits: about a second. */
const RETRIES_BEFORE_NOTICE = 50;

/** Error codes of a rename that mean that another lock exists. */
const OCCUPIED_CODES = new Set(['ENOTEMPTY', 'EEXIST']);

/**
 * Locks the output folder for one run, waiting while another run holds it. The lock is a folder with one file named
 * after the run. Both appear by one rename, so a lock without an owner never exists. The lock of a killed run is taken
 * over: its file is removed by name, which cannot remove another run's.
 *
 * Throws errors of the file system.
 *
 * @param onWait called once with the id of the holding process if waiting takes long
 * @returns true if another run held the lock before
 */
export async function takeLock(
  outputFolder: string,
  run: string,
  onWait: (owner: number) => void = () => undefined,
): Promise<boolean> {
  let waited = hasDeadLock(outputFolder);
  let isTold = false;
  for (let looks = 1; !tryLock(outputFolder, run); looks++) {
    waited = true;
    const owner: number | undefined =
      looks < RETRIES_BEFORE_NOTICE || isTold ? undefined : holdingProcess(outputFolder);
    if (owner !== undefined) onWait(owner);
    isTold ||= owner !== undefined;
    await wait(RETRY_MS);
  }
  return waited;
}

/**
 * Unlocks the output folder, and removes the folder if it is empty. Never fails: a lock that cannot be removed counts
 * as dead once its process has ended.
 */
export function releaseLock(outputFolder: string, run: string): void {
  const lock = join(outputFolder, LOCK_FOLDER);
  const patience = new WindowsRetry();
  const steps = [
    () => patience.try(() => unlinkSync(join(lock, run))),
    () => patience.try(() => rmdirSync(lock)),
    () => rmdirSync(outputFolder),
  ];
  for (const step of steps) {
    try {
      step();
    } catch {
      // The output folder is not empty, as usual, or the next run already holds the lock.
    }
  }
}

/** True if the lock belongs to a killed run. */
export function hasDeadLock(outputFolder: string): boolean {
  const holders = holdersOf(join(outputFolder, LOCK_FOLDER));
  return holders !== undefined && !holders.some(isRunAlive);
}

/** Removes locks of killed runs only. */
export function removeDeadLock(outputFolder: string): void {
  const lock = join(outputFolder, LOCK_FOLDER);
  const dead = (holdersOf(lock) ?? []).filter((name) => !isRunAlive(name));
  for (const name of dead) rmSync(join(lock, name), { force: true });
  try {
    rmdirSync(lock);
  } catch {
    // Another run holds it by now, or there is none.
  }
}

function tryLock(outputFolder: string, run: string): boolean {
  const lock = join(outputFolder, LOCK_FOLDER);
  const holders = holdersOf(lock);
  if (holders !== undefined) {
    if (holders.some(isRunAlive)) return false;
    removeDeadLock(outputFolder);
  }
  const made = `${lock}-${run}`;
  const patience = new WindowsRetry();
  try {
    mkdirSync(made, { recursive: true });
    writeFileSync(join(made, run), '');
    patience.try(() => moveLock(made, lock));
    return true;
  } catch (error) {
    patience.try(() => rmSync(made, { recursive: true, force: true }));
    if (OCCUPIED_CODES.has((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** On Windows the rename fails with EPERM if another lock exists. */
function moveLock(made: string, lock: string): void {
  try {
    renameSync(made, lock);
  } catch (error) {
    if (process.platform === 'win32' && existsSync(lock)) (error as NodeJS.ErrnoException).code = 'EEXIST';
    throw error;
  }
}

/** Id of the process that holds the lock; undefined if none does. */
function holdingProcess(outputFolder: string): number | undefined {
  const run = holdersOf(join(outputFolder, LOCK_FOLDER))?.find(isRunAlive);
  return run === undefined ? undefined : processIdOf(run);
}

/** The names in a lock: one, or none for a moment; undefined if there is no lock. */
function holdersOf(lock: string): string[] | undefined {
  try {
    return readdirSync(lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // The lock or the output folder itself is not a folder.
    throw existsSync(lock) ? error : Object.assign(error as NodeJS.ErrnoException, { path: dirname(lock) });
  }
}
