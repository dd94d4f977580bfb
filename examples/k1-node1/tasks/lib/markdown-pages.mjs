// @ts-check
import glob from 'fast-glob';
import Handlebars from 'handlebars';
import MarkdownIt from 'markdown-it';
import { lint } from 'markdownlint/sync';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { cell } from '../../documents/helpers.mjs';
import format from '../../documents/format.mjs';
import { slug } from '../../documents/words.mjs';
import { compareText } from './result.mjs';

/** @typedef {Map<string, string>} Pages text of each Markdown page, by its path */

const markdown = new MarkdownIt({ html: true });

/**
 * Compiles a template of `documents/`. Data that a template uses but does not get is an error.
 *
 * @param {string} example
 * @param {string} name
 * @returns {(data: object) => string}
 */
export function documentTemplate(example, name) {
  const handlebars = Handlebars.create();
  handlebars.registerHelper('cell', cell);
  const file = posix.join(example, 'documents', `${name}.md.hbs`);
  const source = readFileSync(file, 'utf8');
  const template = handlebars.compile(source, { noEscape: true, strict: true, assumeObjects: true });
  return (data) => {
    try {
      return format(template(data));
    } catch (error) {
      throw new Error(`${file} error ${/** @type {Error} */ (error).message.replace(/\n/g, ' ')}`, { cause: error });
    }
  };
}

/**
 * Reads the selected pages of the target `pages`, and lists its other files, by path in its output folder.
 *
 * @param {string} example
 * @param {(path: string) => boolean} isAsked
 */
export function generatedPages(example, isAsked) {
  const folder = posix.join(example, 'build/pages');
  const files = glob.sync('**/*.{md,svg}', { cwd: folder }).sort(compareText);
  const asked = files.filter((path) => path.endsWith('.md') && isAsked(path));
  /** @type {Pages} */
  const pages = new Map(asked.map((path) => [path, readFileSync(posix.join(folder, path), 'utf8')]));
  return { folder, pages, files };
}

/**
 * Checks pages for style problems and for links to missing files and headings.
 *
 * @param {string} folder the output folder, for messages
 * @param {Pages} pages
 * @param {Iterable<string>} [files] other files in the folder, such as pictures
 * @returns {{ style: string[], links: string[] }} with file and line
 */
export function checkPages(folder, pages, files = []) {
  const results = lint({
    strings: Object.fromEntries(pages),
    // Table rows and sentences may be long lines; the site uses <details> to collapse long parts.
    config: { default: true, MD013: false, MD033: { allowed_elements: ['details', 'summary'] }, MD060: false },
  });
  const style = Object.entries(results).flatMap(([page, found]) =>
    found.map(({ lineNumber, ruleNames, ruleDescription, errorDetail }) => {
      const detail = errorDetail ? ` (${errorDetail})` : '';
      return `${posix.join(folder, page)}:${lineNumber} error ${ruleNames[0]} ${ruleDescription}${detail}`;
    }),
  );
  // Other attributes could run code.
  const elements = [...pages].flatMap(([page, text]) =>
    text
      .split('\n')
      .flatMap((row, at) =>
        [...row.matchAll(/<(?:details|summary)\b(?! open>|>)[^>]*>?/gi)].map(
          ([element]) => `${posix.join(folder, page)}:${at + 1} error ${element} has an attribute other than "open"`,
        ),
      ),
  );
  const there = new Set([...pages.keys(), ...files]);
  const links = [...pages].flatMap(([page, text]) =>
    linksOf(text).flatMap(({ href, line }) => {
      if (/^(https?|mailto):/i.test(href)) return [];
      const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(href)?.[0];
      if (scheme) return [`${posix.join(folder, page)}:${line} error links to ${scheme} are not allowed`];
      const [path = '', anchor] = href.split('#');
      const target = path === '' ? page : posix.join(posix.dirname(page), decodeURI(path));
      const place = `${posix.join(folder, page)}:${line} error`;
      if (!there.has(target)) return [`${place} there is no ${target} to link to`];
      const headings = anchor === undefined ? undefined : headingsOf(pages.get(target) ?? '');
      return headings && !headings.has(anchor ?? '') ? [`${place} ${target} has no heading "${anchor}"`] : [];
    }),
  );
  return { style: [...style, ...elements], links };
}

/** @param {string} text @returns {{ href: string, line: number }[]} */
function linksOf(text) {
  // Tokens of a table cell have no line number; use the one of the row.
  let line = 1;
  return markdown.parse(text, {}).flatMap((block) => {
    line = block.map ? block.map[0] + 1 : line;
    return (block.children ?? []).flatMap((token) => {
      const href = token.attrGet(token.type === 'image' ? 'src' : 'href');
      return href === null ? [] : [{ href, line }];
    });
  });
}

/** @param {string} text */
function headingsOf(text) {
  const tokens = markdown.parse(text, {});
  const titles = tokens.flatMap((token, index) => (token.type === 'heading_open' ? (tokens[index + 1] ?? []) : []));
  return new Set(titles.map(({ content }) => slug(content.replace(/[`*]/g, ''))));
}
