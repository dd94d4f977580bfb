import { readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fold } from '../../state/fold';
import type { RunGraph } from '../graph/run-graph';

/** Fewer files than this are looked at one by one: a folder may hold many more. */
const MANY = 32;

/** The names in a folder, folded; those of real folders with their own. Or: nothing is there, or look at each. */
type Names = ReadonlyMap<string, string | undefined> | 'nothing' | 'look';

/**
 * What lies in the output folder, by one look at each folder in place of several at each file: a first run makes
 * thousands of files where there is nothing.
 */
export class OutputNames {
  private readonly folders = new Map<string, Names>();

  constructor(private readonly outputFolder: string) {}

  /**
   * Whether nothing is at a path: neither that file nor a link or file on the way there, nor one whose name some
   * system takes for the same. False where that cannot be told so cheaply.
   */
  isFree(path: string): boolean {
    const names = this.names(dirname(path));
    return names === 'nothing' || (names !== 'look' && !names.has(fold(posix.basename(path))));
  }

  private names(folder: string): Names {
    let names = this.folders.get(folder);
    if (names === undefined) this.folders.set(folder, (names = this.read(folder)));
    return names;
  }

  private read(folder: string): Names {
    if (folder !== '.') {
      const around = this.names(dirname(folder));
      if (typeof around === 'string') return around;
      const name = posix.basename(folder);
      const key = fold(name);
      if (!around.has(key)) return 'nothing';
      if (around.get(key) !== name) return 'look';
    }
    try {
      const entries = readdirSync(join(this.outputFolder, folder), { withFileTypes: true });
      return new Map(entries.map((entry) => [fold(entry.name), entry.isDirectory() ? entry.name : undefined]));
    } catch {
      return 'look';
    }
  }
}

/** The names before a first run puts many files in place; undefined where most of them are expected to be there. */
export function namesBefore({ outputFolder, reading }: RunGraph, files: number): OutputNames | undefined {
  return reading.state === 'missing' && files >= MANY ? new OutputNames(outputFolder) : undefined;
}
