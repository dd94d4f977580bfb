import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';

export interface CloneOptions {
  /** A real path, without links. */
  readonly workspaceRoot: string;
  readonly clone: string;
  /** Folders of projects, relative to the workspace. */
  readonly projectRoots: readonly string[];
  /** The package of the task's executor: its implementation is not among the task's inputs. */
  readonly executorPackage: string;
}

/**
 * Links the packages of the workspace and of its projects into a clone: each by its own link, so that files that a task
 * writes beside them (`node_modules/.cache`) stay in the clone. A package that is part of the workspace is linked to its
 * copy in the clone, if there is one, unless it is the executor's.
 */
export function linkPackages(of: CloneOptions): void {
  for (const root of new Set(['.', ...of.projectRoots])) {
    const from = join(of.workspaceRoot, root, 'node_modules');
    if (!existsSync(from)) continue;
    const names = readdirSync(from).filter((name) => name !== '.cache');
    const packages = names.flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(from, name)).map((scoped) => `${name}/${scoped}`) : [name],
    );
    for (const name of packages) link(name, from, join(of.clone, root, 'node_modules'), of);
  }
}

function link(name: string, fromFolder: string, toFolder: string, of: CloneOptions): void {
  const [from, to] = [join(fromFolder, name), join(toFolder, name)];
  mkdirSync(dirname(to), { recursive: true });
  if (statSync(from, { throwIfNoEntry: false })?.isFile()) copyFileSync(from, to);
  else symlinkSync(name === of.executorPackage ? from : targetOf(from, of), to, 'junction');
}

function targetOf(from: string, { workspaceRoot, clone }: CloneOptions): string {
  if (!lstatSync(from).isSymbolicLink() || !existsSync(from)) return from;
  const real = realpathSync(from);
  const isInside = real === workspaceRoot || real.startsWith(workspaceRoot + sep);
  if (!isInside || real.split(sep).includes('node_modules')) return real;
  const copy = join(clone, real.slice(workspaceRoot.length));
  return existsSync(join(copy, 'package.json')) ? copy : real;
}
