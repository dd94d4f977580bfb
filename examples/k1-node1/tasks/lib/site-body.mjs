// @ts-check
import MarkdownIt from 'markdown-it';
import { slug } from '../../documents/words.mjs';

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
 * Renders a page as HTML: links point to pages of the site, a pattern's pictures become figures with a playable strip, and
 * lists of pictures become a gallery.
 *
 * @param {string} text Markdown
 */
export function siteBody(text) {
  return figures(
    markdown
      .render(text)
      .replace(/(href="[^":#]+)\.md(#[^"]*)?"/g, (_all, start, anchor = '') => `${start}.html${anchor}"`)
      .replaceAll('<table>', '<div class="table"><table>')
      .replaceAll('</table>', '</table></div>')
      .replace(/<thead>\s*<tr>\s*(<th><\/th>\s*)+<\/tr>\s*<\/thead>/g, '<thead class="empty"></thead>')
      .replace(/<td>(passed)?(passed, with a warning)?(failed)?<\/td>/g, verdict)
      .replace(/<ul>(?=\s*<li><a[^>]*><img)/g, '<ul class="gallery">')
      .replace(/<li>(<a[^>]*>)(<img[^>]*>)<\/a> (<a[^>]*>[^<]*<\/a>) (.*) <em>([^<]*)<\/em><\/li>/g, card)
      .replace(/<p>((?:<a[^>]*>)?<img[^>]*\.svg"[^>]*>(?:<\/a>)?)<\/p>/g, '<div class="graph" tabindex="0">$1</div>'),
  ).replaceAll('<img ', '<img loading="lazy" ');
}

/**
 * The second-level headings of a page, for a list of links to them.
 *
 * @param {string} text Markdown
 */
export function headingsOf(text) {
  return [...text.matchAll(/^## (.*)$/gm)].map(([, title = '']) => ({ title, to: `#${slug(title)}` }));
}

/** Marks a status with a label, so that it does not depend on colour alone. @param {string} all */
function verdict(all, passed = '', warned = '', failed = '') {
  if (!passed && !warned && !failed) return all;
  const kind = passed ? 'good' : warned ? 'warned' : 'bad';
  return `<td><span class="verdict ${kind}">${passed || warned || failed}</span></td>`;
}

/** @param {string} _all @param {string} link @param {string} image @param {string} name @param {string} summary @param {string} kind */
function card(_all, link, image, name, summary, kind) {
  // The name is the link for keyboard and screen reader users; the picture repeats it.
  const picture = `${link.replace('<a ', '<a tabindex="-1" aria-hidden="true" ')}${image}${strip(image)}</a>`;
  return `<li>${picture}\n${name}\n<span>${summary}</span>\n<em>${kind}</em></li>`;
}

/** Turns paragraphs of pictures into figures with a strip that plays them. @param {string} html */
function figures(html) {
  return html.replace(/<p>(\s*<img[^>]*\.png"[^>]*>)+\s*<\/p>/g, (paragraph) => {
    const images = [...paragraph.matchAll(/<img[^>]*>/g)].map(([image]) => image);
    const own = images.map((image) => {
      const title = / title="([^"]*)"/.exec(image)?.[1] ?? '';
      const play = `<button type="button" class="play" hidden>Play</button>`;
      return `<figure>\n${strip(image)}\n${image.replace(/ title="[^"]*"/, '')}\n<figcaption>${title} ${play}</figcaption>\n</figure>`;
    });
    return `<div class="pictures">\n${own.join('\n')}\n</div>`;
  });
}

/** A strip that shows one row of the picture at a time, animated by the style sheet. @param {string} image */
function strip(image) {
  const source = / src="([^"]*)"/.exec(image)?.[1] ?? '';
  const style = `style="background-image:url(${source})"`;
  return `<span class="strip" aria-hidden="true"><i ${style}></i><b ${style}></b></span>`;
}
