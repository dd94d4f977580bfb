import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { WindowsRetry } from '../../state/windows-retry';
import { isRunAlive, processOf, RUN_NAME_PATTERN } from './run-name';

export const LOCK_FOLDER = '.codegen-lock';
/** A lock on its way to its place. */
export const LOCK_MADE = new RegExp(String.raw`^\.codegen-lock-(${RUN_NAME_PATTERN})$`);

/** Milliseconds between two looks at a lock that another run has. */
const LOOK_EVERY_MS = 20;
/** Looks after which a run says that it waits: about a second. */
const SAY_AFTER_LOOKS = 50;

/** Refusals of a rename that mean: another lock is in that place. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST']);

/**
 * Takes the output folder for one run, waiting for another that has it. The lock is a folder with one file,
 * named after the run; a rename puts both in place at once, so that a lock without an owner is never seen.
 * That of a run that was killed is taken over: its file is removed by name, which cannot hit another's.
 *
 * Throws what the file system throws.
 *
 * @param onWait told once of the process that has it, where that takes long
 * @returns whether another run had it until then
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
    const owner: number | undefined = looks < SAY_AFTER_LOOKS || isTold ? undefined : holder(outputFolder);
    if (owner !== undefined) onWait(owner);
    isTold ||= owner !== undefined;
    await wait(LOOK_EVERY_MS);
  }
  return waited;
}

/**
 * Gives the output folder back, and removes it where nothing came of the run. Never fails: a lock that cannot be
 * removed is dead as soon as its process is.
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
      // The folder holds files, as it should; or the next run has the lock already.
    }
  }
}

/** Whether a run that was killed left its lock. */
export function hasDeadLock(outputFolder: string): boolean {
  const holders = holdersOf(join(outputFolder, LOCK_FOLDER));
  return holders !== undefined && !holders.some(isRunAlive);
}

/** Removes the locks of runs that were killed, and no other. */
export function removeDeadLock(outputFolder: string): void {
  const lock = join(outputFolder, LOCK_FOLDER);
  const dead = (holdersOf(lock) ?? []).filter((name) => !isRunAlive(name));
  for (const name of dead) rmSync(join(lock, name), { force: true });
  try {
    rmdirSync(lock);
  } catch {
    // A run has it by now, or there is none.
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
    if (TAKEN.has((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** Windows calls it a matter of permission, too, that another lock is in that place. */
function moveLock(made: string, lock: string): void {
  try {
    renameSync(made, lock);
  } catch (error) {
    if (process.platform === 'win32' && existsSync(lock)) (error as NodeJS.ErrnoException).code = 'EEXIST';
    throw error;
  }
}

/** The process of the run that has the lock; undefined where none has it just now. */
function holder(outputFolder: string): number | undefined {
  const run = holdersOf(join(outputFolder, LOCK_FOLDER))?.find(isRunAlive);
  return run === undefined ? undefined : processOf(run);
}

/** The names in a lock: one, or none for a moment; undefined where there is no lock. */
function holdersOf(lock: string): string[] | undefined {
  try {
    return readdirSync(lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // No folder: the lock, or the output folder itself.
    throw existsSync(lock) ? error : Object.assign(error as NodeJS.ErrnoException, { path: dirname(lock) });
  }
}
