import type { SourceEntry } from '../sources/loaded-sources';
import type { GivenFile } from '../user-code/reader';
import { changedReads, givenReads, knownReads, readsByPath } from './given-reads';

const source = (reads?: Record<string, string>): SourceEntry => ({
  fingerprint: 'f',
  data: 'd',
  items: {},
  ...(reads ? { reads } : {}),
});

describe('changedReads', () => {
  const hashes: Record<string, string> = { 'same.txt': '1', 'changed.txt': '2' };
  const hashInput = (path: string): string | undefined => hashes[path];

  test('returns files with another hash and removed files, each once', () => {
    const nodes = {
      'b.json': { reads: { 'gone.txt': '1', 'same.txt': '1' } },
      'a.json': { reads: { 'changed.txt': '1', 'gone.txt': '1' } },
    };
    expect(changedReads(nodes, { hashInput })).toEqual(['gone.txt', 'changed.txt']);
  });

  test('is empty for entries without reads', () => {
    expect(changedReads({ 'a.json': {} }, { hashInput })).toEqual([]);
    expect(changedReads({}, { hashInput })).toEqual([]);
  });
});

describe('knownReads', () => {
  const facts = {
    inputs: {
      sources: {
        entries: new Map([
          ['a.json', source({ 'shared.txt': '1', 'gone.txt': '1' })],
          ['b.json', source({ 'b.txt': '1' })],
          ['c.json', source()],
        ]),
        due: new Set<string>(),
      },
    },
    facts: { patternsBefore: { 'a.json': { reads: { 'shared.txt': '1', 'prepared.txt': '1' } }, 'b.json': {} } },
    hashInput: (path: string) => (path === 'gone.txt' ? undefined : '2'),
  };

  test('lists existing files that source files and patterns read, each once', () => {
    const settings = { prepare: 'prepare.js' };
    expect(knownReads({ ...facts, settings })).toEqual(['shared.txt', 'b.txt', 'prepared.txt']);
  });

  test('leaves out recorded reads of patterns if there is no longer a prepare module', () => {
    expect(knownReads({ ...facts, settings: { prepare: undefined } })).toEqual(['shared.txt', 'b.txt']);
  });
});

test('givenReads makes direct reads of files, with the place of the call if it is known', () => {
  const by = { file: 'prepare.js', line: 3 };
  const files: GivenFile[] = [
    { path: 'b.txt', sha256: '1', by },
    { path: 'a.txt', sha256: '2' },
  ];
  expect(givenReads(files)).toEqual([
    { read: { kind: 'file', path: 'b.txt' }, direct: true, by },
    { read: { kind: 'file', path: 'a.txt' }, direct: true },
  ]);
  expect(givenReads(files.slice(1)).map((read) => Object.keys(read))).toEqual([['read', 'direct']]);
});

test('readsByPath returns the hashes sorted by path and keeps the given list', () => {
  const files = ['c.txt', 'a.txt', 'B.txt'].map((path) => ({ path, sha256: `hash of ${path}` }));
  expect(Object.entries(readsByPath(files))).toEqual([
    ['B.txt', 'hash of B.txt'],
    ['a.txt', 'hash of a.txt'],
    ['c.txt', 'hash of c.txt'],
  ]);
  expect(files.map(({ path }) => path)).toEqual(['c.txt', 'a.txt', 'B.txt']);
});
