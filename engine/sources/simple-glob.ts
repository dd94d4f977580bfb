import { readdirSync, type Dirent } from 'node:fs';
import { isMissing } from '../file-problem';

/** A glob that a plain walk can handle: a folder, a flag for nested folders, and a test of file names. */
interface SimpleGlob {
  readonly folder: string;
  readonly deep: boolean;
  readonly matches: (name: string) => boolean;
}

/**
 * Finds the files of a simple glob; undefined for other globs. Simple forms are `a/b.txt`, `a/*.ext` and `a/**\/*.ext`,
 * with `*` and `{x,y}` only in the last part. Such a walk takes less time than loading a general matcher. The result
 * equals that of fast-glob without following links; not sorted.
 *
 * @param skip tells if a folder (relative path) is left out with all its contents
 * @param onFolder called with each folder (absolute path) before it is listed
 * @param dot true if `*` and `**` match names that begin with a dot
 */
export function walkSimpleGlob(
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
 * A path matcher for a simple glob, or for `a/**` (`a` itself and everything below); undefined for other globs. Equals
 * micromatch with `dot`, whose loading takes longer than testing many paths.
 */
export function simpleMatcher(glob: string): ((path: string) => boolean) | undefined {
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

/** A path matcher for any glob. Names that begin with a dot are matched like others. */
export function matcherOf(glob: string): (path: string) => boolean {
  return simpleMatcher(glob) ?? anyMatcher(glob);
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

/** True if a part of a glob has no special characters. */
function isPlain(part: string): boolean {
  return part !== '.' && part !== '' && !/[*?[\]{}()!+@\\]/.test(part);
}

function isDot(name: string): boolean {
  return name.startsWith('.');
}

/** A test for names by a pattern with `*` and one level of `{x,y}`; undefined for other patterns. */
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
  // As in fast-glob, `*` alone matches every nonempty name.
  const expression = new RegExp(`^${source}$`);
  // If the pattern begins with a wildcard, it does not match a leading dot.
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
    // A missing folder matches nothing. An unreadable folder is an error, because it may contain files.
    if (isMissing(error)) return [];
    throw error;
  }
}
