import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { GroupUnit, Members } from '../graph/groups';
import type { PatternData } from '../sources/pattern-data';
import { chooseGroups, renderGroups } from './groups';
import { loadedPattern, type LoadedPattern } from './job';
import { Observation } from './observation';
import type { GroupJobResult, Renderer } from './renderer';
import { usageOf, type Usage } from './usage';

const problem = (message: string): Diagnostic => ({ severity: 'error', code: 'x', message });

const pattern = (id: string, data: unknown = { a: 1 }, isPlain = true): PatternData =>
  ({ id, data, hash: `hash of ${JSON.stringify(data)}`, isPlain, reads: [] }) as unknown as PatternData;

/** A renderer of these patterns. Groups of the emits in `failing` fail. */
function fake(patterns: Readonly<Record<string, unknown>>, failing: readonly number[] = [], isPlain = true) {
  const calls: string[] = [];
  const renderer = {
    load: (spec: string) => {
      calls.push(`load ${spec}`);
      return Promise.resolve(spec in patterns ? pattern(spec, patterns[spec], isPlain) : [problem(`no ${spec}`)]);
    },
    runGroup: ({ emit, source }: GroupUnit, all: readonly PatternData[]): Promise<GroupJobResult> => {
      calls.push(`run ${emit} ${source}: ${all.map(({ id }) => id).join(' ')}`);
      const failures = failing.includes(emit) ? [problem(`emit ${emit} fails`)] : [];
      const made = [{ path: `${emit}` }] as unknown as GroupJobResult['rendered'] & GroupJobResult['compiled'];
      const usage = { lists: [], asked: [], answers: `${emit}` };
      const result = { patterns: [], rendered: made, skipped: made, compiled: made, failures };
      return Promise.resolve(failures.length > 0 ? result : { ...result, usage });
    },
  } as unknown as Renderer;
  return { renderer, calls };
}

const IDS: Readonly<Record<string, readonly string[]>> = { 'a.json': ['a.json#/x', 'a.json#/y'], 'b.json': ['b.json'] };
const members: Members = (source) => (source === null ? Object.values(IDS).flat() : (IDS[source] ?? []));
const ALL = { 'a.json#/x': { a: 1 }, 'a.json#/y': { a: 2 }, 'b.json': { a: 3 } };
const UNITS: readonly GroupUnit[] = [
  { emit: 0, source: 'b.json' },
  { emit: 1, source: 'a.json' },
  { emit: 2, source: null },
];

describe('renderGroups', () => {
  test('loads each pattern once and renders the groups in order', async () => {
    const { renderer, calls } = fake(ALL);
    const result = await renderGroups(renderer, members, UNITS, true);
    expect(calls).toEqual([
      'load b.json',
      'load a.json#/x',
      'load a.json#/y',
      'run 0 b.json: b.json',
      'run 1 a.json: a.json#/x a.json#/y',
      'run 2 null: a.json#/x a.json#/y b.json',
    ]);
    for (const files of [result.rendered, result.skipped, result.compiled])
      expect(files).toEqual([{ path: '0' }, { path: '1' }, { path: '2' }]);
    expect(result.patterns).toEqual([
      { spec: 'b.json', data: 'hash of {"a":3}', isSame: false, kept: [], reads: [] },
      { spec: 'a.json#/x', data: 'hash of {"a":1}', isSame: false, kept: [], reads: [] },
      { spec: 'a.json#/y', data: 'hash of {"a":2}', isSame: false, kept: [], reads: [] },
    ]);
    expect(result.failures).toEqual([]);
    expect([...result.usages].map(([key, { answers }]) => [key, answers])).toEqual([
      ['0 b.json', '0'],
      ['1 a.json', '1'],
      ['2 ', '2'],
    ]);
  });

  test('does nothing without groups', async () => {
    const { renderer, calls } = fake(ALL);
    expect(await renderGroups(renderer, members, [], false)).toMatchObject({ patterns: [], failures: [] });
    expect(calls).toEqual([]);
  });

  test('stops at the first pattern that does not load', async () => {
    const { renderer, calls } = fake({ 'b.json': {}, 'a.json#/y': {} });
    const result = await renderGroups(renderer, members, UNITS, true);
    expect(calls).toEqual(['load b.json', 'load a.json#/x']);
    expect(result.failures).toEqual([problem('no a.json#/x')]);
  });

  test('otherwise leaves out the groups of patterns that do not load', async () => {
    const { renderer, calls } = fake({ 'b.json': {}, 'a.json#/y': {} });
    const result = await renderGroups(renderer, members, UNITS, false);
    expect(calls).toEqual(['load b.json', 'load a.json#/x', 'load a.json#/y', 'run 0 b.json: b.json']);
    expect(result.failures).toEqual([problem('no a.json#/x')]);
  });

  test.each([
    [true, 2],
    [false, 3],
  ])('a group fails; stop: %j, groups rendered: %i', async (stop, count) => {
    const { renderer, calls } = fake(ALL, [1]);
    const result = await renderGroups(renderer, members, UNITS, stop);
    expect(calls.slice(3)).toHaveLength(count);
    expect(result.failures).toEqual([problem('emit 1 fails')]);
    expect(result.usages.has('1 a.json')).toBe(false);
  });
});

describe('chooseGroups', () => {
  const [B, A, ALL_UNIT] = UNITS as [GroupUnit, GroupUnit, GroupUnit];

  interface Given {
    readonly due?: readonly GroupUnit[];
    readonly ifDataChanged?: readonly GroupUnit[];
    readonly duePatterns?: readonly string[];
    /** Recorded data. */
    readonly before?: Readonly<Record<string, unknown>>;
    readonly loaded?: readonly LoadedPattern[];
    readonly usages?: Readonly<Record<string, Usage>>;
    readonly patterns?: Readonly<Record<string, unknown>>;
    readonly isPlain?: boolean;
  }

  async function choose(given: Given) {
    const { due = [], ifDataChanged = [], duePatterns = [], before = {}, loaded = [], usages = {} } = given;
    const { renderer, calls } = fake(given.patterns ?? ALL, [], given.isPlain ?? true);
    const items = new Map(IDS['a.json']!.map((id) => [id, { source: 'a.json' }]));
    const graph = {
      plan: { groups: { due, ifDataChanged }, duePatterns },
      inputs: { specs: members(null), items },
      facts: {
        patternsBefore: Object.fromEntries(
          Object.entries(before).map(([id, data]) => [id, { data: pattern(id, data).hash }]),
        ),
      },
    } as unknown as Parameters<typeof chooseGroups>[1];
    const known = new Map(loaded.map((one) => [one.spec, one]));
    const choice = await chooseGroups(renderer, graph, known, new Map(Object.entries(usages)));
    return { ...choice, patterns: choice.patterns.map(({ spec, isSame }) => [spec, isSame]), calls };
  }

  /** The usage of a rendering that read `a` of each value. */
  const reading = (...values: unknown[]): Usage =>
    usageOf(
      values.map((value) => {
        const observation = new Observation(value);
        observation.ask([0, 'a']);
        return { questions: [[0, 'a']], answers: observation.answers };
      }),
    );

  test('groups that are due anyway need no data', async () => {
    const choice = await choose({ due: [ALL_UNIT, B], duePatterns: ['b.json'] });
    expect(choice).toEqual({ due: [ALL_UNIT, B], kept: [], patterns: [], calls: [] });
  });

  test('a group whose data came out equal is kept', async () => {
    const choice = await choose({ ifDataChanged: [B], duePatterns: ['b.json', 'a.json#/x'], before: ALL });
    expect(choice).toEqual({ due: [], kept: [B], patterns: [['b.json', true]], calls: ['load b.json'] });
  });

  test('a group whose data has changed is due, in order of the emits', async () => {
    const given = {
      due: [ALL_UNIT],
      ifDataChanged: [A, B],
      duePatterns: ['a.json#/y', 'b.json'],
      before: { 'b.json': {} },
    };
    const choice = await choose(given);
    expect(choice.due).toEqual([B, A, ALL_UNIT]);
    expect(choice.kept).toEqual([]);
    expect(choice.patterns).toEqual([
      ['a.json#/y', false],
      ['b.json', false],
    ]);
  });

  test('equal hashes of data that is not plain prove nothing', async () => {
    const choice = await choose({ ifDataChanged: [B], duePatterns: ['b.json'], before: ALL, isPlain: false });
    expect([choice.due, choice.patterns]).toEqual([[B], [['b.json', false]]]);
  });

  test('a pattern that a job has loaded is not listed again', async () => {
    const same = loadedPattern(pattern('b.json'), true);
    const other = loadedPattern(pattern('a.json#/x'), false);
    const choice = await choose({ ifDataChanged: [A, B], duePatterns: ['a.json#/x', 'b.json'], loaded: [same, other] });
    expect(choice).toEqual({ due: [A], kept: [B], patterns: [], calls: ['load a.json#/x'] });
  });

  test('a group with a pattern that does not load is due', async () => {
    const usages = { '0 b.json': reading({ a: 3 }) };
    const choice = await choose({ ifDataChanged: [B], duePatterns: ['b.json'], patterns: {}, before: ALL, usages });
    expect(choice).toEqual({ due: [B], kept: [], patterns: [], calls: ['load b.json'] });
  });

  test('a group is kept if changed patterns give the same answers', async () => {
    const patterns = { ...ALL, 'a.json#/y': { a: 2, b: 'new' } };
    const given = { ifDataChanged: [A], duePatterns: ['a.json#/y'], before: ALL, patterns };
    expect((await choose({ ...given, usages: { '1 a.json': reading({ a: 1 }, { a: 2 }) } })).kept).toEqual([A]);
    expect((await choose({ ...given, usages: { '1 a.json': reading({ a: 2 }, { a: 1 }) } })).due).toEqual([A]);
    expect((await choose({ ...given, usages: { '1 ': reading({ a: 1 }, { a: 2 }) } })).due).toEqual([A]);
  });
});
