import { temporaryWorkspace } from '../../testing/temporary-workspace';
import { mayHaveDocuments, NO_ITEMS, patternName, sourceOf, type Item } from './item';

test('the source of an item is its file; another pattern is a file itself', () => {
  const items = new Map([['a.json#/x', { source: 'a.json' } as Item]]);
  expect([sourceOf(items, 'a.json#/x'), sourceOf(items, 'b.json')]).toEqual(['a.json', 'b.json']);
  expect(sourceOf(NO_ITEMS, 'c.json')).toBe('c.json');
});

test.each([
  ['d.x/a.b.json', 'a'],
  ['a', 'a'],
  ['.hidden.json', '.hidden'],
  ['d/.hidden', '.hidden'],
])('the name of %s is %s', (path, name) => {
  expect(patternName(path)).toBe(name);
});

test('only a YAML file with a marker may have several documents', () => {
  const workspace = temporaryWorkspace();
  const text = 'a: 1\n---\nb: 1\n';
  for (const path of ['a.yaml', 'd/a.yml', 'a.json']) workspace.write(path, text);
  workspace.write('one.yaml', 'a: 1\n');
  const paths = ['a.yaml', 'd/a.yml', 'a.json', 'one.yaml', 'none.yaml'];
  expect(paths.map((path) => mayHaveDocuments(workspace.root, path))).toStrictEqual([true, true, false, false, false]);
  workspace.remove();
});
