import { json, printed, snapshot, workspaceTree } from '../testing/tree';
import { withPlugins } from './add-plugin';
import initGenerator from './generator';
import { ownVersion } from '../own-package';

beforeEach(() => void printed());
afterEach(() => jest.restoreAllMocks());

test('adds the plugin and the package; a second run changes nothing and says so', () => {
  const tree = workspaceTree({
    'nx.json': '{\n  // ours\n  "plugins": ["@nx/js/typescript"]\n}\n',
    'package.json': { name: 'workspace' },
  });
  const { info } = printed();
  initGenerator(tree, {});
  expect(tree.read('nx.json', 'utf-8')).toBe('{\n  // ours\n  "plugins": ["@nx/js/typescript", "nx-workflow"]\n}\n');
  expect(JSON.parse(tree.read('package.json', 'utf-8')!).devDependencies).toEqual({
    'nx-workflow': `^${ownVersion()}`,
  });
  expect(info).toEqual([]);
  const before = snapshot(tree);
  initGenerator(tree, {});
  expect(snapshot(tree)).toEqual(before);
  expect(info).toEqual(['nx-workflow is already set up; nothing changed']);
});

test('an existing version stays, and with --skipPackageJson package.json is not changed', () => {
  const tree = workspaceTree({ 'package.json': { dependencies: { 'nx-workflow': 'workspace:*' } } });
  initGenerator(tree, {});
  expect(tree.read('package.json', 'utf-8')).toBe(json({ dependencies: { 'nx-workflow': 'workspace:*' } }));
  const other = workspaceTree({ 'package.json': {}, 'nx.json': {} });
  initGenerator(other, { skipPackageJson: true });
  expect(other.read('package.json', 'utf-8')).toBe(json({}));
});

test('with --records, nx-workflow/records is added, alone or together with the plugin', () => {
  const both = workspaceTree({ 'nx.json': {}, 'package.json': { devDependencies: { 'nx-workflow': '*' } } });
  initGenerator(both, { records: true });
  expect(JSON.parse(both.read('nx.json', 'utf-8')!)).toEqual({ plugins: ['nx-workflow', 'nx-workflow/records'] });
  const { info } = printed();
  initGenerator(both, { records: true });
  expect(info).toEqual(['nx-workflow is already set up; nothing changed']);
  const later = workspaceTree({ 'nx.json': { plugins: ['nx-workflow', '@nx/vite'] } });
  initGenerator(later, { records: true });
  expect(JSON.parse(later.read('nx.json', 'utf-8')!)).toEqual({
    plugins: ['nx-workflow', '@nx/vite', 'nx-workflow/records'],
  });
});

test.each([
  ['{}', '{\n  "plugins": ["nx-workflow"]\n}'],
  ['{ "plugins": [] }', '{ "plugins": [\n  "nx-workflow"\n] }'],
  [
    '{ "plugins": [{ "plugin": "nx-workflow", "options": {} }] }',
    '{ "plugins": [{ "plugin": "nx-workflow", "options": {} }] }',
  ],
])('nx.json %s', (before, after) => {
  expect(withPlugins(before, ['nx-workflow'])).toBe(after);
});

test.each([
  ['{ "plugins": ', 'nx.json is not valid JSON\nhint: correct it first'],
  ['{ "plugins": {} }', '"plugins" in nx.json must be a list\nhint: correct it first'],
])('nx.json %s is refused', (text, message) => {
  const tree = workspaceTree({ 'nx.json': text });
  expect(() => initGenerator(tree, {})).toThrow(new Error(message));
  expect(tree.read('nx.json', 'utf-8')).toBe(text);
});
