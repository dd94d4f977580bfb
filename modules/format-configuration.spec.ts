import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256 } from '../state/hash';
import { formatConfiguration } from './format-configuration';

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

test('configuration is found in the parents of the output folder', () => {
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
  expect(found.lookups.has(join(root, 'a/.prettierrc.toml'))).toBe(true);
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

test('a local plugin is a script, also if a script names it', () => {
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

test('packages are listed with importing folder and kind of import', () => {
  write({
    'a/.prettierrc': 'plugins: [plugin-y]',
    'a/.prettierrc.json': '{ "plugins": ["plugin-y/sub"] }',
    '.prettierrc': '"@x/config"',
  });
  const both = (specifier: string) => (['import', 'require'] as const).map((kind) => ({ specifier, kind }));
  expect(formatConfiguration(root, 'prettier', 'a/b/out').packages).toEqual([
    { name: '@x/config', from: '.', imports: both('@x/config') },
    { name: 'plugin-y', from: 'a', imports: [...both('plugin-y'), ...both('plugin-y/sub')] },
    { name: 'prettier', from: 'a/b', imports: both('prettier') },
  ]);
  expect(formatConfiguration(root, 'biome', 'out').packages).toEqual([
    { name: '@biomejs/biome', from: '.', imports: [{ specifier: '@biomejs/biome/bin/biome', kind: 'require' }] },
  ]);
});

test('data files are hashed when they are read; scripts and EditorConfig are not hashed', () => {
  write({
    'a/.prettierrc': '{ "plugins": ["./plugin.mjs", "./more.json"] }',
    'a/.editorconfig': 'plugins: [plugin-y]',
    'a/plugin.mjs': "'plugin-z'",
    'a/more.json': '{ "plugins": ["plugin-y"] }',
    'prettier.config.cjs': '',
  });
  const { hashes, files, scripts, packages: found } = formatConfiguration(root, 'prettier', 'a/out');
  expect([...hashes]).toEqual([
    ['a/.prettierrc', sha256('{ "plugins": ["./plugin.mjs", "./more.json"] }')],
    ['a/more.json', sha256('{ "plugins": ["plugin-y"] }')],
  ]);
  expect(files).toEqual(['a/.editorconfig', 'a/.prettierrc', 'a/more.json']);
  expect(scripts).toEqual(['a/plugin.mjs', 'prettier.config.cjs']);
  expect(found.map(({ name }) => name)).toEqual(['plugin-y', 'prettier']);
});

test('configurations that extend each other are read once', () => {
  write({
    'biome.json': '{ "extends": ["./one.json"] }',
    'one.json': '{ "extends": ["./biome.json", "./one.json", "@x/biome"] }',
  });
  const { files, packages: found } = formatConfiguration(root, 'biome', 'out');
  expect(files).toEqual(['biome.json', 'one.json']);
  expect(found.find(({ name }) => name === '@x/biome')?.imports).toHaveLength(2);
});

test('only Prettier reads package.json; one that is broken or has no configuration is ignored', () => {
  write({
    'package.json': '{ "prettier": "@x/config" }',
    'a/package.json': '{ "prettier": null }',
    'a/b/package.json': '{ "prettier": ',
  });
  expect([...formatConfiguration(root, 'prettier', 'a/b/out').packageParts.keys()]).toEqual(['package.json']);
  expect([...formatConfiguration(root, 'biome', 'a/b/out').packageParts]).toEqual([]);
  expect(packages('biome')).toEqual(['@biomejs/biome in a/b']);
});
