// @ts-check
import Handlebars from 'handlebars';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { headingsOf, siteBody } from './site-body.mjs';

const NAVIGATION = [
  { text: 'Patterns', to: 'index.html' },
  { text: 'Interface', to: 'api.html' },
  { text: 'Architecture', to: 'architecture/index.html' },
  { text: 'Runbook', to: 'runbook.html' },
  { text: 'Summary', to: 'summary.html' },
];
/** From so many parts on, a page begins with a list of them, unless it has a table of them. */
const MANY_PARTS = 5;

/**
 * @typedef {{ text: string, to: string }} Link `to` is a path in the site
 *
 * @typedef {object} Around what lies around a page
 * @property {Link[]} [above] pages that it belongs to, the topmost first
 * @property {Link[]} [related] pages about the same thing
 * @property {Link} [previous]
 * @property {Link} [next]
 */

/**
 * Makes a page of the site of a Markdown page: it opens from the disk, and needs nothing but the files of the site.
 *
 * @param {string} example
 * @returns {(path: string, text: string, around?: Around) => string} of the page's path in the site, with `.html`, and
 *   of its Markdown, whose links may lead to other Markdown pages
 */
export function sitePages(example) {
  const source = readFileSync(posix.join(example, 'documents/site-page.html.hbs'), 'utf8');
  const template = Handlebars.compile(source, { noEscape: true, strict: true, assumeObjects: true });
  return (path, text, { above = [], related = [], previous, next } = {}) => {
    const title = /^# (.*)$/m.exec(text)?.[1] ?? 'K1';
    const part = NAVIGATION.findLast(({ to }) => path.startsWith(to.replace(/index\.html$/, '')));
    const navigation = NAVIGATION.map((one) => {
      return { ...one, current: one.to === path ? 'page' : one === part ? 'true' : '' };
    });
    const steps = [
      ...(previous ? [{ to: previous.to, text: `← ${previous.text}`, attributes: 'rel="prev"' }] : []),
      ...related.map((one) => ({ ...one, attributes: 'class="related"' })),
      ...(next ? [{ to: next.to, text: `${next.text} →`, attributes: 'rel="next"' }] : []),
    ];
    const body = siteBody(text);
    // Behind the first paragraphs come the links to the parts.
    const end = body.includes('<h2') ? body.indexOf('<h2') : body.length;
    const [start, rest] = [body.slice(0, end), body.slice(end)];
    const isFirst = path === 'index.html';
    const from = (/** @type {string} */ target) =>
      posix.relative(posix.dirname(path), target) || posix.basename(target);
    return template(
      {
        ...{ title, isNamed: title.startsWith('K1'), part: part?.text.toLowerCase(), navigation, above, steps },
        ...{ start, rest, isFirst, parts: partsOf(path, text) },
      },
      { helpers: { from } },
    );
  };
}

/** Links to the parts of a page, where it has many. @param {string} path @param {string} text */
function partsOf(path, text) {
  const parts = headingsOf(text).map(({ title, to }) => ({ title: title.replaceAll('`', ''), to }));
  const isTable = path === 'api.html' || /(^|\/)patterns\//.test(path);
  return path === 'index.html' || (parts.length >= MANY_PARTS && !isTable) ? parts : [];
}
