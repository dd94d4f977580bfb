import type { Settings } from '../settings';
import type { Item } from '../sources/item';
import { groupKey, groupsOf, isOfGroup, isOfSource, membersOf } from './groups';

const item = (source: string): Item => ({
  source,
  key: 'k',
  name: 'k',
  pointer: '/k',
  root: '',
  hash: 'h',
  isPlain: true,
});

const INPUTS = {
  specs: ['b.json#/x', 'a.json', 'b.json#/y'],
  items: new Map([
    ['b.json#/x', item('b.json')],
    ['b.json#/y', item('b.json')],
  ]),
};

const settingsWith = (...each: ('pattern' | 'source' | 'library')[]): Settings =>
  ({ emits: each.map((one) => ({ each: one })) }) as unknown as Settings;

describe('membersOf', () => {
  const members = membersOf(INPUTS);

  test.each([
    [null, ['b.json#/x', 'a.json', 'b.json#/y']],
    ['b.json', ['b.json#/x', 'b.json#/y']],
    ['a.json', ['a.json']],
    ['none.json', []],
  ])('the patterns of %j are %j', (source, expected) => {
    expect(members(source)).toEqual(expected);
    expect(members(source)).toEqual(expected);
  });

  test('indexes the source files once', () => {
    const get = jest.fn((id: string) => INPUTS.items.get(id));
    const items = { ...INPUTS, items: { get } as unknown as typeof INPUTS.items };
    const find = membersOf(items);
    expect(find(null)).toHaveLength(3);
    expect(get).not.toHaveBeenCalled();
    find('b.json');
    find('a.json');
    expect(get).toHaveBeenCalledTimes(3);
  });
});

describe('groupsOf', () => {
  test('gives one group per source file or library, in the order of the emits', () => {
    expect(groupsOf(settingsWith('pattern', 'source', 'library', 'source'), INPUTS)).toEqual([
      { emit: 1, source: 'b.json' },
      { emit: 1, source: 'a.json' },
      { emit: 2, source: null },
      { emit: 3, source: 'b.json' },
      { emit: 3, source: 'a.json' },
    ]);
  });

  test('gives the groups of a single emit', () => {
    expect(groupsOf(settingsWith('source'), INPUTS)).toEqual([
      { emit: 0, source: 'b.json' },
      { emit: 0, source: 'a.json' },
    ]);
  });

  test('gives none for patterns, and then looks up no source file', () => {
    const get = jest.fn();
    const items = { get } as unknown as typeof INPUTS.items;
    expect(groupsOf(settingsWith('pattern'), { ...INPUTS, items })).toEqual([]);
    expect(groupsOf(settingsWith(), { ...INPUTS, items })).toEqual([]);
    expect(get).not.toHaveBeenCalled();
  });

  test('a library without patterns is a group, a source file without patterns is none', () => {
    expect(groupsOf(settingsWith('source', 'library'), { specs: [], items: new Map() })).toEqual([
      { emit: 1, source: null },
    ]);
  });
});

test('isOfGroup is true for emits of source files and of the library', () => {
  const settings = settingsWith('pattern', 'source', 'library');
  expect([0, 1, 2, 3].map((emit) => isOfGroup(settings, emit))).toEqual([false, true, true, false]);
});

test('groupKey joins emit and source file', () => {
  expect(groupKey({ emit: 2, source: 'a.json' })).toBe('2 a.json');
  expect(groupKey({ emit: 0, source: null })).toBe('0 ');
});

test.each([
  ['a.json', 'a.json', true],
  ['a.json#/x', 'a.json', true],
  ['a.json#x', 'a.json', false],
  ['a.json5', 'a.json', false],
  ['b.json#/x', 'a.json', false],
  ['dir/a.json#/x', 'a.json', false],
])('pattern %j of source file %j: %j', (spec, source, expected) => {
  expect(isOfSource(spec, source)).toBe(expected);
});
