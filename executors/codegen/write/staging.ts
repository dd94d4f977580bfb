import { randomBytes } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { isRecord } from '../plan/is-record';
import type { StagedFile } from '../render/job';

const STAGING = /^\.codegen-staging-(\d+)-[0-9a-f]+$/;
const JOURNAL = 'journal.json';

/**
 * The folder in which a run's files wait, inside the output folder so that a rename puts each in its place.
 * A journal in it names what is about to be put in place: a run that is killed leaves it behind, and the
 * next run knows from it which files are ours although no manifest lists them.
 */
export class Staging {
  readonly folder: string;

  constructor(private readonly outputFolder: string) {
    const name = `.codegen-staging-${process.pid}-${randomBytes(4).toString('hex')}`;
    this.folder = join(outputFolder, name);
    mkdirSync(this.folder, { recursive: true });
  }

  /** Puts staged files in their places, after writing the journal. */
  commit(files: readonly StagedFile[]): void {
    if (files.length === 0) return;
    const known = this.journal();
    for (const { path, sha256 } of files) known[path] = sha256;
    writeFileSync(join(this.folder, JOURNAL), JSON.stringify(known));
    const made = new Set<string>();
    for (const { path, staged } of files) {
      const target = join(this.outputFolder, path);
      const folder = dirname(target);
      if (!made.has(folder)) {
        makeFolder(this.outputFolder, folder);
        made.add(folder);
      }
      renameSync(staged, target);
    }
  }

  /** Removes what waits, and the output folder where nothing else came of it. Safe to call again. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
    try {
      rmdirSync(this.outputFolder);
    } catch {
      // It holds files, as it should.
    }
  }

  private journal(): Record<string, string> {
    const path = join(this.folder, JOURNAL);
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
  }
}

/** What runs that did not end left behind: their staging folders, and the files that they had put in place. */
export interface Leftovers {
  readonly folders: readonly string[];
  /** Path relative to the output folder, to sha256. */
  readonly owned: ReadonlyMap<string, string>;
}

/** Looks for them; the staging folder of a process that is alive belongs to a run beside this one. */
export function findLeftovers(outputFolder: string): Leftovers {
  const folders: string[] = [];
  const owned = new Map<string, string>();
  for (const name of listFolder(outputFolder)) {
    const match = STAGING.exec(name);
    if (!match || isAlive(Number(match[1]))) continue;
    const folder = join(outputFolder, name);
    folders.push(folder);
    for (const [path, sha256] of readJournal(join(folder, JOURNAL))) owned.set(path, sha256);
  }
  return { folders, owned };
}

export function removeLeftovers({ folders }: Leftovers): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** Why a file must not be put at a place: a link on the way would lead it out of the output folder. */
export function placeProblem(outputFolder: string, path: string): string | undefined {
  const parts = path.split('/');
  for (let count = 1; count < parts.length; count++) {
    const folder = join(outputFolder, ...parts.slice(0, count));
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    if (!stat) return undefined;
    if (stat.isSymbolicLink()) return `the folder "${parts.slice(0, count).join('/')}" is a link`;
    if (!stat.isDirectory()) return `"${parts.slice(0, count).join('/')}" is no folder`;
  }
  return lstatSync(join(outputFolder, path), { throwIfNoEntry: false })?.isDirectory() ? 'it is a folder' : undefined;
}

/** Whether the output folder itself really lies in the workspace, links resolved. */
export function isInWorkspace(workspaceRoot: string, outputFolder: string): boolean {
  let existing = outputFolder;
  while (!existsSync(existing)) existing = dirname(existing);
  const root = realpathSync(workspaceRoot);
  const real = realpathSync(existing);
  return real === root || real.startsWith(root.endsWith(sep) ? root : root + sep);
}

function makeFolder(outputFolder: string, folder: string): void {
  if (folder !== outputFolder) mkdirSync(folder, { recursive: true });
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.startsWith('.codegen-staging-'));
  } catch {
    return [];
  }
}

/** A journal cut short by a kill names nothing: it is written before the first file is put in place. */
function readJournal(path: string): [string, string][] {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isRecord(value)) return [];
    return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
