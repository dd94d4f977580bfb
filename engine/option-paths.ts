import { posix } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { installCommand } from '../modules/install-command';
import { isInstalled, isPackagePath, packageFolder, parsePackagePath } from '../modules/package-path';

/** Values of the tokens in a path. */
export interface PathContext {
  readonly workspaceRoot: string;
  /** The project's folder, relative to the workspace root; `.` for the root project. */
  readonly projectRoot: string;
  readonly projectName: string;
}

/** Resolves a path of an option, relative to the workspace; undefined if it leads out of the workspace. */
export function resolvePath(value: string, context: PathContext): string | undefined {
  const replaced = replaceTokens(value, context).replaceAll('\\', '/');
  if (replaced.includes('\0') || replaced.startsWith('/') || /^[A-Za-z]:/.test(replaced)) return undefined;
  const normal = posix.normalize(replaced).replace(/\/$/, '');
  return normal === '..' || normal.startsWith('../') ? undefined : normal;
}

/**
 * Resolves a path or glob of files to read. It may begin with `!` and may name files of a package.
 *
 * @param option name of the option, for the error
 */
export function resolveInput(value: string, option: string, context: PathContext): string | Diagnostic {
  const sign = value.startsWith('!') ? '!' : '';
  const text = value.slice(sign.length);
  if (isPackagePath(text)) {
    const found = resolvePackagePath(text, option, context);
    return typeof found === 'string' ? sign + found : found;
  }
  const path = resolvePath(text, context);
  if (path === undefined) return outsideWorkspace(option, value);
  return sign === '' && isInstalled(path) ? inNodeModules(option, value, path) : sign + path;
}

/** Replaces tokens in an option. Nx does so when it builds the graph; options from the command line still have them. */
export function replaceTokens(value: string, { projectRoot, projectName }: PathContext): string {
  return value
    .replace(/^\{workspaceRoot\}\/?/, '')
    .replaceAll('{projectRoot}', () => projectRoot)
    .replaceAll('{projectName}', () => projectName);
}

/** The error for a path that leads out of the workspace. */
export function outsideWorkspace(option: string, value: string): Diagnostic {
  return {
    severity: 'error',
    code: 'path-outside-workspace',
    message: `${option} "${value}" leads out of the workspace`,
    hint: 'paths in options are relative to the workspace\'s root; "{projectRoot}" stands for the project\'s folder',
  };
}

function resolvePackagePath(
  text: string,
  option: string,
  { workspaceRoot, projectRoot }: PathContext,
): string | Diagnostic {
  const named = parsePackagePath(text);
  if (!named) {
    const message = `${option} "${text}" is not a file in a package`;
    const hint = 'write the name of the package and a path inside of it: "package:NAME/PATH"';
    return { severity: 'error', code: 'package-path', message, hint };
  }
  const folder = packageFolder(workspaceRoot, named.name, posix.normalize(projectRoot));
  if (folder !== undefined) return posix.join(folder, named.path);
  const message = `${option} "${text}" needs the package ${named.name}, which is not installed`;
  return { severity: 'error', code: 'missing-package', message, hint: installCommand(workspaceRoot, named.name) };
}

/** The error for a path in node_modules: Nx hashes packages, not files in node_modules. */
function inNodeModules(option: string, value: string, path: string): Diagnostic {
  const inside = path.replace(/^.*(?:^|\/)node_modules\/?/, '');
  return {
    severity: 'error',
    code: 'package-path',
    message: `${option} "${value}" is in node_modules, where Nx hashes no files`,
    hint: `write "package:${inside || 'NAME/PATH'}": then the package is an input`,
  };
}
