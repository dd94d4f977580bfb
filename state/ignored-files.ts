import { join } from 'node:path';
import type { Ignore } from 'ignore';
import { globsMeet } from './glob-meet';
import { textOrNothing } from './text-or-nothing';

/** The files of a workspace that git, and so Nx, ignores. All paths are relative to it. */
export interface IgnoredFiles {
  /** True if a file, or a folder around it, is ignored. */
  readonly isIgnored: (path: string) => boolean;
  /**
   * True if a glob could match an ignored file, by the ignore files from the workspace root down to the glob's fixed
   * folders. Errs on the side of yes. Rules such as `*.log` are assumed to name files, not folders that a glob could
   * lead into. Matches in node_modules do not count, because code generation does not search there.
   */
  readonly mayMatch: (glob: string) => boolean;
  /** The ignore files that were read so far. */
  readonly files: readonly string[];
}

/** In order of precedence in Nx. */
const IGNORE_FILES = ['.nxignore', '.gitignore'] as const;

interface Rules {
  readonly matcher: Ignore;
  /** The rules as globs relative to the workspace. */
  readonly globs: readonly string[];
}

/**
 * Reads ignore files lazily, once each. A global ignore file of git is not read, because results would then differ
 * between machines.
 */
export function ignoredFiles(workspaceRoot: string): IgnoredFiles {
  const known = new Map<string, Rules | undefined>();
  const files: string[] = [];
  const rulesIn = (file: string, folder: string): Rules | undefined => {
    if (known.has(file)) return known.get(file);
    const text = textOrNothing(join(workspaceRoot, file));
    if (text !== undefined) files.push(file);
    const rules = text === undefined ? undefined : readRules(text, folder);
    known.set(file, rules);
    return rules;
  };
  const rulesFor = (folder: string, kind: string): Rules | undefined =>
    rulesIn(folder === '.' ? kind : `${folder}/${kind}`, folder);
  const exclude = (): Rules | undefined => rulesIn('.git/info/exclude', '.');

  /** The verdict of the rules on a path itself, regardless of its parent folders. */
  const verdict = (path: string): boolean => {
    const around = foldersAbove(path);
    for (const kind of IGNORE_FILES) {
      for (const folder of around) {
        const found = test(rulesFor(folder, kind), folder, path);
        if (found !== undefined) return found;
      }
    }
    return test(exclude(), '.', path) ?? false;
  };
  const folders = new Map<string, boolean>();
  const isFolderIgnored = (folder: string): boolean => {
    const before = folders.get(folder);
    if (before !== undefined) return before;
    const found = folder !== '.' && (isFolderIgnored(foldersAbove(folder)[0] ?? '.') || verdict(`${folder}/`));
    folders.set(folder, found);
    return found;
  };
  return {
    isIgnored: (path) => isFolderIgnored(foldersAbove(path)[0] ?? '.') || verdict(path),
    mayMatch: (glob) => {
      const fixed = fixedFolder(glob);
      if (isFolderIgnored(fixed)) return true;
      const all = [fixed, ...foldersAbove(fixed)].flatMap((folder) =>
        IGNORE_FILES.map((kind) => rulesFor(folder, kind)),
      );
      return [...all, exclude()].some((rules) => rules?.globs.some((rule) => globsMeet(rule, glob)));
    },
    files,
  };
}

function readRules(text: string, folder: string): Rules {
  const ignore = require('ignore') as typeof import('ignore');
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim());
  return {
    matcher: ignore({ allowRelativePaths: true }).add(text.replace(/^\uFEFF/, '')),
    globs: lines.filter((line) => line !== '' && !/^[#!]/.test(line)).flatMap((line) => globsOf(line, folder)),
  };
}

/** The globs of the files that a rule matches. */
function globsOf(rule: string, folder: string): string[] {
  const path = rule.replace(/\/+$/, '').replace(/^\//, '');
  const isAnchored = rule.replace(/\/+$/, '').includes('/');
  const start = `${folder === '.' ? '' : `${folder}/`}${isAnchored ? '' : '**/'}`;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'node_modules' || name === '.git' || name === '.nx') return [];
  const isFile = /\*.*\.\w+$|\.\w+$/.test(name) && !name.startsWith('.') && !rule.endsWith('/');
  return [...(rule.endsWith('/') ? [] : [`${start}${path}`]), ...(isFile ? [] : [`${start}${path}/**/*`])];
}

/** The verdict of rules on a path itself; not on its parent folders, which other rules may re-include. */
function test(rules: Rules | undefined, folder: string, path: string): boolean | undefined {
  if (!rules) return undefined;
  const relative = folder === '.' ? path : path.slice(folder.length + 1);
  const { ignored, unignored } = rules.matcher.test(relative);
  if (!ignored) return unignored ? false : undefined;
  const end = relative.replace(/\/$/, '').lastIndexOf('/');
  return end >= 0 && rules.matcher.ignores(relative.slice(0, end + 1)) ? undefined : true;
}

/** The parent folders of a path, nearest first, `.` last; none for the workspace itself. */
function foldersAbove(path: string): string[] {
  if (path === '.') return [];
  const parts = path.replace(/\/$/, '').split('/').slice(0, -1);
  return [...parts.map((_part, index) => parts.slice(0, parts.length - index).join('/')), '.'];
}

/** The leading folders of a glob that have no wildcard. */
function fixedFolder(glob: string): string {
  const folders = glob.split('/').slice(0, -1);
  const wild = folders.findIndex((part) => /[*?[\]{}()!+@]/.test(part));
  return (wild < 0 ? folders : folders.slice(0, wild)).join('/') || '.';
}
