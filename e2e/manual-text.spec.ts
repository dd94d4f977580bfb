import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parse, type ParseError } from 'jsonc-parser';
import MarkdownIt from 'markdown-it';
import { parseAllDocuments } from 'yaml';
import { readPage } from './support/manual/page';

const REPOSITORY = resolve(__dirname, '..');
const docs = readdirSync(join(REPOSITORY, 'docs')).filter((file) => file.endsWith('.md'));
const pages = ['README.md', 'CONTRIBUTING.md', ...docs.map((file) => `docs/${file}`)];
const read = (page: string): string => readFileSync(join(REPOSITORY, page), 'utf8');

test('every link of the manual leads to an existing file and heading', () => {
  const broken = pages.flatMap((page) =>
    linksOf(read(page)).flatMap((link) => {
      const [path = '', anchor] = link.split('#');
      if (/^[a-z]+:/.test(link)) return [];
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(REPOSITORY, file))) return [`${page}: ${link}`];
      return anchor === undefined || anchorsOf(read(file)).has(anchor) ? [] : [`${page}: ${link}`];
    }),
  );
  expect(broken).toEqual([]);
});

test('every page can be reached from README.md by links', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    for (const link of linksOf(read(page))) {
      const file = join(dirname(page), link.split('#')[0] ?? '');
      if (pages.includes(file)) reached.add(file);
    }
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

test('it takes five commands from an existing workspace to a cached codegen target, as the page says', () => {
  const { workspace, steps } = readPage(read('docs/adoption.md'));
  expect(workspace).toBe('existing');
  const isCached = (step: (typeof steps)[number]): boolean =>
    step.kind === 'commands' && step.shown?.includes(':generate  [local cache]') === true;
  const until = steps.slice(0, steps.findIndex(isCached) + 1);
  const commands = until.flatMap((step) => (step.kind === 'commands' ? [...step.setUp, ...step.commands] : []));
  expect(commands).toHaveLength(5);
  expect(read('docs/adoption.md')).toContain('\n## Five commands\n');
});

test('the file name of a block is in the text before it', () => {
  const unseen = pages.flatMap((page) => {
    let text = '';
    return new MarkdownIt({ html: true }).parse(read(page), {}).flatMap((token) => {
      if (token.type === 'inline') text += token.content;
      if (token.type !== 'fence') return [];
      const path = /title="([^"]+)"/.exec(token.info)?.[1];
      const isSeen = path === undefined || text.includes(basename(path));
      text = '';
      return isSeen ? [] : [`${page}:${(token.map?.[0] ?? 0) + 1}`];
    });
  });
  expect(unseen).toEqual([]);
});

test('blocks of JSON and YAML are valid', () => {
  const broken = pages.flatMap((page) =>
    new MarkdownIt({ html: true })
      .parse(read(page), {})
      .filter(({ type, content }) => type === 'fence' && content !== '')
      .filter(({ info, content }) => !isLanguage(info.split(' ')[0] ?? '', content))
      .map(({ map }) => `${page}:${(map?.[0] ?? 0) + 1}`),
  );
  expect(broken).toEqual([]);
});

test('diagrams are valid Mermaid', () => {
  const diagrams = pages.flatMap((page) =>
    [...read(page).matchAll(/^```mermaid\n([^]*?)^```/gm)].map(([, diagram]) => ({ page, diagram })),
  );
  expect(diagrams.length).toBeGreaterThan(1);
  const script = `
    const { mermaidParser } = await import('./examples/k1-node1/tasks/lib/mermaid.mjs');
    const problemOf = mermaidParser();
    for (const { page, diagram } of ${JSON.stringify(diagrams)}) {
      const problem = await problemOf(diagram);
      if (problem !== undefined) console.log(page + ': ' + problem);
    }`;
  const node = [process.execPath, ['--input-type=module', '--eval', script]] as const;
  expect(execFileSync(...node, { cwd: REPOSITORY, encoding: 'utf8' })).toBe('');
});

function isLanguage(language: string, text: string): boolean {
  if (language === 'json') return doesNotThrow(() => JSON.parse(text));
  // A block may also be a part of an object, with properties only.
  if (language === 'jsonc') return isJsonc(text) || isJsonc(`{${text}}`);
  if (language === 'yaml') return parseAllDocuments(text).every(({ errors }) => errors.length === 0);
  return true;
}

function isJsonc(text: string): boolean {
  const errors: ParseError[] = [];
  parse(text, errors, { allowTrailingComma: true });
  return errors.length === 0;
}

function doesNotThrow(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

function linksOf(text: string): string[] {
  const inline = new MarkdownIt({ html: true }).parse(text, {}).flatMap(({ children }) => children ?? []);
  return inline.filter(({ type }) => type === 'link_open').map((token) => String(token.attrGet('href')));
}

/** GitHub's anchors for headings. */
function anchorsOf(text: string): Set<string> {
  const tokens = new MarkdownIt({ html: true }).parse(text, {});
  const headings = tokens.filter((_token, index) => tokens[index - 1]?.type === 'heading_open');
  return new Set(
    headings.map(({ content }) =>
      content
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
