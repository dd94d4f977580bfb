import { realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { compareText } from '../diagnostics/diagnostic';
import { NotAFileError, readRegularText } from '../state/regular-file';

/** A package, and the folder (relative to the workspace, `.` for its root) of a file that imports it. */
export interface ImportedPackage {
  readonly name: string;
  /** Which version it is depends on this: a package manager may install several. */
  readonly from: string;
}

/** What a module loads, itself included. */
export interface ImportClosure {
  /** Files of the workspace outside node_modules: relative to its root, `/` between folders, sorted. */
  readonly files: readonly string[];
  /** The packages that the files import, each once for a folder, sorted; built-in modules are left out. */
  readonly packages: readonly ImportedPackage[];
  /** Relative imports that resolve to no file. */
  readonly missing: readonly { readonly file: string; readonly specifier: string }[];
  /** What the file system said of files that are there and cannot be read: what they import is not known. */
  readonly unreadable: readonly NodeJS.ErrnoException[];
}

const EXTENSIONS = ['', '.js', '.cjs', '.mjs', '.json', '.ts', '.cts', '.mts'];
const SPECIFIER =
  /(?:\bimport\s*\(\s*|\brequire\s*(?:\.resolve\s*)?\(\s*|\bfrom\s*|\bimport\s+)(?:"([^"\n]+)"|'([^'\n]+)'|`([^`$\n]+)`)/g;

/**
 * Follows the literal imports of modules through the workspace, without running anything.
 *
 * The scan takes every `import`, `export … from`, `import()` and `require()` with a literal name, in
 * comments too: a file too many only costs a rerun, one too few would give a stale result. Names that
 * are computed at run time are not seen.
 *
 * @param entries module files, relative to the workspace's root or absolute
 */
export function importClosure(workspaceRoot: string, entries: readonly string[]): ImportClosure {
  const root = realOrSame(workspaceRoot);
  const files = new Set<string>();
  const packages = new Map<string, ImportedPackage>();
  const missing: { file: string; specifier: string }[] = [];
  const unreadable: NodeJS.ErrnoException[] = [];
  const refused = (error: NodeJS.ErrnoException): void => void unreadable.push(error);
  const scopes = new Map<string, boolean>();
  // What lies outside of the workspace is not even opened.
  const queue = entries
    .map((entry) => realOrSame(resolve(workspaceRoot, entry)))
    .filter((file) => isInside(root, file));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const name = toPosix(relative(root, file));
    if (files.has(name)) continue;
    files.add(name);
    if (file.endsWith('.json')) continue;
    const from = posix.dirname(name);
    if (!hasScope(root, dirname(file), scopes, refused)) continue;
    const addPackage = (specifier: string): void => {
      const imported = packageName(specifier);
      packages.set(`${imported}\n${from}`, { name: imported, from });
    };
    for (const specifier of literalImports(file, refused)) {
      const target = resolveImport(file, specifier, refused);
      if (target === 'builtin') continue;
      if (target === undefined) {
        if (specifier.startsWith('.')) missing.push({ file: name, specifier });
        else addPackage(specifier);
      } else if (isInside(root, target) && !target.includes(`${sep}node_modules${sep}`)) queue.push(target);
      else if (!specifier.startsWith('.')) addPackage(specifier);
    }
  }
  return {
    files: [...files].sort(compareText),
    packages: [...packages].sort(([a], [b]) => compareText(a, b)).map(([, imported]) => imported),
    missing: missing.sort((a, b) => compareText(a.file, b.file) || compareText(a.specifier, b.specifier)),
    unreadable,
  };
}

type Refused = (error: NodeJS.ErrnoException) => void;

function literalImports(file: string, refused: Refused): string[] {
  let text: string;
  try {
    text = readRegularText(file);
  } catch (error) {
    // An entry that is missing is reported by whoever loads it.
    if (!isMissing(error)) refused(error as NodeJS.ErrnoException);
    return [];
  }
  return [...text.matchAll(SPECIFIER)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function resolveImport(from: string, specifier: string, refused: Refused): string | 'builtin' | undefined {
  if (specifier.startsWith('node:')) return 'builtin';
  if (specifier.startsWith('.') || specifier.startsWith('/')) {
    return resolveFile(resolve(dirname(from), specifier), refused);
  }
  try {
    const found = createRequire(from).resolve(specifier);
    return found.startsWith('/') || /^[a-zA-Z]:[\\/]/.test(found) ? realOrSame(found) : 'builtin';
  } catch {
    return undefined;
  }
}

function resolveFile(base: string, refused: Refused): string | undefined {
  const candidates = [
    ...EXTENSIONS.map((extension) => base + extension),
    ...EXTENSIONS.slice(1).map((extension) => join(base, `index${extension}`)),
    // TypeScript sources import each other by the names of what they compile to.
    ...(/\.[cm]?js$/.test(base) ? [base.replace(/js$/, 'ts')] : []),
  ];
  for (const candidate of candidates) {
    if (isFile(candidate, refused)) return realOrSame(candidate);
  }
  return undefined;
}

/**
 * Whether Node can read the nearest package.json above a module, which it does to load it and to find what it imports,
 * and where it would wait for a pipe.
 *
 * @param known the answers so far by folder
 */
function hasScope(root: string, folder: string, known: Map<string, boolean>, refused: Refused): boolean {
  const before = known.get(folder);
  if (before !== undefined) return before;
  const problems: NodeJS.ErrnoException[] = [];
  const isThere = isFile(join(folder, 'package.json'), (error) => problems.push(error));
  problems.forEach(refused);
  const isTop = isThere || !isInside(root, dirname(folder));
  const answer = problems.length === 0 && (isTop || hasScope(root, dirname(folder), known, refused));
  known.set(folder, answer);
  return answer;
}

/**
 * A path through a file (`a.js/b`) is an error even where `throwIfNoEntry` is off. Node takes all but a folder for a
 * file, and would wait for a pipe.
 */
function isFile(path: string, refused: Refused): boolean {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat && !stat.isFile() && !stat.isDirectory()) refused(new NotAFileError(path, stat));
    return stat?.isFile() ?? false;
  } catch (error) {
    if (!isMissing(error)) refused(error as NodeJS.ErrnoException);
    return false;
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function realOrSame(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function toPosix(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}
