import { cpSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files of a copy of the repository, which can be broken in any way, and mended again as they were. */
export class BrokenFiles {
  private readonly kept = mkdtempSync(join(tmpdir(), 'k1-kept-'));
  /** Where each place that was touched is kept as it was; undefined where there was nothing. */
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

  /** Replaces text that must be there. */
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

  /** Puts a symbolic link in the place of whatever is there. */
  link(path: string, target: string): void {
    this.keep(path);
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    rmSync(join(this.root, path), { recursive: true, force: true });
    symlinkSync(target, join(this.root, path));
  }

  /** Keeps a file or folder as it is, so that `mend` brings it back whoever changes it. */
  keep(path: string): void {
    if ([...this.before.keys()].some((one) => path === one || path.startsWith(`${one}/`))) return;
    // A folder that is made for a file goes with it.
    const parent = dirname(path);
    if (parent !== '.' && !this.exists(parent)) return this.keep(parent);
    if (!this.exists(path)) return void this.before.set(path, undefined);
    const aside = join(this.kept, String(this.before.size));
    cpSync(join(this.root, path), aside, { recursive: true, verbatimSymlinks: true });
    this.before.set(path, aside);
  }

  /** Undoes all of it. */
  mend(): void {
    // Backwards: a folder may have been kept after a file in it was changed.
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
