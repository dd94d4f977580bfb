import { posix } from 'node:path';
import { compareText } from '../../../diagnostics/diagnostic';
import type { Settings } from '../settings';
import { findSimply } from './simple-glob';

/** The files that a target's globs select; all relative to the workspace's root, sorted by code unit. */
export interface Discovered {
  readonly specs: readonly string[];
  /** Name to path. The name is the path below the glob's fixed part, without `.hbs`. */
  readonly templates: ReadonlyMap<string, string>;
  /** Name to path. The name is the path below the glob's fixed part, without extension. */
  readonly partials: ReadonlyMap<string, string>;
  /** Two partials of one name: the name and both paths. */
  readonly ambiguous: readonly { readonly name: string; readonly paths: readonly [string, string] }[];
}

/** Reads the folders that the globs name. Links are not followed: no file from outside gets in by one. */
export function discover(settings: Settings): Discovered {
  const ambiguous: { name: string; paths: [string, string] }[] = [];
  return {
    specs: find(settings, settings.patterns),
    templates: named(settings, settings.templates, (name) => name.replace(/\.(hbs|handlebars)$/, ''), ambiguous),
    partials: named(settings, settings.partials, (name) => name.replace(/(?<=[^/])\.[^/]*$/, ''), ambiguous),
    ambiguous,
  };
}

function named(
  settings: Settings,
  globs: readonly string[],
  toName: (path: string) => string,
  ambiguous: { name: string; paths: [string, string] }[],
): Map<string, string> {
  const byName = new Map<string, string>();
  for (const glob of globs.filter((text) => !text.startsWith('!'))) {
    const base = fixedPart(glob);
    for (const path of find(settings, [glob, ...globs.filter((text) => text.startsWith('!'))])) {
      const name = toName(base === '.' ? path : path.slice(base.length + 1));
      const other = byName.get(name);
      if (other !== undefined && other !== path) ambiguous.push({ name, paths: [other, path] });
      else byName.set(name, path);
    }
  }
  return new Map([...byName].sort(([a], [b]) => compareText(a, b)));
}

/** The leading folders of a glob that hold no wildcard: `a/b` for `a/b/**\/*.hbs`. */
function fixedPart(glob: string): string {
  const fixed = glob.split('/').slice(0, -1);
  const wild = fixed.findIndex((part) => /[*?[\]{}()]/.test(part));
  return (wild < 0 ? fixed : fixed.slice(0, wild)).join('/') || '.';
}

function find(settings: Settings, globs: readonly string[]): string[] {
  if (globs.length === 0) return [];
  const found = globs.every((glob) => !glob.startsWith('!')) ? walk(settings, globs) : undefined;
  return [...new Set(found ?? match(settings, globs))].sort(compareText);
}

/** By plain walks, where every glob is of a simple form. */
function walk({ workspaceRoot, outputDir }: Settings, globs: readonly string[]): string[] | undefined {
  const found: string[] = [];
  for (const glob of globs) {
    const paths = findSimply(
      workspaceRoot,
      glob,
      (folder) => folder === outputDir || /(^|\/)(node_modules|\.git)$/.test(folder),
    );
    if (!paths) return undefined;
    found.push(...paths);
  }
  return found;
}

function match(settings: Settings, globs: readonly string[]): string[] {
  const { escapePath, sync } = require('fast-glob') as typeof import('fast-glob');
  const found = sync([...globs], {
    cwd: settings.workspaceRoot,
    dot: true,
    onlyFiles: true,
    followSymbolicLinks: false,
    ignore: ['**/node_modules/**', '**/.git/**', `${escapePath(settings.outputDir)}/**`],
  });
  return found.map((path) => posix.normalize(path));
}
