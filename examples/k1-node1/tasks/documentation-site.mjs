// @ts-check
// Builds one site from all pages, including those of tasks 21 and 22. It opens from the disk, without a server.
// Usage, from the workspace's root: node documentation-site.mjs <root of the example>
import glob from 'fast-glob';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { atLeast, atMost, compareText, finish, openOutput, writeOutput } from './lib/result.mjs';
import { sitePages } from './lib/site-page.mjs';

const task = 'documentation-site';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);
/** Where the output files of each target go in the site. @type {[target: string, files: string, place: string][]} */
const PARTS = [
  ['pages', '**/*.{md,svg}', ''],
  ['api-documentation', 'pictures/*.png', ''],
  ['api-layer', 'openapi.json', ''],
  ['deployment-guide', 'deployment-guide.md', 'runbook.md'],
  ['project-summary', 'project-summary.md', 'summary.md'],
];
const PATTERNS = { text: 'Patterns', to: 'index.html' };
const ARCHITECTURE = { text: 'Architecture', to: 'architecture/index.html' };

openOutput(output);
/** Markdown text by path in the site. @type {Map<string, string>} */
const pages = new Map();
for (const [from, files, place] of PARTS) {
  const folder = posix.join(projectRoot, 'build', from);
  for (const name of glob.sync(files, { cwd: folder }).sort(compareText)) {
    const path = place.endsWith('.md') ? place : posix.join(place, name);
    if (path.endsWith('.md')) pages.set(path, readFileSync(posix.join(folder, name), 'utf8'));
    else {
      mkdirSync(posix.join(output, posix.dirname(path)), { recursive: true });
      copyFileSync(posix.join(folder, name), posix.join(output, path));
    }
  }
}
for (const name of ['site.css', 'site.js'])
  copyFileSync(posix.join(projectRoot, 'documents', name), posix.join(output, name));
const page = sitePages(projectRoot);
for (const [path, text] of pages) writeOutput(output, html(path), page(html(path), text, around(path)));

/** @type {string[]} */
const broken = [];
for (const path of pages.keys()) {
  const text = readFileSync(posix.join(output, html(path)), 'utf8');
  for (const [, target = ''] of text.matchAll(/(?:href|src)="([^"#]+)(?:#[^"]*)?"/g)) {
    const file = posix.join(output, posix.dirname(path), decodeURI(target));
    if (/^[a-z]+:/.test(target) || !existsSync(file))
      broken.push(`${posix.join(output, html(path))} error it needs ${target}`);
  }
}
for (const line of broken) console.error(line);
console.log(`open ${posix.join(output, 'index.html')}`);
finish(output, {
  task,
  gates: [
    atLeast('pages', 1, pages.size),
    atMost('links-out-of-the-site', 0, broken.length),
    atMost(
      'parts-missing',
      0,
      ['index.md', 'api.md', 'architecture/index.md', 'runbook.md', 'summary.md'].filter((name) => !pages.has(name))
        .length,
    ),
  ],
  figures: { pages: pages.size },
});

/** @param {string} path */
function html(path) {
  return path.replace(/\.md$/, '.html');
}

/** The navigation of a page: parents, related pages, previous and next. @param {string} path @returns {import('./lib/site-page.mjs').Around} */
function around(path) {
  const folder = posix.dirname(path);
  if (folder === 'architecture/nodes') return { above: [ARCHITECTURE] };
  if (posix.basename(folder) !== 'patterns') return {};
  const own = [...pages.keys()].filter((other) => posix.dirname(other) === folder);
  const at = own.indexOf(path);
  const [previous, next] = [linkTo(own[at - 1]), linkTo(own[at + 1])];
  const isGraph = folder.startsWith('architecture/');
  const other = `${isGraph ? 'patterns' : 'architecture/patterns'}/${posix.basename(path)}`;
  const text = isGraph ? 'What it looks like' : 'How its graph is built';
  return {
    above: [isGraph ? ARCHITECTURE : PATTERNS],
    related: pages.has(other) ? [{ text, to: html(other) }] : [],
    ...(previous && { previous }),
    ...(next && { next }),
  };
}

/** @param {string | undefined} path */
function linkTo(path) {
  if (path === undefined) return undefined;
  const title = /^# (.*)$/m.exec(pages.get(path) ?? '')?.[1] ?? path;
  return { text: title.replace('The graph of ', ''), to: html(path) };
}
