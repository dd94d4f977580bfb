import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../../diagnostics/diagnostic';
import { sha256 } from '../../state/hash';
import { readRegular } from '../../state/regular-file';

/** Files by path, relative to the root, with what tells one state of a file from another. */
export type Contents = ReadonlyMap<string, string>;

/** True if a path is among outputs: named itself, in a folder that is named, or matched by a glob. */
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

/** The files among a task's outputs that are on disk below a root. */
export function outputFiles(root: string, outputs: readonly string[]): Contents {
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

/** All files below a root as they were last written, but packages and what Nx keeps for itself. */
export function filesAsWritten(root: string): Contents {
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

function contentsOf(root: string, paths: readonly string[]): Contents {
  const entries = [...new Set(paths)].sort(compareText).flatMap((path): [string, string][] => {
    const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) return [[path, `-> ${readlinkSync(join(root, path))}`]];
    return stat?.isFile() ? [[path, sha256(readRegular(join(root, path)))]] : [];
  });
  return new Map(entries);
}

export interface Difference {
  readonly path: string;
  /** Seen from the first: `missing` is in the first only, `extra` in the second only. */
  readonly kind: 'changed' | 'missing' | 'extra';
}

/** What sets two states apart, sorted by path. */
export function differences(first: Contents, second: Contents): Difference[] {
  return [...new Set([...first.keys(), ...second.keys()])].sort(compareText).flatMap((path): Difference[] => {
    if (first.get(path) === second.get(path)) return [];
    return [{ path, kind: !second.has(path) ? 'missing' : !first.has(path) ? 'extra' : 'changed' }];
  });
}
