import { isBuiltin } from 'node:module';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ModuleDisk, type PackageJson } from './module-disk';
import { globalFolders, nodeConditions } from './node-conditions';
import { exportsTarget, importsTarget } from './package-maps';
import type { ModuleImport } from './scan-imports';

/** The result of resolving an import. */
export type Resolution =
  | { readonly kind: 'builtin' }
  /** A file, by its real path. `package` is the name by which a package was found. */
  | { readonly kind: 'file'; readonly path: string; readonly package?: string }
  /** No such file. `folder`: the package exists but has no such file. */
  | { readonly kind: 'none'; readonly package?: string; readonly folder?: string };

const NAME = /^((?:@[^/\\%]+\/)?[^./\\%][^/\\%]*)(\/.*)?$/;
const REQUIRED = ['.js', '.json', '.node'];
const MAIN = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];
const NONE: Resolution = { kind: 'none' };

/**
 * Resolves an import by Node's rules for its syntax: `require` tries extensions, folders and the condition "require";
 * `import` takes specifiers literally, as URLs, with the condition "import".
 *
 * A relative specifier that does not resolve this way is tried like in a TypeScript loader.
 *
 * @param from real path of the importing file, which need not exist
 */
export function resolveModule(disk: ModuleDisk, from: string, { specifier, kind }: ModuleImport): Resolution {
  if (kind === 'require') return resolveRequire(disk, from, specifier);
  if (kind === 'url' || /^(?:\.{0,2}\/|file:)/.test(specifier)) return resolveUrl(disk, from, specifier, kind);
  if (specifier.startsWith('#')) return resolveInternal(disk, from, specifier, nodeConditions('import'));
  if (/^(?!node:)[a-z][a-z\d+.-]+:/i.test(specifier)) return { kind: 'builtin' };
  return resolvePackage(disk, from, specifier, nodeConditions('import'));
}

/** The package name at the start of a specifier. */
export function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The node_modules folders for a module in a folder, nearest first. */
export function* packageFolders(folder: string): Generator<string> {
  for (const parent of parents(folder)) {
    if (basename(parent) !== 'node_modules') yield join(parent, 'node_modules');
  }
  yield* globalFolders();
}

/** The nearest package.json above a module, which determines its `imports` and self-references. */
export function packageScope(
  disk: ModuleDisk,
  file: string,
): { readonly folder: string; readonly json: PackageJson } | undefined {
  for (const folder of parents(dirname(file))) {
    if (basename(folder) === 'node_modules') return undefined;
    const json = disk.packageJson(folder);
    if (json === 'unreadable') return undefined;
    if (json) return { folder, json };
  }
  return undefined;
}

function resolveUrl(disk: ModuleDisk, from: string, specifier: string, kind: ModuleImport['kind']): Resolution {
  const path = pathOfUrl(specifier, from);
  if (path === undefined) return NONE;
  if (disk.isFile(path)) return { kind: 'file', path: disk.real(path) };
  return kind === 'url' ? NONE : resolveAsTypeScript(disk, path);
}

function resolveRequire(disk: ModuleDisk, from: string, specifier: string): Resolution {
  if (isBuiltin(specifier)) return { kind: 'builtin' };
  if (/^\.{1,2}(?:[\\/]|$)/.test(specifier) || isAbsolute(specifier)) {
    const path = resolve(dirname(from), specifier);
    const found = requiredPath(disk, path, /(?:^|\/)\.{0,2}$/.test(specifier));
    return found === undefined ? resolveAsTypeScript(disk, path) : { kind: 'file', path: disk.real(found) };
  }
  const conditions = nodeConditions('require');
  if (specifier.startsWith('#')) return resolveInternal(disk, from, specifier, conditions);
  const [, name, rest = ''] = NAME.exec(specifier) ?? [];
  if (name === undefined) return NONE;
  const own = resolveSelf(disk, from, name, `.${rest}`, conditions);
  if (own) return own;
  let folder: string | undefined;
  for (const modules of packageFolders(dirname(from))) {
    const at = join(modules, name);
    const json = packageAt(disk, at);
    if (hasExports(json)) {
      return exported(disk, at, name, exportsTarget(json?.exports, `.${rest}`, conditions));
    }
    const found = requiredPath(disk, join(modules, specifier), specifier.endsWith('/'));
    if (found !== undefined) return { kind: 'file', path: disk.real(found), package: name };
    if (disk.kind(at) === 'folder') folder ??= at;
  }
  return { kind: 'none', package: name, ...(folder === undefined ? {} : { folder }) };
}

function resolvePackage(
  disk: ModuleDisk,
  from: string,
  specifier: string,
  conditions: ReadonlySet<string>,
): Resolution {
  if (isBuiltin(specifier)) return { kind: 'builtin' };
  const [, name, rest = ''] = NAME.exec(specifier) ?? [];
  if (name === undefined) return NONE;
  const own = resolveSelf(disk, from, name, `.${rest}`, conditions);
  if (own) return own;
  for (const parent of parents(dirname(from))) {
    const folder = join(parent, 'node_modules', name);
    const json = packageAt(disk, folder);
    if (disk.kind(folder) !== 'folder') continue;
    if (hasExports(json)) {
      return exported(disk, folder, name, exportsTarget(json?.exports, `.${rest}`, conditions));
    }
    if (rest !== '') return exported(disk, folder, name, `.${rest}`);
    const main = typeof json?.main === 'string' && json.main !== '' ? join(folder, json.main) : undefined;
    const candidates = [
      ...(main === undefined ? [] : MAIN.map((end) => main + end)),
      ...REQUIRED.map((end) => join(folder, `index${end}`)),
    ];
    const found = candidates.find((path) => disk.isFile(path));
    return found === undefined
      ? { kind: 'none', package: name, folder }
      : { kind: 'file', path: disk.real(found), package: name };
  }
  return { kind: 'none', package: name };
}

function resolveInternal(
  disk: ModuleDisk,
  from: string,
  specifier: string,
  conditions: ReadonlySet<string>,
): Resolution {
  const scope = packageScope(disk, from);
  const target = scope && importsTarget(scope.json.imports, specifier, conditions);
  if (!scope || target === undefined) return NONE;
  if (!target.startsWith('./')) return resolvePackage(disk, join(scope.folder, 'package.json'), target, conditions);
  const path = pathOfUrl(target, join(scope.folder, 'package.json'));
  return path !== undefined && disk.isFile(path)
    ? { kind: 'file', path: disk.real(path) }
    : { kind: 'none', folder: scope.folder };
}

/** A package with `exports` may import itself by its name. */
function resolveSelf(
  disk: ModuleDisk,
  from: string,
  name: string,
  subpath: string,
  conditions: ReadonlySet<string>,
): Resolution | undefined {
  const scope = packageScope(disk, from);
  if (scope?.json.name !== name || !hasExports(scope.json)) return undefined;
  return exported(disk, scope.folder, name, exportsTarget(scope.json.exports, subpath, conditions));
}

function exported(disk: ModuleDisk, folder: string, name: string, target: string | undefined): Resolution {
  const path = target === undefined ? undefined : pathOfUrl(target, join(folder, 'package.json'));
  return path !== undefined && disk.isFile(path)
    ? { kind: 'file', path: disk.real(path), package: name }
    : { kind: 'none', package: name, folder };
}

/** `require` of a path: a file, with an extension or without, or a folder. */
function requiredPath(disk: ModuleDisk, path: string, isFolder: boolean): string | undefined {
  if (!isFolder) {
    const file = ['', ...REQUIRED].map((end) => path + end).find((candidate) => disk.isFile(candidate));
    if (file !== undefined) return file;
  }
  if (disk.kind(path) !== 'folder') return undefined;
  const json = packageAt(disk, path);
  const main = typeof json?.main === 'string' && json.main !== '' ? resolve(path, json.main) : undefined;
  const candidates = [
    ...(main === undefined ? [] : ['', ...REQUIRED].map((end) => main + end)),
    ...(main === undefined ? [] : REQUIRED.map((end) => join(main, `index${end}`))),
    ...REQUIRED.map((end) => join(path, `index${end}`)),
  ];
  return candidates.find((candidate) => disk.isFile(candidate));
}

const EXTENSIONS = ['.js', '.cjs', '.mjs', '.json', '.ts', '.cts', '.mts', '.tsx', '.jsx', '.d.ts'];

/** Like TypeScript loaders: without extension, or by the name of the compiled file. */
function resolveAsTypeScript(disk: ModuleDisk, path: string): Resolution {
  const candidates = [
    path,
    ...EXTENSIONS.map((extension) => path + extension),
    ...(/\.[cm]?js$/.test(path) ? [path.replace(/js$/, 'ts'), path.replace(/\.js$/, '.tsx')] : []),
    ...EXTENSIONS.map((extension) => join(path, `index${extension}`)),
  ];
  const found = candidates.find((candidate) => disk.isFile(candidate));
  return found === undefined ? NONE : { kind: 'file', path: disk.real(found) };
}

function hasExports(json: PackageJson | undefined): boolean {
  return json?.exports !== undefined && json.exports !== null;
}

function packageAt(disk: ModuleDisk, folder: string): PackageJson | undefined {
  const json = disk.packageJson(folder);
  return json === 'unreadable' ? undefined : json;
}

/** The path of a URL relative to a file; undefined if Node rejects it. */
function pathOfUrl(url: string, from: string): string | undefined {
  try {
    return fileURLToPath(new URL(url, pathToFileURL(from)));
  } catch {
    return undefined;
  }
}

function* parents(folder: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}
