import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

const REPOSITORY = resolve(__dirname, '../../../..');
const LEFT_OUT = new Set(['.git', '.nx', '.cache', 'node_modules', 'dist', 'build', 'coverage']);

export interface TaskRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the repository's sources that tests may modify. */
export class RepositoryCopy {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'k1-')));
  private readonly touched = new Set<string>();

  constructor() {
    copy(REPOSITORY, this.root);
    symlinkSync(join(REPOSITORY, 'node_modules'), join(this.root, 'node_modules'), 'dir');
  }

  /** Runs a task as its target does: from the root, on one project. */
  run(script: string, projectRoot: string): TaskRun {
    return this.node(join('examples/k1-node1/tasks', script), projectRoot);
  }

  /** Runs a module from the root, in a process of its own. */
  protected node(...args: readonly string[]): TaskRun {
    const env = { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0' };
    const run = spawnSync(process.execPath, args, { cwd: this.root, encoding: 'utf8', env });
    // Slow machines print progress messages.
    const stderr = run.stderr.replace(/^(generating|compiling): \d+ of \d+\n/gm, '');
    return { code: run.status, stdout: run.stdout, stderr };
  }

  write(file: string, text: string | Buffer): void {
    this.touched.add(file);
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  json(file: string): any {
    return JSON.parse(this.read(file));
  }

  /** Replaces text; throws if it is not found. */
  edit(file: string, from: string, to: string): void {
    const text = this.read(file);
    if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
    this.write(file, text.replace(from, to));
  }

  remove(file: string): void {
    this.touched.add(file);
    rmSync(join(this.root, file), { recursive: true, force: true });
  }

  /** Calls a function while a file or folder is moved away. */
  without<T>(path: string, action: () => T): T {
    const place = join(this.root, path);
    const aside = `${this.root}-aside`;
    renameSync(place, aside);
    try {
      return action();
    } finally {
      renameSync(aside, place);
    }
  }

  /** Undoes the edits of the last test. Outputs of tasks stay, as in a workspace. */
  reset(): void {
    for (const file of this.touched) {
      rmSync(join(this.root, file), { recursive: true, force: true });
      if (existsSync(join(REPOSITORY, file))) copy(join(REPOSITORY, file), join(this.root, file));
    }
    this.touched.clear();
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (source) => !LEFT_OUT.has(basename(source)) });
}
