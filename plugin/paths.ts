/** The values of Nx's tokens for one target. */
export interface TokenValues {
  /** The project's root, relative to the workspace; `.` for the workspace itself. */
  readonly root: string;
  readonly projectName: string;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Resolves the tokens of a path or glob. The result is relative to the workspace, with `/` between folders
 * and without a leading `!`; the workspace root is `.`. Undefined if the path refers to an option that is not
 * a string.
 */
export function resolveTokens(path: string, values: TokenValues): string | undefined {
  let known = true;
  const text = path
    .replace(/^!/, '')
    .replace(/^\{workspaceRoot\}\/?/, '')
    .replaceAll('{projectRoot}', () => values.root)
    .replaceAll('{projectName}', () => values.projectName)
    .replace(/\{options\.([^}]+)\}/g, (_token, option: string) => {
      const value = optionText(option, values.options);
      const resolved = value === undefined ? undefined : resolveTokens(value, { ...values, options: undefined });
      if (resolved === undefined) known = false;
      return resolved ?? '';
    });
  return known ? normalizePath(text) : undefined;
}

/** The value of an option, which may be nested (`outputs.report`); undefined if it is not a string. */
function optionText(option: string, options: TokenValues['options']): string | undefined {
  let value: unknown = options;
  for (const key of option.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Resolves `.` and `..` in a relative path and removes a trailing slash; the empty path becomes `.`. */
export function normalizePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split(/[\\/]/)) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.length > 0 ? parts.join('/') : '.';
}

export function isGlob(path: string): boolean {
  return /[*?{[(]/.test(path);
}

/** The folders of a glob before its first special character. */
export function globBase(glob: string): string {
  const parts = glob.split('/');
  const special = parts.findIndex(isGlob);
  return special < 0 ? glob : normalizePath(parts.slice(0, special).join('/'));
}

/** True if a path is the folder or is in it. */
export function isWithin(folder: string, path: string): boolean {
  if (path === '..' || path.startsWith('../')) return false;
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

/** The folders for which `isWithin` is true, including the path itself and `.`. */
export function foldersAround(path: string): string[] {
  if (path === '..' || path.startsWith('../')) return [];
  const folders = path === '.' ? [] : [path];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) folders.push(path.slice(0, end));
  return [...folders, '.'];
}

/** True if a normalized path or glob, in any of its brace alternatives, leads out of the folder it is relative to. */
export function leadsOut(path: string): boolean {
  return /(^|[/{(,|])\.\.([/}),|]|$)/.test(path);
}

/**
 * The number of paths that the braces of a glob expand to, at most `MAX_ALTERNATIVES + 1`. A matcher expands all of
 * them, so a short glob could exhaust the memory.
 */
export function countAlternatives(glob: string): number {
  let product = 1;
  const open: number[] = [];
  for (const sign of glob) {
    if (sign === '{') open.push(1);
    else if (sign === ',' && open.length > 0) open.push((open.pop() ?? 0) + 1);
    else if (sign === '}' && open.length > 0) product *= open.pop() ?? 1;
    if (product > MAX_ALTERNATIVES) return MAX_ALTERNATIVES + 1;
  }
  for (const [, from, to] of glob.matchAll(/\{([^{},.]+)\.\.([^{},.]+)[^{},]*\}/g)) {
    const span = Math.abs(Number(from) - Number(to)) + 1;
    product *= Number.isNaN(span) ? LETTERS : span;
  }
  return Math.min(product, MAX_ALTERNATIVES + 1);
}

/** Upper bound for a range such as `{a..z}`. */
const LETTERS = 100;

/** The most paths that the braces of one glob may expand to. */
export const MAX_ALTERNATIVES = 1000;

/** A glob that matches a plain path: special characters become `?`. */
export function asGlob(path: string): string {
  return path.replace(/[*?[\]{}()!+@|,\\]/g, '?');
}

export function joinPath(folder: string, path: string): string {
  return folder === '.' ? path : `${folder}/${path}`;
}
