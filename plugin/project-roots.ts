import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../diagnostics/diagnostic';
import { isWithin, normalizePath } from './paths';

/**
 * Folders with a project.json or package.json that a glob matches, sorted. Links are not followed.
 *
 * @param isLeftOut true if Nx ignores a file; its path is relative to the workspace
 */
export function projectRoots(workspaceRoot: string, glob: string, isLeftOut: (path: string) => boolean): string[] {
  const found = glob === '**' ? allProjectRoots(workspaceRoot) : rootsByGlob(workspaceRoot, glob);
  return found.filter((root) => root === '.' || !isLeftOut(`${root}/package.json`));
}

function rootsByGlob(workspaceRoot: string, glob: string): string[] {
  const { globSync } = require('fast-glob') as typeof import('fast-glob');
  const files = globSync(`${glob}/{project,package}.json`, {
    cwd: workspaceRoot,
    ignore: ['**/node_modules/**', '.git/**', '.nx/**'],
    followSymbolicLinks: false,
    suppressErrors: true,
  });
  const roots = files.map((file) => normalizePath(file.split('/').slice(0, -1).join('/')));
  return [...new Set(roots.filter((root) => isWithin('.', root)))].sort(compareText);
}

/** The same as `rootsByGlob` for all projects, but faster: each inference needs it. */
function allProjectRoots(workspaceRoot: string): string[] {
  const found: string[] = [];
  const visit = (folder: string): void => {
    const entries = entriesOf(join(workspaceRoot, folder));
    if (entries.some((entry) => /^(project|package)\.json$/.test(entry.name) && entry.isFile())) found.push(folder);
    for (const entry of entries) {
      const { name } = entry;
      if (name.startsWith('.') || name === 'node_modules' || !entry.isDirectory()) continue;
      visit(folder === '.' ? name : `${folder}/${name}`);
    }
  };
  visit('.');
  return found.sort(compareText);
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // Not readable, or just deleted.
  }
}
