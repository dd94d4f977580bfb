import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { sha256 } from '../state/hash';
import { NotAFileError, readWithStat } from '../state/regular-file';
import { type Found, linkTarget, lookAt, type Looks, numbersOf } from './look';

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
  /** sha256 by path; empty where it cannot be read. */
  readonly found: Map<string, string>;
  readonly missing: Set<string>;
}

type Refused = (error: NodeJS.ErrnoException) => void;

/** What a path leads to, through all links. */
interface Place {
  readonly real: string;
  /** `refused`: something that Node cannot load. */
  readonly kind: 'file' | 'folder' | 'refused' | undefined;
}

interface ReadPackage {
  readonly json: PackageJson | 'unreadable' | undefined;
  readonly sha256: string;
}

const NO_PACKAGE: ReadPackage = { json: undefined, sha256: '' };

/** As many as Linux follows. */
const MOST_LINKS = 40;

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
    private readonly places: Map<string, Place>,
    private readonly packages: Map<string, ReadPackage>,
    private readonly looked: Map<string, Found>,
    readonly packageLooks: PackageLooks,
  ) {}

  /** @param refused told once of each place that is there and cannot be read */
  static create(refused: Refused): ModuleDisk {
    return new ModuleDisk(refused, new Map(), new Map(), new Map(), noPackageLooks());
  }

  /** The same disk, with a list of its own of the package.json files that were looked for. */
  withOwnPackageLooks(): ModuleDisk {
    return new ModuleDisk(this.refused, this.places, this.packages, this.looked, noPackageLooks());
  }

  /**
   * All that the answers rest on: each path that was looked at, with its folders and what links on the way lead to. While
   * they are the same, so are the answers. The contents of package.json files count, those of other files do not.
   */
  get looks(): Looks {
    return this.looked;
  }

  /** What is at a path, links followed; undefined where nothing is that Node can load. */
  kind(path: string): 'file' | 'folder' | undefined {
    const { kind } = this.place(resolve(path));
    if (kind === 'refused' || (kind === 'file' && /[\\/]$/.test(path))) return undefined;
    return kind;
  }

  isFile(path: string): boolean {
    return this.kind(path) === 'file';
  }

  /** A file or a folder as it is called behind all links; what is missing, as it would be called. */
  real(path: string): string {
    return this.place(resolve(path)).real;
  }

  /** A folder's package.json: without fields where it is no valid JSON, which Node reports when it loads the package. */
  packageJson(folder: string): PackageJson | 'unreadable' | undefined {
    const path = join(folder, 'package.json');
    const { real, kind } = this.place(resolve(path));
    // By its real name, so that each is read once, whatever link leads to it.
    let read = this.packages.get(real);
    if (!read) this.packages.set(real, (read = kind === 'file' ? this.readPackageJson(real) : NO_PACKAGE));
    const json = kind === 'refused' ? 'unreadable' : read.json;
    if (json === undefined) this.packageLooks.missing.add(path);
    else this.packageLooks.found.set(path, read.sha256);
    return json;
  }

  private readPackageJson(path: string): ReadPackage {
    let bytes: Buffer;
    try {
      const read = readWithStat(path);
      bytes = read.bytes;
      this.looked.set(path, numbersOf(read.stat));
    } catch (error) {
      if (isMissing(error)) {
        this.looked.set(path, null);
        return NO_PACKAGE;
      }
      this.refused(error as NodeJS.ErrnoException);
      return { json: 'unreadable', sha256: '' };
    }
    const hash = sha256(bytes);
    try {
      const value: unknown = JSON.parse(bytes.toString('utf8'));
      return { json: typeof value === 'object' && value !== null ? value : {}, sha256: hash };
    } catch {
      return { json: {}, sha256: hash };
    }
  }

  private place(path: string, links = 0): Place {
    let place = this.places.get(path);
    if (!place) this.places.set(path, (place = this.find(path, links)));
    return place;
  }

  /** Folder by folder, as the system finds it, so that every link on the way is seen. */
  private find(path: string, links: number): Place {
    const above = dirname(path);
    if (above === path) return { real: path, kind: 'folder' };
    const folder = this.place(above, links);
    const real = join(folder.real, basename(path));
    if (folder.kind !== 'folder') return { real, kind: undefined };
    if (real !== path) return this.place(real, links);
    const found = lookAt(path);
    this.looked.set(path, found);
    const target = linkTarget(found);
    if (target !== undefined && links < MOST_LINKS) return this.place(resolve(above, target), links + 1);
    if (found === 'file' || found === 'folder') return { real, kind: found };
    return { real, kind: found !== null && this.isRefused(path) ? 'refused' : undefined };
  }

  /** Node takes all but a folder for a file, and would wait for a pipe. */
  private isRefused(path: string): boolean {
    try {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat) this.refused(new NotAFileError(path, stat));
      return stat !== undefined;
    } catch (error) {
      if (isMissing(error)) return false;
      this.refused(error as NodeJS.ErrnoException);
      return true;
    }
  }
}

export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function noPackageLooks(): PackageLooks {
  return { found: new Map(), missing: new Set() };
}
