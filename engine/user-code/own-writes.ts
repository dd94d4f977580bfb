import { resolve, sep } from 'node:path';

/** Paths that user code has created in this process. Reading them again is not an input. */
export class OwnWrites {
  private readonly paths = new Set<string>();
  /** Prefixes of temporary folders, whose full names only the system knows. */
  private readonly prefixes: string[] = [];

  add(path: string): void {
    this.paths.add(resolve(path));
  }

  addPrefix(prefix: string): void {
    const absolute = resolve(prefix) + (/[\\/]$/.test(prefix) ? sep : '');
    if (!this.prefixes.includes(absolute)) this.prefixes.push(absolute);
  }

  /** Absolute paths. */
  list(): string[] {
    return [...this.paths];
  }

  /** True if the path or one of its parent folders was created by user code. */
  has(path: string): boolean {
    if (this.paths.size === 0 && this.prefixes.length === 0) return false;
    if (this.prefixes.some((prefix) => path.startsWith(prefix))) return true;
    for (let one = path; ; one = resolve(one, '..')) {
      if (this.paths.has(one)) return true;
      if (one === resolve(one, '..')) return false;
    }
  }
}
