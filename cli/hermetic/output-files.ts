import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../../diagnostics/diagnostic';
import { sha256 } from '../../state/hash';
import { readRegular } from '../../state/regular-file';

/** Files by path, relative to a root, with a text that identifies the state of the file. */
export type FileStates = ReadonlyMap<string, string>;

/** True if a path is an output, in a folder that is an output, or matched by a glob. */
export function isOutputOf(outputs: readonly string[]): (path: string) => boolean {
  const micromatch = require('micromatch') as typeof import('micromatch');
  const matcher = (output: string): ((path: string) => boolean) => {
    const clean = output.replace(/^\.\//, '').replace(/\/$/, '');
    const matches = micromatch.matcher(clean, { dot: true });
    const below = micromatch.matcher(`${clean}/**`, { dot: true });
    return (path) => path === clean || path.startsWith(`${clean}/`) || matches(path) || below(path);
  };
  const takes = outputs.filter((output) => !output.startsWith('!')).map(matcher);
  const leaves = outputs.filter((output) => output.startsWith('!')).map((output) => matcher(output.slice(1)));
  return (path) => takes.some((takesIt) => takesIt(path)) && !leaves.some((leavesIt) => leavesIt(path));
}

/** The existing files of a task's outputs below a root, with content hashes or link targets. */
export function outputFiles(root: string, outputs: readonly string[]): FileStates {
  const { sync, escapePath } = require('fast-glob') as typeof import('fast-glob');
  const globs = outputs
    .filter((output) => !output.startsWith('!'))
    .map((output) => output.replace(/^\.\//, '').replace(/\/$/, ''))
    .flatMap((output) => {
      const stat = lstatSync(join(root, output), { throwIfNoEntry: false });
      if (stat) return stat.isDirectory() ? [`${escapePath(output)}/**`] : [escapePath(output)];
      return /[*?[\]{}()]/.test(output) ? [output, `${output}/**`] : [];
    });
  const isOutput = isOutputOf(outputs);
  return contentsOf(root, sync(globs, FIND(root)).filter(isOutput));
}

/** All files below a root, with inode, time and size; without packages and Nx's own files. */
export function fileStamps(root: string): FileStates {
  const { sync } = require('fast-glob') as typeof import('fast-glob');
  const paths = sync('**', { ...FIND(root), ignore: ['**/node_modules/**', '.nx/**', '.git/**'] });
  return new Map(
    paths.flatMap((path): [string, string][] => {
      const stat = lstatSync(join(root, path), { bigint: true, throwIfNoEntry: false });
      return stat && !stat.isDirectory() ? [[path, `${stat.ino} ${stat.mtimeNs} ${stat.size}`]] : [];
    }),
  );
}

const FIND = (cwd: string): import('fast-glob').Options => ({
  cwd,
  dot: true,
  onlyFiles: false,
  followSymbolicLinks: false,
  objectMode: false,
});

function contentsOf(root: string, paths: readonly string[]): FileStates {
  const entries = [...new Set(paths)].sort(compareText).flatMap((path): [string, string][] => {
    const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) return [[path, `-> ${readlinkSync(join(root, path))}`]];
    return stat?.isFile() ? [[path, sha256(readRegular(join(root, path)))]] : [];
  });
  return new Map(entries);
}

export interface Difference {
  readonly path: string;
  /** `missing`: in the first only. `extra`: in the second only. */
  readonly kind: 'changed' | 'missing' | 'extra';
}

/** The differences between two states, sorted by path. */
export function differences(first: FileStates, second: FileStates): Difference[] {
  return [...new Set([...first.keys(), ...second.keys()])].sort(compareText).flatMap((path): Difference[] => {
    if (first.get(path) === second.get(path)) return [];
    return [{ path, kind: !second.has(path) ? 'missing' : !first.has(path) ? 'extra' : 'changed' }];
  });
}
