import { posix } from 'node:path';
import { compareText } from '../../diagnostics/diagnostic';
import { isTypeDeclaration, withoutTemplateEnding } from '../../modules/template-module';
import { isInstalled } from '../../modules/package-path';
import { isSameOrInside, type Settings } from '../settings';
import { fixedPart } from './fixed-part';
import { walkSimpleGlob } from './simple-glob';
import type { ObservedPaths } from '../graph/observed-paths';

/** A file that an emit copies. */
export interface Copy {
  /** Index of the emit. */
  readonly emit: number;
  readonly source: string;
  /** Relative to the output folder. */
  readonly path: string;
}

/** The files that a target's globs select; relative to the workspace root, sorted by code unit. */
export interface Discovered extends DiscoveredTemplates {
  readonly specs: readonly string[];
  readonly copies: readonly Copy[];
}

export interface DiscoveredTemplates {
  /** Paths by name. The name is the path below the glob's fixed part, without `.hbs` or a module's extension. */
  readonly templates: ReadonlyMap<string, string>;
  /** Paths by name. A partial may have several names: see {@link partialNames}. */
  readonly partials: ReadonlyMap<string, string>;
  /** Names that two templates or two partials share, with both paths. */
  readonly ambiguous: readonly { readonly name: string; readonly paths: readonly [string, string] }[];
}

/**
 * Finds the files of the globs. As in a shell, `*` and `**` skip names that begin with a dot. Links are not followed,
 * so no outside file is included.
 *
 * @param observed gets every folder that is listed
 */
export function discover(settings: Settings, observed?: ObservedPaths): Discovered {
  const select = (globs: readonly string[]): string[] => find(settings, globs, observed);
  return {
    specs: select(settings.patterns),
    ...discoverTemplates(settings, observed),
    copies: settings.emits.flatMap(({ copy, to }, emit) => (copy ? copiesOf(select, copy, to, emit) : [])),
  };
}

/** Finds only templates and partials. */
export function discoverTemplates(settings: Settings, observed?: ObservedPaths): DiscoveredTemplates {
  const ambiguous: { name: string; paths: [string, string] }[] = [];
  const select = (globs: readonly string[]): string[] => find(settings, globs, observed);
  return {
    templates: filesByName(select, settings.templates, ambiguous),
    partials: partialNames(filesByName(select, settings.partials, ambiguous), settings.partialNames),
    ambiguous,
  };
}

/** If several globs select a file, the first one determines its path. */
function copiesOf(
  select: (globs: readonly string[]) => string[],
  globs: readonly string[],
  to: string,
  emit: number,
): Copy[] {
  const bySource = new Map<string, Copy>();
  const leaves = globs.filter((glob) => glob.startsWith('!'));
  for (const glob of globs.filter((one) => !leaves.includes(one))) {
    const base = fixedPart(glob);
    for (const source of select([glob, ...leaves])) {
      const below = base === '.' ? source : source.slice(base.length + 1);
      const path = posix.join(to, below);
      if (!bySource.has(source))
        bySource.set(source, { emit, source, path: leavesFolder(to) ? `${to}/${below}` : path });
    }
  }
  return [...bySource.values()].sort((a, b) => compareText(a.source, b.source));
}

/** True if joining the path would hide that it leaves the output folder. */
function leavesFolder(to: string): boolean {
  return to.startsWith('/') || to.split('/').includes('..');
}

/**
 * Adds short names of partials. Each partial is known by its path below the glob's fixed part without `.hbs`, and by
 * the same without any extension; with `basename`, also by the last part of both. A full path takes precedence over a
 * short name, and a short name of several files is dropped.
 *
 * @param whole path by full name
 */
export function partialNames(
  whole: ReadonlyMap<string, string>,
  kind: Settings['partialNames'],
): ReadonlyMap<string, string> {
  const byName = new Map(whole);
  const add = (shorten: (name: string) => string): void => {
    const found = new Map<string, Set<string>>();
    for (const [name, path] of whole) {
      const short = shorten(name);
      found.set(short, (found.get(short) ?? new Set()).add(path));
    }
    for (const [name, paths] of found) {
      const [path] = paths;
      if (path !== undefined && paths.size === 1 && !byName.has(name)) byName.set(name, path);
    }
  };
  const withoutExtension = (name: string): string => name.replace(/(?<=[^/])\.[^/]*$/, '');
  add(withoutExtension);
  if (kind === 'basename') {
    add((name) => posix.basename(name));
    add((name) => withoutExtension(posix.basename(name)));
  }
  return new Map([...byName].sort(([a], [b]) => compareText(a, b)));
}

function filesByName(
  select: (globs: readonly string[]) => string[],
  globs: readonly string[],
  ambiguous: { name: string; paths: [string, string] }[],
): Map<string, string> {
  const byName = new Map<string, string>();
  for (const glob of globs.filter((text) => !text.startsWith('!'))) {
    const base = fixedPart(glob);
    for (const path of select([glob, ...globs.filter((text) => text.startsWith('!'))])) {
      if (isTypeDeclaration(path)) continue;
      const name = withoutTemplateEnding(base === '.' ? path : path.slice(base.length + 1));
      const other = byName.get(name);
      if (other !== undefined && other !== path) ambiguous.push({ name, paths: [other, path] });
      else byName.set(name, path);
    }
  }
  return new Map([...byName].sort(([a], [b]) => compareText(a, b)));
}

function find(settings: Settings, globs: readonly string[], observed: ObservedPaths | undefined): string[] {
  if (globs.length === 0) return [];
  const found = globs.every((glob) => !glob.startsWith('!')) ? walk(settings, globs, observed) : undefined;
  // The matcher does not report which folders it lists.
  if (!found) observed?.markIncomplete();
  return [...new Set(found ?? match(settings, globs))].sort(compareText);
}

/** Finds files by plain walks; undefined unless all globs are simple. */
function walk(
  { workspaceRoot, outputDir }: Settings,
  globs: readonly string[],
  observed: ObservedPaths | undefined,
): string[] | undefined {
  const found: string[] = [];
  for (const glob of globs) {
    const base = fixedPart(glob);
    const paths = walkSimpleGlob(
      workspaceRoot,
      glob,
      (folder) => folder === outputDir || (/(^|\/)(node_modules|\.git)$/.test(folder) && !isSameOrInside(base, folder)),
      (folder) => void observed?.stat(folder),
      false,
    );
    if (!paths) return undefined;
    found.push(...paths);
  }
  return found;
}

function match(settings: Settings, globs: readonly string[]): string[] {
  const { escapePath, sync } = require('fast-glob') as typeof import('fast-glob');
  const leaves = globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1));
  const select = (some: readonly string[], ignore: readonly string[]): string[] =>
    some.length === 0
      ? []
      : sync([...some], {
          cwd: settings.workspaceRoot,
          onlyFiles: true,
          followSymbolicLinks: false,
          ignore: [...ignore, '**/.git/**', `${escapePath(settings.outputDir)}/**`, ...leaves],
        });
  const takes = globs.filter((glob) => !glob.startsWith('!'));
  const ofPackages = takes.filter((glob) => isInstalled(fixedPart(glob)));
  const others = takes.filter((glob) => !ofPackages.includes(glob));
  // A glob in a package does not match files of packages nested in it.
  const inPackages = ofPackages.flatMap((glob) => select([glob], [`${fixedPart(glob)}/**/node_modules/**`]));
  return [...select(others, ['**/node_modules/**']), ...inPackages].map((path) => posix.normalize(path));
}
