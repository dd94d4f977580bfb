import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { fold } from '../../state/fold';

/**
 * Finds other names of a file among some paths. On a case-insensitive file system, a file is reachable by both names
 * after its name changed in case only.
 */
export class FileAliases {
  private byFold: ReadonlyMap<string, string> | undefined;

  /** @param paths relative to the output folder, like all paths here */
  constructor(
    private readonly outputFolder: string,
    private readonly paths: () => Iterable<string>,
  ) {}

  /** Another name of the existing file at a path; undefined if there is none. */
  of(path: string): string | undefined {
    this.byFold ??= new Map([...this.paths()].map((one) => [fold(one), one]));
    const other = this.byFold.size === 0 ? undefined : this.byFold.get(fold(path));
    return other !== undefined && other !== path && this.isSameFile(other, path) ? other : undefined;
  }

  private isSameFile(one: string, other: string): boolean {
    const [first, second] = [one, other].map((path) => {
      return lstatSync(join(this.outputFolder, path), { throwIfNoEntry: false, bigint: true });
    });
    return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
  }
}
