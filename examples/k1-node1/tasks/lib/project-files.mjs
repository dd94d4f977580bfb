// @ts-check
import ignore from 'ignore';
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { compareText } from './result.mjs';

const NEVER = ['.git', '.nx', 'node_modules'];
const PROJECT_FILES = ['project.json', 'nx-workflow.json'];

/**
 * The files of one project as Nx counts them for `{projectRoot}/**`: without what git ignores and without the
 * folders of projects nested in it. A scan of these sees exactly what its cache entry is keyed by.
 *
 * @param {string} projectRoot relative to the workspace's root, which is the current folder; `.` for the root
 * @returns {string[]} relative to the workspace's root, `/` between folders, sorted
 */
export function projectFiles(projectRoot) {
  return walk(projectRoot).files;
}

/**
 * The files that make projects of folders below a folder, at any depth.
 *
 * @param {string} folder
 * @returns {string[]} one for each
 */
export function nestedProjects(folder) {
  return walk(folder).projects.flatMap((file) => [file, ...nestedProjects(posix.dirname(file))]);
}

/**
 * The links of one project to what is no file of the workspace that a scan reads: nothing, something outside, or
 * something that git ignores.
 *
 * @param {string} projectRoot
 */
export function unscannedLinks(projectRoot) {
  const top = realpathSync('.');
  return walk(projectRoot).links.filter((link) => {
    if (!existsSync(link)) return true;
    const target = relative(top, realpathSync(link)).replaceAll('\\', '/');
    return target.startsWith('..') || target.split('/').some((name) => NEVER.includes(name)) || isIgnored(target);
  });
}

/** @param {string} path */
function isIgnored(path) {
  const rules = ignore().add(existsSync('.gitignore') ? readFileSync('.gitignore', 'utf8') : '');
  return path !== '' && rules.ignores(path);
}

/** @param {string} folder */
function walk(folder) {
  const root = posix.normalize(folder.replaceAll('\\', '/')).replace(/\/$/, '');
  const ignored = ignore().add(existsSync('.gitignore') ? readFileSync('.gitignore', 'utf8') : '');
  const files = [];
  const links = [];
  const projects = [];
  const queue = [root];
  for (let current = queue.pop(); current !== undefined; current = queue.pop()) {
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      const path = posix.join(current, entry.name);
      if (entry.isSymbolicLink()) {
        if (!NEVER.includes(entry.name) && !ignored.ignores(path) && !ignored.ignores(`${path}/`)) links.push(path);
      } else if (entry.isDirectory()) {
        if (NEVER.includes(entry.name) || ignored.ignores(`${path}/`)) continue;
        const maker = PROJECT_FILES.find((name) => existsSync(join(path, name)));
        if (maker === undefined) queue.push(path);
        else projects.push(posix.join(path, maker));
      } else if (entry.isFile() && !ignored.ignores(path)) files.push(path);
    }
  }
  return { files: files.sort(compareText), links: links.sort(compareText), projects: projects.sort(compareText) };
}
