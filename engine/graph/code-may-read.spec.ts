import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { codeMayRead } from './code-may-read';

let workspace: TemporaryWorkspace;
beforeAll(() => {
  workspace = temporaryWorkspace();
});
afterAll(() => workspace.remove());

function mayRead(modules: readonly string[], key = '', hasPlugins = false): boolean {
  const inputs = { modules, packages: { key }, format: { hasPlugins } };
  return codeMayRead(workspace.root, inputs as unknown as Parameters<typeof codeMayRead>[1]);
}

test.each<[code: string, mayRead: boolean]>([
  ['module.exports = 1;', false],
  ['', false],
  ['process.env.A', true],
  ['preprocess(a); processes(b)', false],
  ['getBuiltinModule("x")', true],
  ['getBuiltinModules', false],
  ['import.meta.url', true],
  ['importXmeta', false],
  ["require('fs')", true],
  ['require("node:fs/promises")', true],
  ['import(`child_process`)', true],
  ["require('node:sqlite')", true],
  ["require('path')", false],
  ["require('fs-extra')", false],
])('the module %j may read: %j', (code, expected) => {
  workspace.write('plain.js', 'exports.a = 1');
  workspace.write('a.js', code);
  expect(mayRead(['a.js'])).toBe(expected);
  expect(mayRead(['plain.js', 'a.js'])).toBe(expected);
});

test('a package or a plugin may read, a missing module does not', () => {
  expect(mayRead([])).toBe(false);
  expect(mayRead(['missing.js'])).toBe(false);
  expect(mayRead([], 'yaml 1')).toBe(true);
  expect(mayRead([], '', true)).toBe(true);
});
