import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../state/atomic-write';
import { isRecord } from '../plan/is-record';
import { MANIFEST_NAME } from '../plan/manifest';
import { isSafePath } from '../plan/safe-path';

const STAGING = /^\.codegen-staging-(\d+)-[0-9a-f]+$/;
const JOURNAL = 'journal.json';
/** A manifest that was being written; see `writeFileAtomic`. */
const HALF_WRITTEN = new RegExp(`^${MANIFEST_NAME.replaceAll('.', '\\.')}\\.(\\d+)-[0-9a-f]+\\.tmp$`);

/** What runs that did not end left behind, and what runs beside this one are about to put in place. */
export interface Leftovers {
  /** Names in the output folder of what dead runs left: staging folders, a manifest half written. */
  readonly dead: readonly string[];
  /** Path relative to the output folder and sha256 of each file that a dead run put in place, or was about to. */
  readonly byDead: readonly (readonly [path: string, sha256: string])[];
  /** The same of runs that are alive. */
  readonly byLiving: readonly (readonly [path: string, sha256: string])[];
}

/** Staging folders of runs in this process: an id that it shares with a dead process of another container says nothing. */
const ownFolders = new Set<string>();

/** Makes a name for a staging folder that tells which process it belongs to. */
export function stagingName(random: string): string {
  const name = `.codegen-staging-${process.pid}-${random}`;
  ownFolders.add(name);
  return name;
}

/** Says before it happens what a run puts in place, so that a run after a kill knows whose the files are. */
export function writeJournal(stagingFolder: string, files: ReadonlyMap<string, string>): void {
  writeFileAtomic(join(stagingFolder, JOURNAL), JSON.stringify(Object.fromEntries(files)));
}

/** Looks for them; the staging folder of a process that is alive belongs to a run beside this one. */
export function findLeftovers(outputFolder: string): Leftovers {
  const dead: string[] = [];
  const byDead: [string, string][] = [];
  const byLiving: [string, string][] = [];
  for (const name of listFolder(outputFolder)) {
    const pid = STAGING.exec(name)?.[1] ?? HALF_WRITTEN.exec(name)?.[1];
    if (pid === undefined) continue;
    const alive = isAlive(Number(pid), name);
    if (!alive) dead.push(name);
    (alive ? byLiving : byDead).push(...readJournal(join(outputFolder, name, JOURNAL)));
  }
  return { dead, byDead, byLiving };
}

/** Only to be called once nothing depends on what the journals say: after the manifest is written. */
export function removeLeftovers(outputFolder: string, { dead }: Leftovers): void {
  for (const name of dead) rmSync(join(outputFolder, name), { recursive: true, force: true });
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.startsWith('.codegen-'));
  } catch {
    return [];
  }
}

/** No journal, or none that can be read: the run had put nothing in place. It is data, so paths are checked. */
function readJournal(path: string): [string, string][] {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isRecord(value)) return [];
    return Object.entries(value).filter(
      (entry): entry is [string, string] => isSafePath(entry[0]) && typeof entry[1] === 'string',
    );
  } catch {
    return [];
  }
}

function isAlive(pid: number, name: string): boolean {
  if (pid === process.pid) return ownFolders.has(name);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
