import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { compareText } from '../diagnostics/diagnostic';
import { sha256, sha256OfParts } from '../state/hash';
import { readRegular } from '../state/regular-file';
import type { ImportedPackage, PackageImports } from './import-closure';
import { isInside, toPosix } from './paths';
import { ModuleDisk, type PackageLookups } from './module-disk';
import { packageFolders, packageScope, resolveModule } from './resolve-module';
import { type ModuleImport, scanImports } from './scan-imports';

/** Identifies the code of a package, including its dependencies at any depth. */
export interface PackageIdentity extends ImportedPackage {
  /** The version in the first package.json that is found by the package's name; `unknown` if there is none. */
  readonly version: string;
  /**
   * Hash over all files that loading the package may load: their paths within their packages and contents, the
   * resolution of imports, and names, versions and module types of the packages. The same code has the same hash in any
   * folder.
   */
  readonly sha256: string;
  /** All files in the hash, including each package.json; sorted. */
  readonly files: readonly string[];
  /** sha256 by path of the readable files. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Paths without a package.json that were looked up: a new one there may change the resolution. */
  readonly lookups: readonly string[];
}

/** A larger file is a bundle, which is hashed but not scanned for imports. */
const SCANNED_BYTES = 2 * 1024 * 1024;

const DATA = /\.(?:json|node|wasm)$/;

/** The contribution of one file. */
interface FilePart {
  readonly label: string;
  readonly lines: readonly string[];
  readonly targets: readonly string[];
  readonly sha256: string;
  readonly lookups: PackageLookups;
}

/**
 * The identities of imported packages. Returned paths are relative to the workspace, with `/` between folders, or
 * absolute if they are outside it.
 *
 * @param packages a package without `imports` stands for its bare name, by both `import` and `require`
 * @param disk has the lookups afterwards
 */
export function packageIdentities(
  workspaceRoot: string,
  packages: readonly (ImportedPackage | PackageImports)[],
  // Node cannot load unreadable files either, so their import fails.
  disk = ModuleDisk.create(() => undefined),
): PackageIdentity[] {
  const root = disk.real(workspaceRoot);
  const parts = new Map<string, FilePart>();
  return packages.map((one) => {
    const own = disk.withOwnPackageLookups();
    // Any file name in the importing folder: resolution does not access the file itself.
    const importer = join(resolve(root, one.from), 'importer.js');
    const version = installedVersion(own, dirname(importer), one.name);
    const lines = new Set<string>();
    const files = new Set<string>();
    const queue: string[] = [];
    for (const imported of importsOf(one)) {
      const found = resolveModule(own, importer, imported);
      if (found.kind === 'file') queue.push(found.path);
      const target = found.kind === 'file' ? labelOf(own, found.path).label : found.kind;
      lines.add(`import ${imported.kind} ${imported.specifier} ${target}`);
    }
    const lookups = [own.packageLookups];
    const hashes = new Map<string, string>();
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      if (files.has(file)) continue;
      files.add(file);
      let part = parts.get(file);
      if (!part) parts.set(file, (part = filePart(disk.withOwnPackageLookups(), file)));
      for (const line of part.lines) lines.add(line);
      queue.push(...part.targets);
      if (part.sha256 !== '') hashes.set(shownPath(root, file), part.sha256);
      lookups.push(part.lookups);
    }
    const read = lookups.flatMap(({ found }) => [...found]);
    for (const [path, hash] of read) if (hash !== '') hashes.set(shownPath(root, path), hash);
    const missing = lookups.flatMap(({ missing: places }) => [...places]);
    return {
      name: one.name,
      from: one.from,
      version,
      sha256: sha256OfParts([one.name, version, ...[...lines].sort(compareText)]),
      files: shown(root, [...files, ...read.map(([path]) => path)]),
      hashes,
      lookups: shown(
        root,
        missing.filter((path) => isInside(root, path) || path.includes(`${sep}node_modules${sep}`)),
      ),
    };
  });
}

function importsOf(one: ImportedPackage | PackageImports): readonly ModuleImport[] {
  if ('imports' in one) return one.imports;
  return (['import', 'require'] as const).map((kind) => ({ specifier: one.name, kind }));
}

function installedVersion(disk: ModuleDisk, folder: string, name: string): string {
  for (const modules of packageFolders(folder)) {
    const json = disk.packageJson(join(modules, name));
    if (json === undefined) continue;
    return json !== 'unreadable' && typeof json.version === 'string' ? json.version : 'unknown';
  }
  return 'unknown';
}

function filePart(disk: ModuleDisk, file: string): FilePart {
  const { label, owner } = labelOf(disk, file);
  const type = packageScope(disk, file)?.json.type;
  const lines = [owner, `type ${label} ${typeof type === 'string' ? type : ''}`];
  const targets: string[] = [];
  let bytes: Buffer;
  try {
    bytes = readRegular(file);
  } catch {
    return { label, lines: [...lines, `unreadable ${label}`], targets, sha256: '', lookups: disk.packageLookups };
  }
  const hash = sha256(bytes);
  lines.push(`file ${label} ${hash}`);
  if (bytes.length <= SCANNED_BYTES && !DATA.test(file)) {
    for (const one of scanImports(bytes.toString('utf8'), /\.[cm]?tsx?$/.test(file)).imports) {
      const found = resolveModule(disk, file, one);
      if (found.kind === 'builtin') continue;
      if (found.kind === 'file') targets.push(found.path);
      const target = found.kind === 'file' ? labelOf(disk, found.path).label : 'none';
      lines.push(`import ${label} ${one.kind} ${one.specifier} ${target}`);
    }
  }
  return { label, lines, targets, sha256: hash, lookups: disk.packageLookups };
}

/** A file's path within its package, and the package with its version: the same in every checkout. */
function labelOf(disk: ModuleDisk, file: string): { readonly label: string; readonly owner: string } {
  const folder = packageFolder(disk, file);
  const json = disk.packageJson(folder);
  const { name, version } = json === undefined || json === 'unreadable' ? {} : json;
  const text = (value: unknown, or: string): string => (typeof value === 'string' ? value : or);
  const owner = `${text(name, basename(folder))}@${text(version, 'unknown')}`;
  return { label: `${owner}/${toPosix(relative(folder, file))}`, owner: `package ${owner}` };
}

/** The package folder in node_modules that contains a file; for other files, the folder of their package.json. */
function packageFolder(disk: ModuleDisk, file: string): string {
  const [, folder] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file) ?? [];
  return folder ?? packageScope(disk, file)?.folder ?? dirname(file);
}

function shown(root: string, paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => shownPath(root, path)))].sort(compareText);
}

function shownPath(root: string, path: string): string {
  return toPosix(isInside(root, path) ? relative(root, path) : path);
}
