import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { compareText } from '../diagnostics/diagnostic';
import { sha256, sha256OfParts } from '../state/hash';
import { readRegular } from '../state/regular-file';
import type { Lookups } from './path-state';
import { isMissing, ModuleDisk } from './module-disk';
import { packageName, packageScope, type Resolution, resolveModule } from './resolve-module';
import { type ComputedImport, type ModuleImport, scanImports, type ScannedImports } from './scan-imports';
import { isInside, toPosix } from './paths';

/** A package and the folder of an importing file (relative to the workspace, `.` for its root). */
export interface ImportedPackage {
  readonly name: string;
  /** Determines the version, since a package manager may install several. */
  readonly from: string;
}

/** An imported package with the specifiers that determine which of its files are loaded. */
export interface PackageImports extends ImportedPackage {
  readonly imports: readonly ModuleImport[];
}

/** Everything that modules load, including themselves. */
export interface ImportClosure {
  /** Files of the workspace outside node_modules: relative to its root, `/` between folders, sorted. */
  readonly files: readonly string[];
  /** The packages that the files import, once per folder, sorted; without built-in modules. */
  readonly packages: readonly PackageImports[];
  /** Imports that resolve to no file: relative ones, and those of packages in the workspace. */
  readonly missing: readonly { readonly file: string; readonly specifier: string }[];
  /** Imports with a name that is computed at run time, by file and position. */
  readonly computed: readonly (ComputedImport & { readonly file: string })[];
  /** Errors of existing files that cannot be read, and whose imports are therefore unknown. */
  readonly unreadable: readonly NodeJS.ErrnoException[];
  /** sha256 by path of the files that were read. */
  readonly hashes: ReadonlyMap<string, string>;
  /**
   * Hash of the mapping of imports to files, and of the module types in package.json files. Can change while no file
   * in `files` does.
   */
  readonly resolution: string;
  /** The package.json files of the workspace whose `imports`, `exports` or `main` lead to what is imported; sorted. */
  readonly manifests: readonly string[];
  /** The lookups that the result depends on, besides the contents of the files. */
  readonly lookups: Lookups;
}

interface ScannedFile {
  readonly scanned: ScannedImports;
  readonly hash: string | undefined;
}

/** Reads from the disk while following imports, each thing once. */
export class ClosureReads {
  readonly unreadable: NodeJS.ErrnoException[] = [];
  readonly disk = ModuleDisk.create((error) => this.unreadable.push(error));
  /** By absolute path. */
  readonly scans = new Map<string, ScannedFile>();
}

/** Files that are loaded but have no imports. */
const DATA = /\.(?:json|node|wasm)$/;
const CODE = /\.[cm]?[jt]sx?$/;

/**
 * Follows the imports of modules through the workspace by Node's rules, without running anything. Workspace packages
 * that are linked into node_modules are followed like other files.
 *
 * In doubt, a file is included, since one too many only costs a rerun, but one too few would give a stale result.
 * Anything that cannot be resolved is returned in `computed`, `missing` and `unreadable`.
 *
 * @param entries module files, relative to the workspace root or absolute
 * @param reads shared reads of earlier calls; lookups and unreadable files then include those of the earlier calls
 */
export function importClosure(
  workspaceRoot: string,
  entries: readonly string[],
  reads: ClosureReads = new ClosureReads(),
): ImportClosure {
  const { disk, scans, unreadable } = reads;
  const root = disk.real(workspaceRoot);
  const files = new Set<string>();
  const packages = new Map<string, ImportedPackage & { readonly imports: Map<string, ModuleImport> }>();
  const missing = new Map<string, { file: string; specifier: string }>();
  const computed: (ComputedImport & { file: string })[] = [];
  const hashes = new Map<string, string>();
  const resolution = new Set<string>();
  const manifests = new Set<string>();
  const addManifest = (file: string): void => {
    const folder = packageScope(disk, file)?.folder;
    if (folder !== undefined) manifests.add(toPosix(relative(root, join(folder, 'package.json'))));
  };
  // Files outside the workspace are not even opened.
  const queue = entries.map((entry) => disk.real(resolve(workspaceRoot, entry))).filter((file) => isInside(root, file));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const name = toPosix(relative(root, file));
    if (files.has(name)) continue;
    files.add(name);
    if (DATA.test(file) || !isScopeReadable(disk, root, dirname(file))) continue;
    const type = packageScope(disk, file)?.json.type;
    if (type !== undefined) resolution.add(`${name} is of type ${JSON.stringify(type)}`);
    const { scanned, hash } = scans.get(file) ?? scanFile(file, unreadable);
    if (hash !== undefined) scans.set(file, { scanned, hash });
    if (hash !== undefined) hashes.set(name, hash);
    computed.push(...scanned.computed.map((one) => ({ file: name, ...one })));
    const from = posix.dirname(name);
    for (const one of scanned.imports) {
      const found = resolveModule(disk, file, one);
      if (one.specifier.startsWith('#')) addManifest(file);
      if (found.kind === 'builtin') continue;
      if (found.kind === 'file' && isOwn(root, found.path)) {
        const target = toPosix(relative(root, found.path));
        resolution.add(`${name} ${one.kind} ${one.specifier} ${target}`);
        if (isBare(one)) addManifest(found.path);
        if (one.kind !== 'url' || CODE.test(found.path)) queue.push(found.path);
        else files.add(target);
        continue;
      }
      if (isMissingOwn(disk, root, one, found) && !isFoundOtherwise(scanned, disk, file, one)) {
        missing.set(`${name}\n${one.specifier}`, { file: name, specifier: one.specifier });
      }
      const imported = importedPackage(one, found);
      if (imported === undefined) continue;
      const key = `${imported}\n${from}`;
      const known = packages.get(key) ?? { name: imported, from, imports: new Map<string, ModuleImport>() };
      packages.set(key, known);
      known.imports.set(`${one.specifier}\n${one.kind}`, one);
    }
  }
  return {
    files: [...files].sort(compareText),
    packages: byKey(packages).map(({ imports, ...one }) => ({ ...one, imports: byKey(imports) })),
    missing: byKey(missing),
    computed: computed.sort((a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column),
    unreadable,
    hashes,
    resolution: sha256OfParts([...resolution].sort(compareText)),
    manifests: [...manifests].sort(compareText),
    lookups: disk.lookups,
  };
}

function scanFile(file: string, unreadable: NodeJS.ErrnoException[]): ScannedFile {
  try {
    const bytes = readRegular(file);
    return { scanned: scanImports(bytes.toString('utf8'), /\.[cm]?tsx?$/.test(file)), hash: sha256(bytes) };
  } catch (error) {
    // A missing entry is reported when it is loaded.
    if (!isMissing(error)) unreadable.push(error as NodeJS.ErrnoException);
    return { scanned: { imports: [], computed: [] }, hash: undefined };
  }
}

/** The name of the package of an import that resolves to no file of the workspace. */
function importedPackage({ specifier, kind }: ModuleImport, found: Resolution): string | undefined {
  if (found.kind !== 'builtin' && found.package !== undefined) return found.package;
  if (found.kind === 'file') {
    const [, path] = /^.*[\\/]node_modules[\\/](.*)$/.exec(found.path) ?? [];
    return path === undefined ? undefined : packageName(toPosix(path));
  }
  return isBare({ specifier, kind }) ? packageName(specifier) : undefined;
}

/** True if an import names a package. */
function isBare({ specifier, kind }: ModuleImport): boolean {
  return kind !== 'url' && !/^(?:[./#\\]|file:)/.test(specifier);
}

function isMissingOwn(disk: ModuleDisk, root: string, { specifier, kind }: ModuleImport, found: Resolution): boolean {
  if (found.kind !== 'none' || kind === 'url') return false;
  if (/^\.{1,2}(?:\/|$)/.test(specifier)) return true;
  return found.folder !== undefined && isOwn(root, disk.real(found.folder));
}

/** TypeScript may compile an import to a `require`, so it is enough if one of both resolves. */
function isFoundOtherwise(scanned: ScannedImports, disk: ModuleDisk, file: string, one: ModuleImport): boolean {
  return scanned.imports.some(
    (other) =>
      other.specifier === one.specifier && other.kind !== one.kind && resolveModule(disk, file, other).kind === 'file',
  );
}

/**
 * True if the nearest package.json above a module is readable. Node reads it to load the module and to resolve its
 * imports, and would block on a pipe.
 */
function isScopeReadable(disk: ModuleDisk, root: string, folder: string): boolean {
  for (let at = folder; isInside(root, at); at = dirname(at)) {
    const json = disk.packageJson(at);
    if (json !== undefined) return json !== 'unreadable';
    if (at === dirname(at)) break;
  }
  return true;
}

/** True for a file of the workspace that is not in an installed package. */
function isOwn(root: string, path: string): boolean {
  return isInside(root, path) && !relative(root, path).split(sep).includes('node_modules');
}

function byKey<V>(map: ReadonlyMap<string, V>): V[] {
  return [...map].sort(([a], [b]) => compareText(a, b)).map(([, value]) => value);
}
