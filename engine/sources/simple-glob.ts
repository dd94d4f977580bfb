import { readdirSync, type Dirent } from 'node:fs';
import { isMissing } from '../file-problem';

/** A glob that a plain walk answers: a folder, whether to look below it, and a test of the file's name. */
interface SimpleGlob {
  readonly folder: string;
  readonly deep: boolean;
  readonly matches: (name: string) => boolean;
}

/**
 * The files that a glob of a common form selects, or undefined where the glob is of another form: `a/b.txt`,
 * `a/*.ext`, `a/**\/*.ext`, with `*` and `{x,y}` in the last part alone. A general matcher takes longer to load
 * than such a walk takes. Answers as fast-glob does without following links; not sorted.
 *
 * @param skip whether to leave out a folder (relative path) with all that is in it
 * @param onFolder told of each folder (absolute path) before its names are read
 * @param dot whether `*` and `**` take names that begin with a dot, too
 */
export function findSimply(
  root: string,
  glob: string,
  skip: (folder: string) => boolean,
  onFolder?: (folder: string) => void,
  dot = true,
): string[] | undefined {
  const simple = parse(glob, dot);
  if (!simple) return undefined;
  const found: string[] = [];
  const walk = (folder: string): void => {
    const place = folder === '' ? root : `${root}/${folder}`;
    onFolder?.(place);
    for (const entry of read(place)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) {
        if (simple.matches(entry.name)) found.push(path);
      } else if (simple.deep && entry.isDirectory() && (dot || !isDot(entry.name)) && !skip(path)) walk(path);
    }
  };
  if (!isSkipped(simple.folder, skip)) walk(simple.folder);
  return found;
}

/**
 * A test for paths by a glob of such a form, or by `a/**` (the folder, or the file of that name, with all below), or
 * undefined where it is of another. Answers as micromatch does with `dot`. Its loading takes longer than the test of
 * many paths.
 */
export function matchSimply(glob: string): ((path: string) => boolean) | undefined {
  const parts = glob.split('/');
  if (parts.pop() === '**' && parts.every(isPlain)) {
    const whole = parts.join('/');
    return (path) => whole === '' || path === whole || path.startsWith(`${whole}/`);
  }
  const simple = parse(glob, true);
  if (!simple) return undefined;
  const { folder, deep, matches } = simple;
  const start = folder === '' ? '' : `${folder}/`;
  return (path) => {
    const from = path.lastIndexOf('/') + 1;
    const isThere = deep ? path.startsWith(start) : from === start.length && path.startsWith(start);
    return isThere && matches(path.slice(from));
  };
}

/** A test for paths by any glob; names that begin with a dot are names like others. */
export function matcherOf(glob: string): (path: string) => boolean {
  return matchSimply(glob) ?? anyMatcher(glob);
}

function anyMatcher(glob: string): (path: string) => boolean {
  const micromatch = require('micromatch') as typeof import('micromatch');
  return micromatch.matcher(glob, { dot: true });
}

function parse(glob: string, dot: boolean): SimpleGlob | undefined {
  const parts = glob.split('/');
  const last = parts.pop() ?? '';
  const deep = parts.at(-1) === '**';
  if (deep) parts.pop();
  if (!parts.every(isPlain)) return undefined;
  const matches = nameTest(last, dot);
  return matches ? { folder: parts.join('/'), deep, matches } : undefined;
}

/** Whether a part of a glob names one folder. */
function isPlain(part: string): boolean {
  return part !== '.' && part !== '' && !/[*?[\]{}()!+@\\]/.test(part);
}

function isDot(name: string): boolean {
  return name.startsWith('.');
}

/** A test for a name with `*` and one level of `{x,y}`; undefined for anything else. */
function nameTest(pattern: string, dot: boolean): ((name: string) => boolean) | undefined {
  if (pattern === '' || pattern.includes('**') || !/^[\w\-. *{},]+$/.test(pattern)) return undefined;
  if (!/^[^{}]*(?:\{[^{}]*,[^{}]*\}[^{}]*)*$/.test(pattern)) return undefined;
  const source = pattern.replace(/[.*{},-]/g, (sign, at: number) => {
    if (sign === '*') return '[^/]*';
    if (sign === '{') return '(?:';
    if (sign === '}') return ')';
    if (sign === ',') return isInBraces(pattern, at) ? '|' : ',';
    return `\\${sign}`;
  });
  // In fast-glob, too, a pattern that is a star alone takes every name but an empty one.
  const expression = new RegExp(`^${source}$`);
  // Where the name does not begin as it is written, only a dot that is written takes one.
  if (!dot && /^[*{]/.test(pattern))
    return pattern.startsWith('{') ? undefined : (name) => !isDot(name) && expression.test(name);
  return (name) => expression.test(name);
}

function isInBraces(pattern: string, at: number): boolean {
  return pattern.lastIndexOf('{', at) > pattern.lastIndexOf('}', at);
}

function isSkipped(folder: string, skip: (folder: string) => boolean): boolean {
  const parts = folder.split('/');
  return folder !== '' && parts.some((_part, index) => skip(parts.slice(0, index + 1).join('/')));
}

function read(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // No such folder: the glob matches nothing. A folder that cannot be read is not the same as an empty one.
    if (isMissing(error)) return [];
    throw error;
  }
}
