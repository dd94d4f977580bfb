import { resolve, sep } from 'node:path';

/** What user code has made itself in this process: to look at it again is not to read. */
export class OwnWrites {
  private readonly paths = new Set<string>();
  /** The beginnings of paths of temporary folders, whose ends only the system knows. */
  private readonly prefixes: string[] = [];

  add(path: string): void {
    this.paths.add(resolve(path));
  }

  addPrefix(prefix: string): void {
    const absolute = resolve(prefix) + (/[\\/]$/.test(prefix) ? sep : '');
    if (!this.prefixes.includes(absolute)) this.prefixes.push(absolute);
  }

  /** Absolute. */
  list(): string[] {
    return [...this.paths];
  }

  /** Whether it, or a folder that it lies in, has been made so. */
  has(path: string): boolean {
    if (this.paths.size === 0 && this.prefixes.length === 0) return false;
    if (this.prefixes.some((prefix) => path.startsWith(prefix))) return true;
    for (let one = path; ; one = resolve(one, '..')) {
      if (this.paths.has(one)) return true;
      if (one === resolve(one, '..')) return false;
    }
  }
}
