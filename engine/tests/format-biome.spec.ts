import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CodegenOptions } from '../options';
import { expectClean } from '../testing/delta-run';
import { installedPackage } from '../testing/installed-package';
import { diagnosticsOf, small } from '../testing/small';
import { endDriver, type Workspace } from '../testing/workspace';

const made: Workspace[] = [];

afterEach(() => {
  for (const one of made.splice(0)) one.dispose();
});
afterAll(endDriver);

/** A target that generates TypeScript, with the real biome. */
function workspace(files: Readonly<Record<string, string>> = {}, options: Partial<CodegenOptions> = {}): Workspace {
  const one = small(
    { 'templates/one.hbs': 'export const a = {title:  "{{title}}"}', ...files },
    {
      emit: [
        { template: 'one', to: 'code/{{@name}}.ts' },
        { template: 'one', to: '{{@name}}.txt' },
      ],
      outputDir: 'libs/demo/generated',
      format: 'biome',
      ...options,
    },
  );
  made.push(one);
  mkdirSync(join(one.root, 'node_modules'), { recursive: true });
  symlinkSync(dirname(installedPackage('@biomejs/biome@2.6.8')), join(one.root, 'node_modules/@biomejs'));
  return one;
}

const code = (one: Workspace, name = 'a'): string => one.read(`libs/demo/generated/code/${name}.ts`);

test('formats supported files in batches, with the configuration around the output folder', async () => {
  const specs = Object.fromEntries([...Array(40).keys()].map((at) => [`specs/p${at}.json`, `{ "title": "${at}" }`]));
  const one = workspace(specs);
  await one.succeed();
  expect(code(one)).toBe('export const a = { title: "A" };\n');
  expect(one.read('libs/demo/generated/a.txt')).toBe('export const a = {title:  "A"}');
  const alone = one.outputs();
  one.remove('libs/demo/generated');
  await one.succeed({ workers: 2 });
  expect(one.outputs()).toEqual(alone);
  expect((await one.succeed()).counts).toBe('82/0/0 0/0/0');

  const quotes = (style: string): string => `{ "javascript": { "formatter": { "quoteStyle": "${style}" } } }`;
  one.write({
    'biome.jsonc': `{ // shared\n "extends": ["./shared/quotes.json"], "overrides": [{ "includes": ["libs/demo/generated/code/p*.ts"], ${quotes('double').slice(1, -1)} }] }`,
    'shared/quotes.json': quotes('single'),
  });
  expect((await one.succeed()).counts).toBe('0/82/0 0/0/0');
  expect(code(one)).toBe("export const a = { title: 'A' };\n");
  expect(code(one, 'p3')).toBe('export const a = { title: "3" };\n');
  one.edit('shared/quotes.json', 'single', 'double');
  await one.succeed();
  expect(code(one)).toBe('export const a = { title: "A" };\n');
  one.write({ 'libs/demo/biome.json': '{ "root": false, "formatter": { "enabled": false } }' });
  await one.succeed();
  expect(code(one)).toBe('export const a = {title:  "A"}');
  await expectClean(one);
});

test('an error in generated code names template, pattern and line', async () => {
  const one = workspace({ 'templates/one.hbs': 'export const a = 1;\nexport const b = {{title}} }\n' });
  const run = await one.run();
  expect(existsSync(one.output)).toBe(false);
  expect(diagnosticsOf(run.output)).toBe(
    [
      "libs/demo/generated/code/a.ts:2:20 error format: biome: Expected a statement but instead found '}'. (made by templates/one.hbs from specs/a.json)",
      '  2 | export const b = A }',
      '    |                    ^',
    ].join('\n'),
  );
});

test('an error in its configuration', async () => {
  const one = workspace({ 'biome.json': '{ "formatter": { "indentStyle": "spaces" } }' });
  expect(diagnosticsOf((await one.run()).output)).toBe(
    'biome.json:1:33 error format: biome: Found an unknown value `spaces`.',
  );
});
