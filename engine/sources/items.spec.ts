import { sha256, sha256OfParts } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { dataHash } from './data-hash';
import type { Item } from './item';
import { findPatterns, isProblems, itemSpec, itemsOf, partAt } from './items';
import { parseSpec } from './parse-spec';
import { Documents } from './source-file';
import type { Spec } from './spec';

const specOf = (path: string, text: string): Spec => {
  const spec = parseSpec(path, Buffer.from(text));
  if (Array.isArray(spec)) throw new Error(JSON.stringify(spec));
  return spec;
};

const item = (fields: Partial<Item>): Item => ({
  source: 'a.json',
  key: 'x',
  name: 'x',
  pointer: '/x',
  root: '',
  hash: '',
  isPlain: true,
  ...fields,
});

const brief = (found: ReturnType<typeof itemsOf>): unknown[] =>
  found.map((one) => (Array.isArray(one) ? [one[0], one[1].key, one[1].name, one[1].pointer, one[1].root] : one));

describe('itemsOf', () => {
  test('each member of an object is an item', () => {
    const found = itemsOf(specOf('d/a.json', '{"of": {"b/c": 1, "a": {}}}'), '/of', 'hash');
    expect(brief(found)).toEqual([
      ['d/a.json#/of/b~1c', 'b/c', 'b/c', '/of/b~1c', ''],
      ['d/a.json#/of/a', 'a', 'a', '/of/a', ''],
    ]);
  });

  test('each member of a list at the top is an item', () => {
    expect(brief(itemsOf(specOf('a.json', '[5, 6]'), '', 'hash'))).toEqual([
      ['a.json#/0', '0', '0', '/0', ''],
      ['a.json#/1', '1', '1', '/1', ''],
    ]);
  });

  test('without the option, each document is an item named by its file', () => {
    expect(brief(itemsOf(specOf('d/a.x.yaml', 'n: 1\n---\nn: 2\n'), undefined, 'hash'))).toEqual([
      ['d/a.x.yaml#/0', '0', 'a-0', '/0', ''],
      ['d/a.x.yaml#/1', '1', 'a-1', '/1', ''],
    ]);
  });

  test('with the option, the members of each document are items', () => {
    expect(brief(itemsOf(specOf('a.yaml', 'of: [7]\n---\nof: {k: 1}\n'), '/of', 'hash'))).toEqual([
      ['a.yaml#/0/of/0', '0', '0', '/0/of/0', '/0'],
      ['a.yaml#/1/of/k', 'k', 'k', '/1/of/k', '/1'],
    ]);
  });

  test('an item that JSON cannot represent is hashed by its file', () => {
    const found = itemsOf(specOf('a.yaml', 'a: .inf\nb: 1\n'), '', 'hash');
    expect(found).toMatchObject([
      ['a.yaml#/a', { source: 'a.yaml', isPlain: false, hash: sha256OfParts(['/a', 'hash']) }],
      ['a.yaml#/b', { source: 'a.yaml', isPlain: true, hash: dataHash(1, true) }],
    ]);
  });

  test('a missing member is reported where it is looked for', () => {
    expect(itemsOf(specOf('a.json', '{\n "paths": {}}'), '/path', '')).toMatchObject([
      {
        severity: 'error',
        code: 'items',
        message: 'the option "items" is "/path", and there is no "path" here',
        hint: 'did you mean "paths"?',
        file: 'a.json',
        line: 1,
        column: 1,
      },
    ]);
    expect(itemsOf(specOf('a.json', '{\n "a/b": 1}'), '/a~1b/c', '')).toMatchObject([
      {
        message: 'the option "items" is "/a~1b/c", and there is no "c" here',
        hint: 'this is not an object or list',
        line: 2,
        column: 9,
      },
    ]);
    expect(itemsOf(specOf('a.json', '{}'), '/constructor', '')).toHaveLength(1);
  });

  test.each(['1', 'null', '"text"'])('%s at the option has no items', (value) => {
    expect(itemsOf(specOf('a.json', `{\n "of": ${value}}`), '/of', '')).toMatchObject([
      {
        severity: 'error',
        code: 'items',
        message: 'the option "items" is "/of", which is not an object or list',
        hint: 'point to an object or a list: each of its members is a pattern',
        file: 'a.json',
        line: 2,
        column: 8,
      },
    ]);
  });

  test('problems of all documents are reported', () => {
    const found = itemsOf(specOf('a.yaml', 'x: 1\n---\nof: [1]\n---\ny: 1\n'), '/of', '');
    expect(found).toMatchObject([{ line: 1 }, { line: 5 }]);
    expect(isProblems(found)).toBe(true);
  });
});

test('isProblems tells problems from items', () => {
  expect(isProblems([])).toBe(false);
  expect(isProblems([['a.json#/x', item({})]])).toBe(false);
  expect(isProblems([{ severity: 'error', code: 'items', message: '' }])).toBe(true);
});

test('partAt follows a pointer', () => {
  const spec = specOf('a.json', '{"a/b": [1, {"c": 2}]}');
  expect([partAt(spec, '/a~1b/1/c'), partAt(spec, '')]).toEqual([2, { 'a/b': [1, { c: 2 }] }]);
});

test.each([true, false])('an item is a spec with data of its own, plain: %s', (isPlain) => {
  const source = specOf('a.json', '{"x": {"n": [1]}}');
  const own = itemSpec(source, item({ isPlain }));
  expect(own).toMatchObject({ path: 'a.json', data: { n: [1] } });
  expect(own.data).not.toBe(partAt(source, '/x'));
  expect(own.locate('/n/0')).toMatchObject({ file: 'a.json', line: 1, column: 14 });
  expect(own.locate('/n', 'key')).toMatchObject({ column: 8, length: 3 });
});

test('an item keeps data that JSON cannot represent', () => {
  expect(itemSpec(specOf('a.yaml', 'x: [.inf]'), item({ isPlain: false })).data).toEqual([Infinity]);
});

describe('findPatterns', () => {
  let workspace: TemporaryWorkspace;
  beforeEach(() => (workspace = temporaryWorkspace()));
  afterEach(() => workspace.remove());

  const find = (files: Record<string, string>, pointer?: string, isKnown = false): ReturnType<typeof findPatterns> => {
    for (const [path, text] of Object.entries(files)) workspace.write(path, text);
    const hashes = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, sha256(text)]));
    const documents = new Documents(workspace.root, undefined);
    return findPatterns(workspace.root, documents, pointer, Object.keys(files), hashes, () => isKnown);
  };
  const briefly = (found: ReturnType<typeof findPatterns>): unknown =>
    'specs' in found ? [found.specs, [...found.items.keys()]] : found;

  const FILES = { 'b.json': '[1]', 'a.yaml': 'n: 1\n---\nn: 2\n', 'c.yaml': 'n: "\n---\n"\n', 'e.yaml': 'n: 1\n...\n' };

  test('a file is one pattern unless it holds several documents', () => {
    const documents = ['a.yaml#/0', 'a.yaml#/1'];
    expect(briefly(find(FILES))).toEqual([['b.json', ...documents, 'c.yaml', 'e.yaml'], documents]);
  });

  test('a file known to be one pattern is not parsed', () => {
    expect(briefly(find(FILES, undefined, true))).toEqual([['b.json', 'a.yaml', 'c.yaml', 'e.yaml'], []]);
  });

  test('with the option, even a known file is parsed', () => {
    const ids = ['b.json#/0', 'd.json#/k'];
    expect(briefly(find({ 'b.json': '[1]', 'd.json': '{"k": 1}' }, '', true))).toEqual([ids, ids]);
  });

  test('with the option, a broken file is a problem beside those of others', () => {
    expect(find({ 'a.json': '[', 'b.json': '[1]', 'c.json': '1' }, '')).toMatchObject([
      { code: 'spec-syntax', file: 'a.json' },
      { code: 'items', file: 'c.json' },
    ]);
  });

  test('a file without a hash has changed', () => {
    workspace.write('a.json', '[1]');
    const documents = new Documents(workspace.root, undefined);
    expect(findPatterns(workspace.root, documents, '', ['a.json'], {}, () => false)).toMatchObject([
      { file: 'a.json' },
    ]);
  });
});
