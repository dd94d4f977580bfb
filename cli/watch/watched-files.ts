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
import type { Looks } from '../../modules/look';
import { readRegular } from '../../state/regular-file';
import { folderStat } from './folder-watch';

/** What a target is made from, as far as changes of it are waited for; paths are relative to the workspace. */
export interface WatchedFiles {
  /** Folders in which an input lies or may appear. */
  readonly folders: ReadonlySet<string>;
  /** Local files of modules that options name, and of a formatter's configuration: code, which a process loads once. */
  readonly modules: ReadonlySet<string>;
  isInput(path: string): boolean;
  /** True if it is a module, a file of a package, or something that modules read or look for: they may remember it. */
  isRemembered(path: string): boolean;
}

/** What earlier runs have found out. */
export interface KnownReads {
  /** Names of what modules read. */
  readonly reads: Iterable<string>;
  /** Files of packages that modules load, and places where a package.json would decide otherwise. */
  readonly packageFiles: readonly string[];
}

/**
 * Looks at the disk: folders come and go, and modules import others than before.
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

/** A path and the folders that it lies in, but for the workspace itself: of a folder that comes or goes, all in it does. */
function foldersAround(path: string): string[] {
  const folders: string[] = [];
  for (let one = path; one !== '.' && one !== '/'; one = posix.dirname(one)) folders.push(one);
  return folders;
}

/** True if nothing below a folder is ever an input. */
export function isIgnored(settings: Settings, path: string): boolean {
  if (path.split('/').includes('.git') || isSameOrInside(path, settings.outputDir)) return true;
  return isInstalled(path) && !packagePlaces(settings).some((place) => isWithin(path, place));
}

/** The folders in packages that options name. */
function packagePlaces(settings: Settings): string[] {
  const single = [...schemaFiles(settings), ...namedModules(settings).map(([, path]) => path)];
  const folders = [...inputGlobs(settings).flat().map(fixedPart), ...single.map((path) => posix.dirname(path))];
  return folders.filter(isInstalled);
}

/** True if a path leads to a folder, or lies in it and in no package that is installed there. */
function isWithin(path: string, folder: string): boolean {
  return isSameOrInside(folder, path) || (isSameOrInside(path, folder) && !isInstalled(path.slice(folder.length)));
}

/** The files of modules, and the places that decide where their imports lead. */
function codeOf(settings: Settings): {
  readonly files: readonly string[];
  readonly places: readonly string[];
} {
  const { workspaceRoot } = settings;
  const entries = namedModules(settings).map(([, path]) => path);
  try {
    entries.push(...templateModules(settings, discoverTemplates(settings)));
    entries.push(...findFormatInputs(settings).scripts);
    const { files, looks } = importClosure(workspaceRoot, entries);
    return { files, places: placesIn(workspaceRoot, looks) };
  } catch {
    return { files: entries, places: [] }; // The run itself says what is wrong.
  }
}

/** The files that commands name, what scripts among them import, and the places that decide which these are. */
function commandPlaces(settings: Settings): string[] {
  try {
    const { looks, imported } = findCommandInputs(settings, undefined, findPrograms(settings));
    return [...looks, ...imported.map((closure) => closure.looks)].flatMap((all) =>
      placesIn(settings.workspaceRoot, all),
    );
  } catch {
    return []; // The run itself says what is wrong.
  }
}

/** The configuration of a formatter, and the places where it may come. */
function formatPlaces(settings: Settings): string[] {
  try {
    const { files, looks } = findFormatInputs(settings);
    return [...files, ...placesIn(settings.workspaceRoot, looks)];
  } catch {
    return []; // The run itself says what is wrong.
  }
}

/** A folder changes with every file in it: only that it comes or goes counts, and that is seen by what was looked for there. */
function placesIn(workspaceRoot: string, looks: Looks): string[] {
  return [...looks]
    .filter(([, found]) => found !== 'folder')
    .map(([path]) => toPosix(relative(workspaceRoot, path)))
    .filter((path) => !path.startsWith('../') && path !== '');
}

/** Files by hand that a command compiler read, by its depfiles. */
function filesCompiled(settings: Settings): string[] {
  if (!hasCommands(settings)) return [];
  return readsIn(settings, ({ compiled }) => [compiled]).filter((path) => !isIgnored(settings, path));
}

/** Files that `read` gave to modules, which may remember them. */
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

/** A folder, or the nearest above it that is there: a change in that one tells when it appears. */
function folderThere(settings: Settings, folder: string): string {
  const isThere = folder === '.' || folderStat(join(settings.workspaceRoot, folder)) !== undefined;
  return isThere ? folder : folderThere(settings, posix.dirname(folder));
}

/** The folders below a glob's fixed part that a file of it can lie in. */
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
      // It may appear: then its own folder changes.
      if (folder !== '.') found.push(posix.dirname(folder));
      return;
    }
    found.push(folder);
    if (left > 0) for (const name of names) visit(posix.join(folder, name), left - 1);
  };
  visit(fixed, depth);
  return found;
}
