import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readPage, type Page } from './support/manual/page';
import { runPage, type PageResult } from './support/manual/run-page';
import { MANUAL_NX, STARTS, type Start } from './support/manual/workspaces';

const REPOSITORY = resolve(__dirname, '..');
const LONG = process.env['NX_WORKFLOW_TEST_LONG'] !== undefined;

/** The pages that `npm test` executes; `npm run test:long` executes all of them. */
const ALWAYS = [
  'README.md',
  'docs/first-workflow.md',
  'docs/first-codegen.md',
  'docs/sources.md',
  'docs/adoption.md',
  'docs/coming-from.md',
  'docs/ci.md',
];

/** Pages about internals, and those whose commands need several machines or versions, which have their own tests. */
const TESTED_ELSEWHERE = ['architecture', 'compatibility'].map((name) => `docs/${name}.md`);

const names = ['README.md', ...markdownIn('docs')].filter((name) => !TESTED_ELSEWHERE.includes(name));
const pages = new Map(
  names.map((name) => [name, readPage(readFileSync(join(REPOSITORY, name), 'utf8'), name, MANUAL_NX)]),
);
const starts = new Map<string, Start>();
const results = new Map<string, PageResult>();

afterAll(async () => {
  for (const start of new Set(starts.values())) await start.end();
});

test('every page with commands declares its workspace', () => {
  const lost = names.filter((name) => {
    const { workspace, after, steps } = page(name);
    const hasCommands = steps.some((step) => step.kind === 'commands');
    return hasCommands && !(after === undefined ? Object.hasOwn(STARTS, workspace ?? '') : pages.has(after));
  });
  expect(lost).toEqual([]);
});

// Ordered so that a page comes after the page whose workspace it continues.
for (const name of names.sort((a, b) => depth(a) - depth(b))) {
  if (!page(name).steps.some((step) => step.kind === 'commands')) continue;
  (LONG || ALWAYS.includes(name) ? test : test.skip)(
    `${name}: what it says to do works, and prints what it shows`,
    async () => {
      const start = await startOf(name);
      const result = await runPage(name, page(name), start.workspace, start.env);
      results.set(name, result);
      expect(result.problems.join('\n\n')).toBe('');
    },
    600_000,
  );
}

function page(name: string): Page {
  const found = pages.get(name);
  if (!found) throw new Error(`there is no page ${name}`);
  return found;
}

async function startOf(name: string): Promise<Start> {
  const { after, workspace = '' } = page(name);
  const start = after === undefined ? await STARTS[workspace]!() : starts.get(after);
  if (!start) throw new Error(`${after} must run before ${name}`);
  starts.set(name, start);
  return start;
}

/** The number of pages before a page in the same workspace. */
function depth(name: string): number {
  const { after } = page(name);
  return after === undefined ? 0 : depth(after) + 1;
}

function markdownIn(folder: string): string[] {
  const files = readdirSync(join(REPOSITORY, folder)).sort();
  return files.filter((file) => file.endsWith('.md')).map((file) => `${folder}/${file}`);
}
