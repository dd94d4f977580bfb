import { cpSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Edits files in a copy of the repository and restores them. */
export class BrokenFiles {
  private readonly kept = mkdtempSync(join(tmpdir(), 'k1-kept-'));
  /** Backup of each edited path; undefined if the path did not exist. */
  private readonly before = new Map<string, string | undefined>();

  constructor(private readonly root: string) {}

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  write(file: string, content: string | Buffer): void {
    this.keep(file);
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), content);
  }

  /** Replaces text; throws if it is not found. */
  edit(file: string, from: string, to: string): void {
    const text = this.read(file);
    if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
    this.write(
      file,
      text.replace(from, () => to),
    );
  }

  /** Changes the value of a JSON file in place. */
  json(file: string, change: (value: any) => void): void {
    const value = JSON.parse(this.read(file));
    change(value);
    this.write(file, `${JSON.stringify(value, null, 2)}\n`);
  }

  remove(path: string): void {
    this.keep(path);
    rmSync(join(this.root, path), { recursive: true });
  }

  copy(from: string, to: string): void {
    this.write(to, readFileSync(join(this.root, from)));
  }

  /** Replaces a file or folder by a symbolic link. */
  link(path: string, target: string): void {
    this.keep(path);
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    rmSync(join(this.root, path), { recursive: true, force: true });
    symlinkSync(target, join(this.root, path));
  }

  /** Backs up a file or folder, so that `mend` restores it. */
  keep(path: string): void {
    if ([...this.before.keys()].some((one) => path === one || path.startsWith(`${one}/`))) return;
    // Back up the topmost missing folder, so that new folders are removed, too.
    const parent = dirname(path);
    if (parent !== '.' && !this.exists(parent)) return this.keep(parent);
    if (!this.exists(path)) return void this.before.set(path, undefined);
    const aside = join(this.kept, String(this.before.size));
    cpSync(join(this.root, path), aside, { recursive: true, verbatimSymlinks: true });
    this.before.set(path, aside);
  }

  /** Restores all edited files. */
  mend(): void {
    // In reverse order: a folder may have been backed up after a file in it was edited.
    for (const [path, aside] of [...this.before].reverse()) {
      rmSync(join(this.root, path), { recursive: true, force: true });
      if (aside) cpSync(aside, join(this.root, path), { recursive: true, verbatimSymlinks: true });
    }
    rmSync(this.kept, { recursive: true });
  }

  private exists(path: string): boolean {
    return lstatSync(join(this.root, path), { throwIfNoEntry: false }) !== undefined;
  }
}
