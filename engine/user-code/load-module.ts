import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isModuleNamespaceObject } from 'node:util/types';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { encodingProblem } from '../../diagnostics/encoding';
import { importClosure } from '../../modules/import-closure';
import { readRegular } from '../../state/regular-file';
import { CodeWatch } from './code-watch';
import { originalError } from './late-errors';
import { messageOf, placeFields, placeIn, stackOf } from '../render/stack-place';

export type ModuleExports = Readonly<Record<string, unknown>>;

/** The files of the user's modules with all their imports, as relative paths, and a key over them. */
export interface ModuleFiles {
  readonly files: readonly string[];
  readonly key: string;
  /** sha256 by path, also of other files. */
  readonly hashes: Readonly<Record<string, string>>;
  /** Versions of the packages that they import, by name. */
  readonly packages: Readonly<Record<string, string>>;
  /** The files of each function template. */
  readonly templates: Readonly<Record<string, readonly string[]>>;
}

interface LoadedModule {
  readonly hashes: ReadonlyMap<string, string>;
  /** Key over all modules and packages of the target. */
  readonly key: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly isEsModule: boolean;
}

const LOADED_ONCE = 'Node loads an ES module once in a process (a CommonJS module can be loaded again)';

/** The modules that this thread has loaded, with the hashes of their files, by absolute path. */
const loaded = new Map<string, LoadedModule>();

/**
 * Loads a user's module: CommonJS, ES, or TypeScript if Node or an installed loader supports it. Returns the exports by
 * name; `default` is `module.exports` itself if a CommonJS module has no export of that name. For helpers, a function
 * in `module.exports.default` is an ordinary helper.
 *
 * In a long-lived process, a module is loaded again if it or one of its imports has changed. ES modules and packages
 * cannot be loaded again; that is an error, so that old code never runs.
 *
 * @param option name of the option, for messages
 */
export async function loadModule(
  workspaceRoot: string,
  path: string,
  option: string,
  modules: ModuleFiles,
): Promise<ModuleExports | Diagnostic> {
  const absolute = join(workspaceRoot, path);
  const before = loaded.get(absolute);
  const changedPackage = before && Object.keys(before.packages).find((name) => isChangedPackage(name, before, modules));
  if (changedPackage !== undefined) {
    return changedSinceLoaded(path, `the package "${changedPackage}"`, 'a package is loaded once in a process');
  }
  const isSame =
    before !== undefined &&
    [...before.hashes].every(([file, hash]) => modules.hashes[file] === hash) &&
    // It may import a file that did not exist before.
    (before.key === modules.key ||
      filesOfModule(workspaceRoot, path, modules).every((file) => before.hashes.has(file)));
  // Reuse the file list of an unchanged module: a run loads its helpers twice, and watch in each round.
  const files = isSame ? [...before.hashes.keys()] : filesOfModule(workspaceRoot, path, modules);
  if (before && !isSame) {
    if (before.isEsModule) return changedSinceLoaded(path, `the module of the option "${option}"`, LOADED_ONCE);
    dropFromRequireCache(workspaceRoot, absolute, [...before.hashes.keys(), ...files]);
  }
  const encoding = encodingProblemIn(workspaceRoot, files);
  if (encoding) return encoding;
  try {
    const watch = CodeWatch.of(workspaceRoot, modules.files, modules.key);
    const exports = await watch.run(() => requireOrImport(absolute));
    const isEsModule = isModuleNamespaceObject(exports) || files.some((file) => /\.m[jt]s$/.test(file));
    const hashes = new Map(files.map((file) => [file, modules.hashes[file] ?? '']));
    loaded.set(absolute, { hashes, key: modules.key, packages: modules.packages, isEsModule });
    return withDefault(exports, option);
  } catch (error) {
    return loadFailure(error, workspaceRoot, path, option);
  }
}

/** The files of one module. Targets may share helpers but have different prepare modules. */
function filesOfModule(
  workspaceRoot: string,
  path: string,
  { files, hashes, templates }: ModuleFiles,
): readonly string[] {
  if (Object.hasOwn(templates, path)) return templates[path] ?? [];
  const own = importClosure(workspaceRoot, [path]).files.filter((file) => hashes[file] !== undefined);
  return own.length > 0 ? own : files;
}

/** Node decodes modules as UTF-8 and silently replaces invalid bytes. */
function encodingProblemIn(workspaceRoot: string, files: readonly string[]): Diagnostic | undefined {
  for (const file of files) {
    if (/\.(?:node|wasm)$/.test(file)) continue;
    try {
      const problem = encodingProblem(file, readRegular(join(workspaceRoot, file)));
      if (problem) return problem;
    } catch {
      // Loading the module reports the error.
    }
  }
  return undefined;
}

function dropFromRequireCache(workspaceRoot: string, absolute: string, files: readonly string[]): void {
  const { cache } = createRequire(absolute);
  for (const file of files) Reflect.deleteProperty(cache, join(workspaceRoot, file));
}

/** Ignores packages that this target does not import, since targets may share a module. */
function isChangedPackage(name: string, before: LoadedModule, { packages }: ModuleFiles): boolean {
  return packages[name] !== undefined && packages[name] !== before.packages[name];
}

function changedSinceLoaded(path: string, what: string, why: string): Diagnostic {
  return {
    severity: 'error',
    code: 'module',
    message: `${what} has changed since this process loaded it`,
    file: path,
    hint: `run the command again: ${why}`,
  };
}

const UNSUPPORTED_HINT =
  'use Node 22.18 or later, or a loader (NODE_OPTIONS="--import tsx"), or write the module in JavaScript, with types in JSDoc';

/** True for the error about a module in a language that this Node does not run. */
export function isUnsupportedModule({ hint }: Diagnostic): boolean {
  return hint === UNSUPPORTED_HINT;
}

function loadFailure(thrown: unknown, workspaceRoot: string, path: string, option: string): Diagnostic {
  const error = originalError(thrown);
  const { code } = (error ?? {}) as { code?: unknown };
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return {
      severity: 'error',
      code: 'module',
      message: `Node ${process.versions.node} cannot run the ${extname(path)} module of the option "${option}"`,
      file: path,
      hint: UNSUPPORTED_HINT,
    };
  }
  const place = placeIn(stackOf(error), workspaceRoot);
  return {
    severity: 'error',
    code: 'module',
    message: `the module of the option "${option}" cannot be loaded: ${messageOf(error, workspaceRoot)}`,
    ...(place ? placeFields(place, workspaceRoot) : { file: path }),
  };
}

async function requireOrImport(absolute: string): Promise<unknown> {
  if (!/\.(cjs|js|json)$/.test(absolute)) return importOrRequire(absolute);
  try {
    return createRequire(absolute)(absolute) as unknown;
  } catch (error) {
    const { code, name, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
    const isEsModule =
      code === 'ERR_REQUIRE_ESM' ||
      code === 'ERR_REQUIRE_ASYNC_MODULE' ||
      (name === 'SyntaxError' && /import statement|Unexpected token 'export'/.test(message ?? ''));
    if (!isEsModule) throw error;
    return import(pathToFileURL(absolute).href);
  }
}

/** In threads of Node 20, loaders such as tsx apply to `require` alone. */
async function importOrRequire(absolute: string): Promise<unknown> {
  try {
    return (await import(pathToFileURL(absolute).href)) as unknown;
  } catch (error) {
    const { code } = (error ?? {}) as NodeJS.ErrnoException;
    const require = createRequire(absolute);
    // Deprecated, but the only way to ask for the hooks of loaders.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (code !== 'ERR_UNKNOWN_FILE_EXTENSION' || !require.extensions[extname(absolute)]) throw error;
    return require(absolute) as unknown;
  }
}

function withDefault(exports: unknown, option: string): ModuleExports {
  if ((typeof exports !== 'object' && typeof exports !== 'function') || exports === null) return { default: exports };
  if (!('default' in exports)) return { ...exports, default: exports };
  // CommonJS output of TypeScript or Babel, imported as an ES module.
  const inner = (exports as ModuleExports)['default'];
  if (typeof inner === 'object' && inner !== null && '__esModule' in inner && 'default' in inner) {
    return inner;
  }
  const isCommonJs = !isModuleNamespaceObject(exports) && !('__esModule' in exports);
  if (isCommonJs && option === 'helpers' && typeof inner === 'function') return { default: exports };
  return exports;
}
