import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatConfiguration } from './format-configuration';
import { configurationGlobs, foldersAround } from './formatter-places';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** The names of the packages, each with the folder that imports it. */
function packages(formatter: 'prettier' | 'biome' = 'prettier'): string[] {
  return formatConfiguration(root, formatter, 'a/b/out').packages.map(({ name, from }) => `${name} in ${from}`);
}

test('configuration lies in the folders around the output folder', () => {
  expect(foldersAround('a/b/out')).toEqual(['a/b', 'a', '.']);
  expect(foldersAround('out')).toEqual(['.']);
  expect(configurationGlobs('biome', 'out')).toEqual(['.editorconfig', 'biome.json*', '.biome.json*']);
  write({
    '.prettierrc': '',
    'a/.editorconfig': '',
    'a/b/prettier.config.ts': '',
    'a/b/out/.prettierrc': '',
    'c/.prettierrc': '',
    'a/package.json': '{ "prettier": { "semi": false } }',
    'package.json': '{ "name": "x" }',
  });
  const found = formatConfiguration(root, 'prettier', 'a/b/out');
  expect(found.files).toEqual(['.prettierrc', 'a/.editorconfig']);
  expect(found.scripts).toEqual(['a/b/prettier.config.ts']);
  expect([...found.packageParts.keys()]).toEqual(['a/package.json']);
  expect(found.looks.has(join(root, 'a/.prettierrc.toml'))).toBe(true);
});

test.each([
  ['.prettierrc', 'plugins:\n  - plugin-y\noverrides:\n  - options: { plugins: ["@x/plugin-o"] }\n'],
  ['.prettierrc.json', '{ "plugins": ["plugin-y"], "overrides": [{ "options": { "plugins": ["@x/plugin-o"] } }], }'],
  ['.prettierrc.json5', "{ plugins: ['plugin-y'], overrides: [{ options: { plugins: ['@x/plugin-o/sub'] } }], }"],
  ['.prettierrc.toml', 'plugins = ["plugin-y"]\n[[overrides]]\n[overrides.options]\nplugins = ["@x/plugin-o"]\n'],
  ['package.json', '{ "prettier": { "plugins": ["plugin-y", "@x/plugin-o"] } }'],
  ['package.yaml', 'prettier:\n  plugins: [plugin-y, "@x/plugin-o"]\n'],
  ['prettier.config.js', 'export default { plugins: ["plugin-y", `@x/plugin-o`], parser: "babel" };\n'],
])('the plugins that %s names are known', (file, text) => {
  write({ [`a/${file}`]: text });
  expect(packages()).toEqual(['@x/plugin-o in a', 'plugin-y in a', 'prettier in a/b']);
});

test('a shared configuration is a package, or a file', () => {
  write({ 'package.json': '{ "prettier": "@x/config" }' });
  expect(packages()).toEqual(['@x/config in .', 'prettier in a/b']);
  write({
    'a/biome.json': '{ "extends": ["../shared/one.jsonc", "@x/biome", "//"] }',
    'shared/one.jsonc': '{ "extends": "./two.json" /* all */ }',
    'shared/two.json': '{}',
  });
  expect(packages('biome')).toEqual(['@biomejs/biome in a/b', '@x/biome in a']);
  expect(formatConfiguration(root, 'biome', 'a/b/out').files).toEqual([
    'a/biome.json',
    'shared/one.jsonc',
    'shared/two.json',
  ]);
});

test('a local plugin is a script, also where it is named in one', () => {
  write({
    '.prettierrc': '{ "plugins": ["./tools/one.mjs"] }',
    'a/prettier.config.cjs': "module.exports = { plugins: ['../tools/two.cjs', './none.cjs'] };\n",
    'tools/one.mjs': '',
    'tools/two.cjs': '',
  });
  expect(formatConfiguration(root, 'prettier', 'a/b/out').scripts).toEqual([
    'a/prettier.config.cjs',
    'tools/one.mjs',
    'tools/two.cjs',
  ]);
});
