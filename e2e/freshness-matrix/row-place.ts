import { existsSync, readFileSync, rmSync, symlinkSync, mkdirSync, renameSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { Workspace } from '../support/workspace';
import type { Json, Locked, Place } from './place';
import type { Row } from './row';

/** The project of one row in a workspace. */
export class RowPlace implements Place {
  /** The output of this row in the run before the edit. */
  log = '';

  constructor(
    readonly workspace: Workspace,
    readonly row: Row,
  ) {}

  get folder(): string {
    return `rows/${this.row.id}`;
  }

  /** Relative to the workspace. */
  path(path: string): string {
    return path.startsWith('/') ? path.slice(1) : `${this.folder}/${path}`;
  }

  absolute(path: string): string {
    return join(this.workspace.root, this.path(path));
  }

  write(path: string, content: string | Json): void {
    this.workspace.write(this.path(path), content);
  }

  read(path: string): string {
    return this.workspace.read(this.path(path));
  }

  replace(path: string, from: string, to: string): void {
    const before = this.read(path);
    if (!before.includes(from)) throw new Error(`${this.path(path)} does not have ${from}`);
    this.write(path, before.replace(from, to));
  }

  remove(path: string): void {
    rmSync(this.absolute(path), { recursive: true, force: true });
  }

  rename(from: string, to: string): void {
    mkdirSync(dirname(this.absolute(to)), { recursive: true });
    renameSync(this.absolute(from), this.absolute(to));
  }

  link(path: string, target: string): void {
    const place = join(this.workspace.root, path);
    mkdirSync(dirname(place), { recursive: true });
    rmSync(place, { recursive: true, force: true });
    symlinkSync(target, place);
  }

  git(...args: readonly string[]): void {
    execFileSync('git', [...args], { cwd: this.workspace.root, stdio: 'pipe' });
  }

  /** A file of the output folder; undefined if it is missing. */
  output(path: string): string | undefined {
    const file = this.absolute(`${this.row.outputDir}/${path}`);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  options(changes: Json): void {
    this.task((task) => ({ ...task, options: { ...(task['options'] as Json), ...changes } }));
  }

  private task(change: (task: Json) => Json): void {
    const file = 'nx-workflow.json';
    const workflow = JSON.parse(this.read(file)) as { tasks: Record<string, Json> };
    workflow.tasks[this.row.target] = change(workflow.tasks[this.row.target] ?? {});
    this.write(file, { ...workflow });
  }

  addNamedInputs(): void {
    const named = [...this.log.matchAll(/add to the target's inputs: (.+)$/gm)].map(([, line = '']) => line);
    const inputs = [...new Set(named)].flatMap((line) => JSON.parse(`[${line}]`) as unknown[]);
    this.task((task) => ({ ...task, inputs: [...((task['inputs'] as unknown[] | undefined) ?? []), ...inputs] }));
  }

  lock(packages: Readonly<Record<string, Locked>>): void {
    const file = 'package-lock.json';
    const lock = JSON.parse(this.workspace.read(file)) as { packages: Record<string, object> };
    for (const [name, locked] of Object.entries(packages)) {
      const resolved = `https://registry.npmjs.org/${name}/-/${name}-${locked.version}.tgz`;
      const integrity = locked.integrity ?? `sha512-${name}-${locked.version}`;
      lock.packages[`node_modules/${name}`] = { resolved, integrity, ...locked };
    }
    this.workspace.write(file, lock);
  }
}
