// @ts-check
// Searches the repository's files for secrets. `npm run review` runs it; exit code 1 if it finds one.
import { lintSource } from '@secretlint/core';
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend';
import glob from 'fast-glob';
import ignore from 'ignore';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { extname, posix, relative } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';

/** @typedef {{ file: string, line: number, column: number, rule: string, message: string }} Finding */

const NEVER = ['.git', '.nx', 'node_modules'];
const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/**
 * The files of one project that Nx matches with `{projectRoot}/**`: without ignored files and nested projects. A scan of
 * these reads exactly the files that its cache entry is hashed by.
 *
 * @param {string} projectRoot relative to the current folder, which is the workspace's root
 * @returns {string[]} relative to the workspace's root, `/` between folders, sorted
 */
export function projectFiles(projectRoot) {
  return filesIn(projectRoot, '**/*', nestedFolders(projectRoot));
}

/**
 * The links of one project whose target is not scanned: missing, outside the workspace, or ignored by git.
 *
 * @param {string} projectRoot
 */
export function unscannedLinks(projectRoot) {
  return linksIn(projectRoot, nestedFolders(projectRoot));
}

/** @param {string} projectRoot @returns {string[]} globs */
function nestedFolders(projectRoot) {
  return nestedProjects(projectRoot).map((file) => `${glob.escapePath(posix.dirname(file))}/**`);
}

/**
 * The project files (project.json, package.json) below a folder, at any depth.
 *
 * @param {string} folder
 * @returns {string[]} one for each
 */
export function nestedProjects(folder) {
  const files = filesIn(folder, '*/**/{project,nx-workflow}.json');
  return files.filter((file) => {
    const other = posix.join(posix.dirname(file), 'project.json');
    return file === other || !files.includes(other);
  });
}

/**
 * The findings of secretlint's recommended rules, and of another rule, in the text files among `files`.
 *
 * @param {string[]} files
 * @param {(file: string, text: string) => { offset: number, rule: string, message: string }[]} [ownRule]
 * @returns {Promise<{ findings: Finding[], scanned: number }>} findings do not contain the secret
 */
export async function scanFiles(files, ownRule = () => []) {
  /** @type {Finding[]} */
  const findings = [];
  let scanned = 0;
  for (const file of files) {
    const bytes = readFileSync(file);
    if (bytes.subarray(0, PNG.length).equals(PNG)) continue;
    scanned++;
    // UTF-16 has a NUL in each letter, and a single NUL does not make a text binary.
    const text = bytes.toString('utf8').replaceAll('\0', '');
    findings.push(...(await secretsIn(file, text)));
    for (const { offset, rule, message } of ownRule(file, text)) {
      const before = text.slice(0, offset).split('\n');
      findings.push({ file, line: before.length, column: (before.at(-1) ?? '').length + 1, rule, message });
    }
  }
  findings.sort((a, b) => order(a.file, b.file) || a.line - b.line || a.column - b.column || order(a.rule, b.rule));
  return { findings, scanned };
}

/** @param {Finding} finding */
export function findingLine({ file, line, column, rule, message }) {
  return `${file}:${line}:${column} error ${rule}: ${message}`;
}

/** @param {string} file @param {string} text @returns {Promise<Finding[]>} */
async function secretsIn(file, text) {
  const { messages } = await lintSource({
    source: { content: text, filePath: file, ext: extname(file), contentType: 'text' },
    options: { maskSecrets: true, config: { rules: [{ id: recommended.meta.id, rule: recommended }] } },
  });
  return messages.map(({ loc, ruleId, message }) => ({
    file,
    line: loc.start.line,
    column: loc.start.column + 1, // secretlint counts columns from 0
    rule: ruleId.replace('@secretlint/secretlint-rule-', ''),
    message: message.replace(/: \*+$/, ''),
  }));
}

/** @param {string} link */
export function linkLine(link) {
  return `${link}:1:1 error not-scanned: it is a link to something that no scan reads`;
}

/** @param {string} folder @param {string} pattern @param {string[]} [without] globs */
function filesIn(folder, pattern, without = []) {
  return entriesIn(folder, pattern, without).flatMap(({ path, dirent }) => (dirent.isFile() ? [path] : []));
}

/** @param {string} folder @param {string[]} [without] globs */
function linksIn(folder, without = []) {
  const ignored = ignoredFiles();
  const top = realpathSync('.');
  return entriesIn(folder, '**/*', without).flatMap(({ path, dirent }) => {
    if (!dirent.isSymbolicLink()) return [];
    if (!existsSync(path)) return [path];
    const target = relative(top, realpathSync(path)).replaceAll('\\', '/');
    const isOutside = target.startsWith('..') || target.split('/').some((name) => NEVER.includes(name));
    return isOutside || (target !== '' && ignored.ignores(target)) ? [path] : [];
  });
}

/** The entries of a folder, including links and folders, without ignored ones. @param {string} folder @param {string} pattern @param {string[]} without */
function entriesIn(folder, pattern, without) {
  const ignored = ignoredFiles();
  return glob
    .sync(posix.join(glob.escapePath(folder), pattern), {
      ...{ dot: true, objectMode: true, onlyFiles: false, followSymbolicLinks: false },
      ignore: [...NEVER.flatMap((name) => [`**/${name}`, `**/${name}/**`]), ...without],
    })
    .filter(({ path, dirent }) => !ignored.ignores(path) && !(dirent.isSymbolicLink() && ignored.ignores(`${path}/`)))
    .sort((a, b) => order(a.path, b.path));
}

function ignoredFiles() {
  return ignore().add(readFileSync('.gitignore', 'utf8'));
}

/** @param {string} a @param {string} b */
function order(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const files = filesIn('.', '**/*');
  const { findings, scanned } = await scanFiles(files);
  const links = linksIn('.');
  for (const finding of findings) console.error(findingLine(finding));
  for (const link of links) console.error(linkLine(link));
  console.log(`review-secrets: ${findings.length} in ${scanned} files`);
  process.exitCode = findings.length + links.length > 0 || scanned === 0 ? 1 : 0;
}
