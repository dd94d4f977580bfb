import { readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fold } from '../../state/fold';
import type { RunGraph } from '../graph/run-graph';

/** For fewer files than this, each path is checked separately: a folder may hold many more. */
const MANY_FILES = 32;

/**
 * Folded names in a folder, with the exact name for real folders. `nothing`: the folder does not exist; `unknown`:
 * so each path has to be checked.
 */
type FolderNames = ReadonlyMap<string, string | undefined> | 'nothing' | 'unknown';

/**
 * Lists each folder of the output folder once, rather than checking each file several times. A first run makes
 * thousands of files in an empty folder.
 */
export class OutputNames {
  private readonly folders = new Map<string, FolderNames>();

  constructor(private readonly outputFolder: string) {}

  /**
   * True if nothing exists at a path: no such file, no link or file as one of its folders, and no name that some
   * systems treat as equal. False if that cannot be determined cheaply.
   */
  isFree(path: string): boolean {
    const names = this.names(dirname(path));
    return names === 'nothing' || (names !== 'unknown' && !names.has(fold(posix.basename(path))));
  }

  private names(folder: string): FolderNames {
    let names = this.folders.get(folder);
    if (names === undefined) this.folders.set(folder, (names = this.read(folder)));
    return names;
  }

  private read(folder: string): FolderNames {
    if (folder !== '.') {
      const parent = this.names(dirname(folder));
      if (typeof parent === 'string') return parent;
      const name = posix.basename(folder);
      const key = fold(name);
      if (!parent.has(key)) return 'nothing';
      if (parent.get(key) !== name) return 'unknown';
    }
    try {
      const entries = readdirSync(join(this.outputFolder, folder), { withFileTypes: true });
      return new Map(entries.map((entry) => [fold(entry.name), entry.isDirectory() ? entry.name : undefined]));
    } catch {
      return 'unknown';
    }
  }
}

/** The existing names before a first run places many files; undefined for other runs, whose files mostly exist. */
export function outputNamesFor({ outputFolder, reading }: RunGraph, files: number): OutputNames | undefined {
  return reading.state === 'missing' && files >= MANY_FILES ? new OutputNames(outputFolder) : undefined;
}
