import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { sha256 } from '../state/hash';
import { NotAFileError, readWithStat } from '../state/regular-file';
import { type PathState, linkTarget, pathState, type Lookups, numbersOf } from './path-state';

/** The fields of a package.json that affect module resolution. */
export interface PackageJson {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly type?: unknown;
  readonly main?: unknown;
  readonly exports?: unknown;
  readonly imports?: unknown;
}

/** Every package.json that was looked up, by its path before links are resolved. */
export interface PackageLookups {
  /** sha256 by path; empty for an unreadable file. */
  readonly found: Map<string, string>;
  readonly missing: Set<string>;
}

type Refused = (error: NodeJS.ErrnoException) => void;

/** The place that a path resolves to through all links. */
interface Place {
  readonly real: string;
  /** `refused`: something that Node cannot load, such as a pipe. */
  readonly kind: 'file' | 'folder' | 'refused' | undefined;
}

interface ReadPackage {
  readonly json: PackageJson | 'unreadable' | undefined;
  readonly sha256: string;
}

const NO_PACKAGE: ReadPackage = { json: undefined, sha256: '' };

/** The limit of Linux. */
const MAX_LINKS = 40;

/**
 * The reads of module resolution, each path once. Node's own resolver is not used: it caches results for the lifetime of
 * the process, so that a daemon or a watch process would get stale results, and it blocks on a pipe in place of a
 * package.json.
 *
 * Use an instance for one query only: it does not notice later changes.
 */
export class ModuleDisk {
  private constructor(
    private readonly refused: Refused,
    private readonly places: Map<string, Place>,
    private readonly packages: Map<string, ReadPackage>,
    private readonly states: Map<string, PathState>,
    readonly packageLookups: PackageLookups,
  ) {}

  /** @param refused called once for each existing path that cannot be read */
  static create(refused: Refused): ModuleDisk {
    return new ModuleDisk(refused, new Map(), new Map(), new Map(), noPackageLookups());
  }

  /** Shares the reads of this disk, but records the lookups of package.json files separately. */
  withOwnPackageLookups(): ModuleDisk {
    return new ModuleDisk(this.refused, this.places, this.packages, this.states, noPackageLookups());
  }

  /**
   * All lookups that the results depend on: each path, its parent folders and the targets of links on the way. While
   * these are the same, so are the results. Contents count for package.json files only.
   */
  get lookups(): Lookups {
    return this.states;
  }

  /** The kind of a path, links followed; undefined if there is nothing that Node can load. */
  kind(path: string): 'file' | 'folder' | undefined {
    const { kind } = this.place(resolve(path));
    if (kind === 'refused' || (kind === 'file' && /[\\/]$/.test(path))) return undefined;
    return kind;
  }

  isFile(path: string): boolean {
    return this.kind(path) === 'file';
  }

  /** The real path of a file or folder; for a missing one, the real path that it would have. */
  real(path: string): string {
    return this.place(resolve(path)).real;
  }

  /** A folder's package.json: without fields if it is not valid JSON, which Node reports when it loads the package. */
  packageJson(folder: string): PackageJson | 'unreadable' | undefined {
    const path = join(folder, 'package.json');
    const { real, kind } = this.place(resolve(path));
    // By its real path, so that each file is read once, whatever links lead to it.
    let read = this.packages.get(real);
    if (!read) this.packages.set(real, (read = kind === 'file' ? this.readPackageJson(real) : NO_PACKAGE));
    const json = kind === 'refused' ? 'unreadable' : read.json;
    if (json === undefined) this.packageLookups.missing.add(path);
    else this.packageLookups.found.set(path, read.sha256);
    return json;
  }

  private readPackageJson(path: string): ReadPackage {
    let bytes: Buffer;
    try {
      const read = readWithStat(path);
      bytes = read.bytes;
      this.states.set(path, numbersOf(read.stat));
    } catch (error) {
      if (isMissing(error)) {
        this.states.set(path, null);
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

  /** Resolves a path folder by folder, like the system, so that every link on the way is recorded. */
  private find(path: string, links: number): Place {
    const above = dirname(path);
    if (above === path) return { real: path, kind: 'folder' };
    const folder = this.place(above, links);
    const real = join(folder.real, basename(path));
    if (folder.kind !== 'folder') return { real, kind: undefined };
    if (real !== path) return this.place(real, links);
    const found = pathState(path);
    this.states.set(path, found);
    const target = linkTarget(found);
    if (target !== undefined && links < MAX_LINKS) return this.place(resolve(above, target), links + 1);
    if (found === 'file' || found === 'folder') return { real, kind: found };
    return { real, kind: found !== null && this.isRefused(path) ? 'refused' : undefined };
  }

  /** True for pipes and the like: Node reads anything but a folder as a file, and would block. */
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

function noPackageLookups(): PackageLookups {
  return { found: new Map(), missing: new Set() };
}
