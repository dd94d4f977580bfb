// @ts-check
import MarkdownIt from 'markdown-it';
import { posix } from 'node:path';
import { slug } from './markdown-pages.mjs';

const NAVIGATION = [
  ['Patterns', 'index.html'],
  ['Interface', 'api.html'],
  ['Architecture', 'architecture/index.html'],
  ['Runbook', 'runbook.html'],
  ['Summary', 'summary.html'],
];

const markdown = new MarkdownIt({ html: true });
const { heading_open: openHeading } = markdown.renderer.rules;
/** @type {NonNullable<typeof openHeading>} */
const headingWithAddress = (tokens, index, options, env, self) => {
  const title = (tokens[index + 1]?.content ?? '').replace(/[`*]/g, '');
  tokens[index]?.attrSet('id', slug(title));
  return openHeading ? openHeading(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
};
markdown.renderer.rules.heading_open = headingWithAddress;

/**
 * A Markdown page as a page of the site: it opens from the disk, and needs nothing but the files of the site.
 *
 * @param {string} path of the page in the site, with `.html`
 * @param {string} text Markdown; its links may lead to other Markdown pages
 * @param {{ text: string, to: string }[]} [related] pages of the site about the same thing
 */
export function sitePage(path, text, related = []) {
  const to = (/** @type {string} */ target) => posix.relative(posix.dirname(path), target) || posix.basename(target);
  const title = /^# (.*)$/m.exec(text)?.[1] ?? 'K1';
  const links = NAVIGATION.map(([name = '', target = '']) => {
    return `<a href="${to(target)}"${target === path ? ' aria-current="page"' : ''}>${name}</a>`;
  });
  const also = related.map((one) => `<a href="${to(one.to)}">${one.text}</a>`).join(' · ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}${title.startsWith('K1') ? '' : ' · K1'}</title>
<link rel="stylesheet" href="${to('site.css')}">
</head>
<body>
<header>
<div><a class="name" href="${to('index.html')}">K1</a><nav>${links.join('')}</nav></div>
<div class="strip"></div>
</header>
<main>
${body(text)}${also === '' ? '' : `<p class="cross">${also}</p>\n`}</main>
</body>
</html>
`;
}

/** @param {string} text */
function body(text) {
  return markdown
    .render(text)
    .replace(/(href="[^":#]+)\.md(#[^"]*)?"/g, (_all, start, anchor = '') => `${start}.html${anchor}"`)
    .replaceAll('<table>', '<div class="table"><table>')
    .replaceAll('</table>', '</table></div>')
    .replace(/<thead>\s*<tr>\s*(<th><\/th>\s*)+<\/tr>\s*<\/thead>/g, '<thead class="empty"></thead>')
    .replace(/<ul>(?=\s*<li><a[^>]*><img)/g, '<ul class="gallery">')
    .replace(/(<li><a[^>]*><img[^>]*><\/a> <a[^>]*>[^<]*<\/a>) ([^<]*)<\/li>/g, '$1 <span>$2</span></li>')
    .replace(/<p>(<img[^>]*\.png"[^>]*>)<\/p>/g, '<p class="picture">$1</p>')
    .replace(/<p>((?:<a[^>]*>)?<img[^>]*\.svg"[^>]*>(?:<\/a>)?)<\/p>/g, '<div class="graph">$1</div>')
    .replaceAll('<img ', '<img loading="lazy" ');
}
