import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { declaredInputs } from '../../engine/graph/declared-inputs';
import type { CommandCompiler } from '../../engine/options';
import { settingsOf } from '../../engine/testing/delta-run';
import { small } from '../../engine/testing/small';
import { endDriver, type Workspace } from '../../engine/testing/workspace';
import { watchedFiles } from './watched-files';

let workspace: Workspace;
afterEach(() => workspace.dispose());
afterAll(endDriver);

function watched() {
  return watchedFiles(settingsOf(workspace), undefined, { reads: [], packageFiles: [] });
}

test('files that affect the resolution of imports are watched', () => {
  workspace = small(
    {
      'code/helpers.js': 'require("../lib"); require("x"); require("../local/y");\n',
      'lib/index.js': '',
      'libs/x/package.json': '{ "main": "a.js" }',
      'libs/x/a.js': '',
    },
    { helpers: 'code/helpers.js' },
  );
  symlinkSync('../libs/x', join(workspace.root, 'node_modules/x'));
  const files = watched();
  expect([...files.modules].sort()).toEqual(['code/helpers.js', 'lib/index.js', 'libs/x/a.js']);
  const places = ['lib.js', 'lib/package.json', 'libs/x/package.json', 'node_modules/x', 'code/node_modules', 'local'];
  expect(places.filter((path) => !files.isRemembered(path))).toEqual([]);
  expect(['.', 'code', 'lib', 'libs/x', 'node_modules'].filter((path) => !files.folders.has(path))).toEqual([]);
  expect(['lib2.js', 'code/other.js', 'specs/a.json'].filter((path) => files.isRemembered(path))).toEqual([]);
});

test('function templates and their imports are watched, as code', () => {
  workspace = small(
    {
      'templates/one.js': "require('../lib/word');\n",
      'templates/unused.js': "require('../lib/unused');\n",
      'partials/p.mjs': "import '../lib/deep.mjs';\n",
      'lib/word.js': '',
      'lib/unused.js': '',
      'lib/deep.mjs': '',
    },
    { templates: ['templates/*.js'], partials: ['partials/*'] },
  );
  expect([...watched().modules].sort()).toEqual(['lib/deep.mjs', 'lib/word.js', 'partials/p.mjs', 'templates/one.js']);
});

test('files that modules read with `read` are watched, as remembered files', async () => {
  workspace = small(
    {
      'specs/a.json': '{ "file": "more/b.txt" }',
      'more/b.txt': '',
      'code/load.cjs': 'module.exports = (source, { read }) => [read("data/x.txt"), read("./y.txt")];\n',
      'code/prepare.cjs': 'module.exports = (spec, { read }) => ({ value: read("more/b.txt") });\n',
      'data/x.txt': '',
      'specs/y.txt': '',
    },
    { load: 'code/load.cjs', prepare: 'code/prepare.cjs' },
  );
  await workspace.succeed();
  const files = watched();
  expect([...files.modules].sort()).toEqual(['code/load.cjs', 'code/prepare.cjs']);
  expect(['more/b.txt', 'data/x.txt', 'specs/y.txt'].filter((path) => !files.isRemembered(path))).toEqual([]);
  expect(['more', 'data', 'specs'].filter((path) => !files.folders.has(path))).toEqual([]);
});

test('files that commands name or import are watched, and those that they might import', () => {
  const command: [string, ...string[]] = ['node', 'tools/cat.cjs', '{input}', '{output}', 'tools/cat.json'];
  workspace = small(
    { 'tools/cat.cjs': 'require("./word");\n', 'tools/word/index.js': '' },
    { compile: [{ compiler: 'command', command, extension: '.out', include: ['*.txt'] }] },
  );
  const found = watched();
  const files = ['tools/cat.cjs', 'tools/cat.json', 'tools/word/index.js', 'tools/word.js'];
  expect(files.filter((path) => !found.isInput(path))).toEqual([]);
  expect(files.filter((path) => found.isRemembered(path))).toEqual([]);
  expect(['tools', 'tools/word'].filter((path) => !found.folders.has(path))).toEqual([]);
});

test('all inputs of a command without a depfile are watched', () => {
  const command: [string, ...string[]] = ['node', 'tools/cat.cjs', '{input}', '{output}'];
  const compiler: CommandCompiler = { compiler: 'command', command, extension: '.out', include: ['*.txt'] };
  const inputs = ['{workspaceRoot}/data/**/*.json'];
  const declared = declaredInputs({ inputs, namedInputs: {}, projectRoot: '.', dependencyRoots: [] });
  workspace = small({ 'tools/cat.cjs': '', 'data/deep/one.json': '' }, { compile: [compiler] });
  const found = watchedFiles(settingsOf(workspace), declared, { reads: [], packageFiles: [] });
  expect(['data', 'data/deep'].filter((path) => !found.folders.has(path))).toEqual([]);
  expect(['data/deep/one.json', 'data/two.json'].filter((path) => !found.isInput(path))).toEqual([]);
  expect(found.isInput('data/notes.txt')).toBe(false);
});

test('the configuration of a formatter is watched, existing or not', () => {
  workspace = small(
    { '.prettierrc': '{}', 'libs/prettier.config.mjs': 'import "./shared.mjs";\n', 'libs/shared.mjs': '' },
    { format: 'prettier', outputDir: 'libs/a/generated' },
  );
  workspace.write({ 'libs/a/project.json': '{}' });
  const found = watched();
  const files = ['.prettierrc', '.editorconfig', 'libs/.prettierrc.json', 'libs/a/prettier.config.cjs'];
  expect(files.filter((path) => !found.isInput(path))).toEqual([]);
  expect([...found.modules].sort()).toEqual(['libs/prettier.config.mjs', 'libs/shared.mjs']);
  expect(['.', 'libs', 'libs/a'].filter((path) => !found.folders.has(path))).toEqual([]);
});
