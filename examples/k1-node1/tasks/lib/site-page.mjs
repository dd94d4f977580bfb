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
/** Minimum number of sections for a table of contents. */
const MANY_PARTS = 5;

/**
 * @typedef {{ text: string, to: string }} Link `to` is a path in the site
 *
 * @typedef {object} Around navigation of a page
 * @property {Link[]} [above] parent pages, the topmost first
 * @property {Link[]} [related] pages on the same subject
 * @property {Link} [previous]
 * @property {Link} [next]
 */

/**
 * Creates a converter from Markdown pages to pages of the site, which open from the disk and use only the site's files.
 *
 * @param {string} example
 * @returns {(path: string, text: string, around?: Around) => string} `path`: the page's path in the site, with
 *   `.html`; `text`: Markdown, which may link to other Markdown pages
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
    // Insert the table of contents after the introduction.
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

/** The table of contents of a page with many sections. @param {string} path @param {string} text */
function partsOf(path, text) {
  const parts = headingsOf(text).map(({ title, to }) => ({ title: title.replaceAll('`', ''), to }));
  const isTable = path === 'api.html' || /(^|\/)patterns\//.test(path);
  return path === 'index.html' || (parts.length >= MANY_PARTS && !isTable) ? parts : [];
}
