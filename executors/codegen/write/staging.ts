import { existsSync, lstatSync, mkdirSync, realpathSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { randomName } from '../../../state/atomic-write';
import type { StagedFile } from '../render/job';
import { stagingName, writeJournal } from './journal';

/**
 * The folder in which a run's files wait, inside the output folder so that a rename puts each in its place.
 * A journal in it names what is about to be put in place: a run that is killed leaves it behind, and the
 * next run knows from it which files are ours although no manifest lists them.
 */
export class Staging {
  readonly folder: string;
  private readonly placed = new Map<string, string>();

  constructor(private readonly outputFolder: string) {
    this.folder = join(outputFolder, stagingName(randomName()));
    mkdirSync(this.folder, { recursive: true });
  }

  /** Puts staged files in their places, after writing the journal. */
  commit(files: readonly StagedFile[]): void {
    if (files.length === 0) return;
    for (const { path, sha256 } of files) this.placed.set(path, sha256);
    writeJournal(this.folder, this.placed);
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
