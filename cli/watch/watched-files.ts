import { readdirSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { findCommandInputs } from '../../engine/graph/command-inputs';
import { findFormatInputs } from '../../engine/graph/format-inputs';
import { findPrograms } from '../../engine/graph/program-identity';
import { templateModules } from '../../engine/graph/template-code';
import type { DeclaredInputs } from '../../engine/graph/declared-inputs';
import { MANIFEST_NAME, parseManifest, type Manifest } from '../../engine/graph/manifest';
import {
  hasCommands,
  inputGlobs,
  isSameOrInside,
  namedModules,
  schemaFiles,
  type Settings,
} from '../../engine/settings';
import { fixedPart } from '../../engine/sources/fixed-part';
import { discoverTemplates } from '../../engine/sources/discover';
import { parseReadName } from '../../engine/user-code/reads';
import { importClosure } from '../../modules/import-closure';
import { isInstalled } from '../../modules/package-path';
import { toPosix } from '../../modules/paths';
import type { Lookups } from '../../modules/path-state';
import { readRegular } from '../../state/regular-file';
import { folderStat } from './folder-watch';

/** The files to watch for a target; paths are relative to the workspace. */
export interface WatchedFiles {
  /** Folders that contain or may get an input. */
  readonly folders: ReadonlySet<string>;
  /** Local files of modules in options and of a formatter's configuration: code, which a process loads only once. */
  readonly modules: ReadonlySet<string>;
  isInput(path: string): boolean;
  /** True for modules, files of packages and paths that modules read or look up, since modules may remember these. */
  isRemembered(path: string): boolean;
}

/** Results of earlier runs. */
export interface KnownReads {
  /** Names of everything that modules read. */
  readonly reads: Iterable<string>;
  /** Files of packages that modules load, and paths at which a new package.json would change the resolution. */
  readonly packageFiles: readonly string[];
}

/**
 * Reads the disk, because folders and the imports of modules change.
 *
 * @param declared the target's inputs
 */
export function watchedFiles(
  settings: Settings,
  declared: DeclaredInputs | undefined,
  { reads, packageFiles }: KnownReads,
): WatchedFiles {
  const read = [...reads].map(parseReadName);
  const listed = new Set(read.flatMap(({ kind, what }) => (kind === 'folder' ? [what] : [])));
  const asked = new Set([
    ...read.flatMap(({ kind, what }) => (['file', 'probe', 'link'].includes(kind) ? [what] : [])),
    ...filesGiven(settings),
  ]);
  const code = codeOf(settings);
  const modules = new Set(code.files);
  const places = new Set([...packageFiles, ...code.places]);
  const remembered = [...asked, ...listed, ...places];
  const around = new Set(remembered.flatMap(foldersAround));
  const unseen = read.some(({ kind }) => kind === 'declared') ? declared : undefined;
  const isUnseen = settings.compilers.some((one) => one.compiler === 'command' && !one.depfile);
  const unseenByCommands = isUnseen ? declared : undefined;
  const globs = inputGlobs(settings).flat();
  const single = [
    ...modules,
    ...schemaFiles(settings),
    ...commandPlaces(settings),
    ...formatPlaces(settings),
    ...filesCompiled(settings),
  ];
  const folders = new Set(single.map((path) => folderThere(settings, posix.dirname(path))));
  for (const glob of globs.filter((text) => !text.startsWith('!'))) {
    for (const folder of foldersOf(settings, glob)) folders.add(folder);
  }
  for (const path of asked) if (!isIgnored(settings, path)) folders.add(folderThere(settings, posix.dirname(path)));
  for (const path of listed) if (!isIgnored(settings, path)) folders.add(folderThere(settings, path));
  for (const path of places) folders.add(folderThere(settings, posix.dirname(path)));
  for (const glob of (unseen ?? unseenByCommands)?.globs() ?? [])
    for (const folder of foldersOf(settings, glob)) folders.add(folder);
  const names = new Set(single);
  const micromatch = require('micromatch') as typeof import('micromatch');
  const include = globs.filter((text) => !text.startsWith('!'));
  return {
    folders,
    modules,
    isInput: (path) =>
      names.has(path) || micromatch.isMatch(path, include, { dot: true }) || unseenByCommands?.covers(path) === true,
    isRemembered: (path) =>
      modules.has(path) ||
      asked.has(path) ||
      places.has(path) ||
      around.has(path) ||
      listed.has(posix.dirname(path)) ||
      unseen?.covers(path) === true,
  };
}

/** A path and its parent folders, except the workspace itself. */
function foldersAround(path: string): string[] {
  const folders: string[] = [];
  for (let one = path; one !== '.' && one !== '/'; one = posix.dirname(one)) folders.push(one);
  return folders;
}

/** True if a path is never an input. */
export function isIgnored(settings: Settings, path: string): boolean {
  if (path.split('/').includes('.git') || isSameOrInside(path, settings.outputDir)) return true;
  return isInstalled(path) && !packagePlaces(settings).some((place) => isWithin(path, place));
}

/** The folders of package files that options name. */
function packagePlaces(settings: Settings): string[] {
  const single = [...schemaFiles(settings), ...namedModules(settings).map(([, path]) => path)];
  const folders = [...inputGlobs(settings).flat().map(fixedPart), ...single.map((path) => posix.dirname(path))];
  return folders.filter(isInstalled);
}

/** True if a path is a parent of a folder, or is in the folder but not in a package that is installed there. */
function isWithin(path: string, folder: string): boolean {
  return isSameOrInside(folder, path) || (isSameOrInside(path, folder) && !isInstalled(path.slice(folder.length)));
}

/** The files of modules, and the paths that affect the resolution of their imports. */
function codeOf(settings: Settings): {
  readonly files: readonly string[];
  readonly places: readonly string[];
} {
  const { workspaceRoot } = settings;
  const entries = namedModules(settings).map(([, path]) => path);
  try {
    entries.push(...templateModules(settings, discoverTemplates(settings)));
    entries.push(...findFormatInputs(settings).scripts);
    const { files, lookups } = importClosure(workspaceRoot, entries);
    return { files, places: placesIn(workspaceRoot, lookups) };
  } catch {
    return { files: entries, places: [] }; // The run itself reports the error.
  }
}

/** Files that commands name, imports of scripts among them, and paths that affect the resolution of these. */
function commandPlaces(settings: Settings): string[] {
  try {
    const { lookups, imported } = findCommandInputs(settings, undefined, findPrograms(settings));
    return [...lookups, ...imported.map((closure) => closure.lookups)].flatMap((all) =>
      placesIn(settings.workspaceRoot, all),
    );
  } catch {
    return []; // The run itself says what is wrong.
  }
}

/** The configuration files of a formatter, and paths at which new ones would be found. */
function formatPlaces(settings: Settings): string[] {
  try {
    const { files, lookups } = findFormatInputs(settings);
    return [...files, ...placesIn(settings.workspaceRoot, lookups)];
  } catch {
    return []; // The run itself says what is wrong.
  }
}

/** Skips folders: a folder changes with every file in it, and its creation or deletion is noticed by the paths in it. */
function placesIn(workspaceRoot: string, lookups: Lookups): string[] {
  return [...lookups]
    .filter(([, found]) => found !== 'folder')
    .map(([path]) => toPosix(relative(workspaceRoot, path)))
    .filter((path) => !path.startsWith('../') && path !== '');
}

/** Hand-written files that a compiler command read, according to its depfiles. */
function filesCompiled(settings: Settings): string[] {
  if (!hasCommands(settings)) return [];
  return readsIn(settings, ({ compiled }) => [compiled]).filter((path) => !isIgnored(settings, path));
}

/** Files that modules read with `read` and may remember. */
function filesGiven(settings: Settings): string[] {
  if (settings.load === undefined && settings.prepare === undefined) return [];
  return readsIn(settings, ({ sources = {}, patterns }) => [sources, patterns]);
}

type Reading = Readonly<Record<string, { readonly reads?: Readonly<Record<string, string>> }>>;

function readsIn({ workspaceRoot, outputDir }: Settings, entriesOf: (manifest: Manifest) => Reading[]): string[] {
  try {
    const reading = parseManifest(readRegular(join(workspaceRoot, outputDir, MANIFEST_NAME)));
    if (reading.state !== 'ok') return [];
    const all = entriesOf(reading.manifest).flatMap((entries) => Object.values(entries));
    return [...new Set(all.flatMap(({ reads = {} }) => Object.keys(reads)))];
  } catch {
    return []; // Nothing generated yet.
  }
}

/** A folder, or its nearest existing parent, in which its creation is an event. */
function folderThere(settings: Settings, folder: string): string {
  const isThere = folder === '.' || folderStat(join(settings.workspaceRoot, folder)) !== undefined;
  return isThere ? folder : folderThere(settings, posix.dirname(folder));
}

/** The folders below the fixed part of a glob in which a matching file may be. */
function foldersOf(settings: Settings, glob: string): string[] {
  const parts = glob.split('/').slice(0, -1);
  const wild = parts.findIndex((part) => /[*?[\]{}()]/.test(part));
  const fixed = (wild < 0 ? parts : parts.slice(0, wild)).join('/') || '.';
  const depth = glob.includes('**') ? Infinity : wild < 0 ? 0 : parts.length - wild;
  const found: string[] = [];
  const visit = (folder: string, left: number): void => {
    if (isIgnored(settings, folder)) return;
    let names: string[];
    try {
      const entries = readdirSync(join(settings.workspaceRoot, folder), { withFileTypes: true });
      names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    } catch {
      // If it is created, its parent folder changes.
      if (folder !== '.') found.push(posix.dirname(folder));
      return;
    }
    found.push(folder);
    if (left > 0) for (const name of names) visit(posix.join(folder, name), left - 1);
  };
  visit(fixed, depth);
  return found;
}
