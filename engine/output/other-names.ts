import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { fold } from '../../state/fold';

/**
 * Finds, for a path, the one of some paths that leads to the same file: a file system that takes two names for one knows
 * a file whose name changed in case only by both.
 */
export class OtherNames {
  private byFold: ReadonlyMap<string, string> | undefined;

  /** @param paths relative to the output folder, as are all others here */
  constructor(
    private readonly outputFolder: string,
    private readonly paths: () => Iterable<string>,
  ) {}

  /** Another name of the file that is there now; undefined where there is none. */
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
