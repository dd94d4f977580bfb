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
    .replaceAll('{projectRoot}', values.root)
    .replaceAll('{projectName}', values.projectName)
    .replace(/\{options\.([^}]+)\}/g, (_token, option: string) => {
      const value = values.options?.[option];
      if (typeof value !== 'string') known = false;
      return typeof value === 'string' ? (resolveTokens(value, { ...values, options: undefined }) ?? '') : '';
    });
  return known ? normalizePath(text) : undefined;
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

export function joinPath(folder: string, path: string): string {
  return folder === '.' ? path : `${folder}/${path}`;
}
