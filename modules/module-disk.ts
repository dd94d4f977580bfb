import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { NotAFileError, readRegularText } from '../state/regular-file';

/** The fields of a package.json that decide which file an import loads. */
export interface PackageJson {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly type?: unknown;
  readonly main?: unknown;
  readonly exports?: unknown;
  readonly imports?: unknown;
}

/** Every package.json that was looked for, by its path as it was looked for (links are not followed). */
export interface PackageLooks {
  readonly found: Set<string>;
  readonly missing: Set<string>;
}

type Refused = (error: NodeJS.ErrnoException) => void;

/**
 * What module resolution reads of the disk, each place once. Node's own resolver is not asked: it keeps what it found
 * for as long as the process lives, so that a daemon or a watching process would get the answers of yesterday, and it
 * waits for a pipe in place of a package.json.
 *
 * Make one for one question and let it go: it takes no notice of later changes.
 */
export class ModuleDisk {
  private constructor(
    private readonly refused: Refused,
    private readonly kinds: Map<string, 'file' | 'folder' | undefined>,
    private readonly packages: Map<string, PackageJson | 'unreadable' | undefined>,
    readonly looks: PackageLooks,
  ) {}

  /** @param refused told once of each place that is there and cannot be read */
  static create(refused: Refused): ModuleDisk {
    return new ModuleDisk(refused, new Map(), new Map(), noLooks());
  }

  /** The same disk, with a list of looks of its own. */
  withOwnLooks(): ModuleDisk {
    return new ModuleDisk(this.refused, this.kinds, this.packages, noLooks());
  }

  /** What is at a path, links followed; undefined where nothing is that Node can load. */
  kind(path: string): 'file' | 'folder' | undefined {
    if (this.kinds.has(path)) return this.kinds.get(path);
    const kind = this.look(path);
    this.kinds.set(path, kind);
    return kind;
  }

  isFile(path: string): boolean {
    return this.kind(path) === 'file';
  }

  /** A folder's package.json: without fields where it is no valid JSON, which Node reports when it loads the package. */
  packageJson(folder: string): PackageJson | 'unreadable' | undefined {
    const path = join(folder, 'package.json');
    if (!this.packages.has(folder)) this.packages.set(folder, this.readPackageJson(path));
    const read = this.packages.get(folder);
    (read === undefined ? this.looks.missing : this.looks.found).add(path);
    return read;
  }

  private readPackageJson(path: string): PackageJson | 'unreadable' | undefined {
    let text: string;
    try {
      text = readRegularText(path);
    } catch (error) {
      if (isMissing(error)) return undefined;
      this.refused(error as NodeJS.ErrnoException);
      return 'unreadable';
    }
    try {
      const value: unknown = JSON.parse(text);
      return typeof value === 'object' && value !== null ? value : {};
    } catch {
      return {};
    }
  }

  /**
   * A path through a file (`a.js/b`) is an error even where `throwIfNoEntry` is off. Node takes all but a folder for a
   * file, and would wait for a pipe.
   */
  private look(path: string): 'file' | 'folder' | undefined {
    try {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat?.isFile()) return 'file';
      if (stat?.isDirectory()) return 'folder';
      if (stat) this.refused(new NotAFileError(path, stat));
    } catch (error) {
      if (!isMissing(error)) this.refused(error as NodeJS.ErrnoException);
    }
    return undefined;
  }
}

/** A folder or a file as it is called behind all links; the path itself where nothing is there. */
export function realOrSame(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function noLooks(): PackageLooks {
  return { found: new Set(), missing: new Set() };
}
