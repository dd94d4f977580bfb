/** The values of Nx's tokens for one target. */
export interface TokenValues {
  /** The project's root, relative to the workspace; `.` for the workspace itself. */
  readonly root: string;
  readonly projectName: string;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A path or glob of a target, relative to the workspace, with `/` between folders and without tokens
 * and without a leading `!`. The workspace's root itself is `.`. Undefined where an option that it
 * names has no text.
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

/** The text of an option, which may lie in another one (`outputs.report`); undefined where it has none. */
function optionText(option: string, options: TokenValues['options']): string | undefined {
  let value: unknown = options;
  for (const key of option.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Takes `.` and `..` out of a relative path, and its slash at the end; the empty path is `.`. */
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

/** Whether a path is a folder or in it. */
export function isWithin(folder: string, path: string): boolean {
  if (path === '..' || path.startsWith('../')) return false;
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

/** The folders that a path is or lies in, itself and `.` included: those for which `isWithin` holds. */
export function foldersAround(path: string): string[] {
  if (path === '..' || path.startsWith('../')) return [];
  const folders = path === '.' ? [] : [path];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) folders.push(path.slice(0, end));
  return [...folders, '.'];
}

/** Whether a path or glob, normalized, leads out of the folder that it counts from, in any of its alternatives. */
export function leadsOut(path: string): boolean {
  return /(^|[/{(,|])\.\.([/}),|]|$)/.test(path);
}

/**
 * How many paths a glob's braces stand for, at most `MOST_ALTERNATIVES + 1`: a matcher writes all of them out, so
 * a short text could fill the memory.
 */
export function countAlternatives(glob: string): number {
  let product = 1;
  const open: number[] = [];
  for (const sign of glob) {
    if (sign === '{') open.push(1);
    else if (sign === ',' && open.length > 0) open.push((open.pop() ?? 0) + 1);
    else if (sign === '}' && open.length > 0) product *= open.pop() ?? 1;
    if (product > MOST_ALTERNATIVES) return MOST_ALTERNATIVES + 1;
  }
  for (const [, from, to] of glob.matchAll(/\{([^{},.]+)\.\.([^{},.]+)[^{},]*\}/g)) {
    const span = Math.abs(Number(from) - Number(to)) + 1;
    product *= Number.isNaN(span) ? LETTERS : span;
  }
  return Math.min(product, MOST_ALTERNATIVES + 1);
}

/** In a range from letter to letter. */
const LETTERS = 100;

/** Of the braces of one glob. */
export const MOST_ALTERNATIVES = 1000;

/** A plain path as a glob that matches it: what a glob gives a meaning to becomes any one character. */
export function asGlob(path: string): string {
  return path.replace(/[*?[\]{}()!+@|,\\]/g, '?');
}

export function joinPath(folder: string, path: string): string {
  return folder === '.' ? path : `${folder}/${path}`;
}
