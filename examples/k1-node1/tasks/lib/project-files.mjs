// @ts-check
import ignore from 'ignore';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { compareText } from './result.mjs';

const NEVER = ['.git', '.nx', 'node_modules'];
const PROJECT_FILES = ['project.json', 'nx-workflow.json'];

/**
 * The files of one project as Nx counts them for `{projectRoot}/**`: without what git ignores and without the
 * folders of projects nested in it. A scan of these sees exactly what its cache entry is keyed by.
 *
 * @param {string} projectRoot relative to the workspace's root, which is the current folder; `.` for the root
 * @param {string[]} [except] folders below it that are left out, e.g. `examples`
 * @returns {string[]} relative to the workspace's root, `/` between folders, sorted
 */
export function projectFiles(projectRoot, except = []) {
  const root = posix.normalize(projectRoot.replaceAll('\\', '/')).replace(/\/$/, '');
  const ignored = ignore().add(existsSync('.gitignore') ? readFileSync('.gitignore', 'utf8') : '');
  const left = new Set(except.map((folder) => posix.join(root, folder)));
  const found = [];
  const queue = [root];
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (NEVER.includes(entry.name) || left.has(path) || ignored.ignores(`${path}/`)) continue;
        if (PROJECT_FILES.some((name) => existsSync(join(path, name)))) continue;
        queue.push(path);
      } else if (entry.isFile() && !ignored.ignores(path)) found.push(path);
    }
  }
  return found.sort(compareText);
}
