import fc from 'fast-check';
import { LONG } from '../../testing/tried';
import type { Settings } from '../settings';
import { BUILT_IN_HELPERS, helperNames } from '../templates/helper-names';
import { parseTemplate } from '../templates/syntax';
import { TemplateRuntime } from '../templates/template-runtime';
import { precompileTemplate } from '../templates/compile-template';
import { SourceText } from '../../diagnostics/source-text';
import { emitText } from './emit-text';
import { groupText } from './group-text';
import type { PatternData } from '../sources/pattern-data';
import { Observation } from './observation';
import { hasSameAnswers, usageOf } from './usage';

/** Renders a library template over patterns with this data. */
function library(template: string, helpers: Record<string, (...args: unknown[]) => unknown> = {}) {
  const code = (kind: 'template' | 'partial' | 'path', name: string, text: string) => {
    const parsed = parseTemplate(new SourceText(name, text));
    if ('problem' in parsed) throw new Error(parsed.problem.message);
    const known = helperNames(Object.keys(BUILT_IN_HELPERS), Object.keys(helpers)).all;
    return { kind, names: [name], file: name, code: precompileTemplate(parsed.ast, known, true) };
  };
  const templates = [
    code('template', 'all.hbs', template),
    code('path', 'all.txt', 'all.txt'),
    code('partial', 'name', '<{{name}}{{@root.patterns.length}}>'),
    code('partial', 'kinds/a', 'A{{b}}'),
    code('partial', 'kinds/b', 'B{{a}}'),
  ];
  const runtime = new TemplateRuntime(templates, helpers);
  const emit = { template: 'all', to: 'all.txt', each: 'library' } as const;
  const settings = { emits: [emit], compilers: [], workspaceRoot: '/w' } as unknown as Settings;
  const emits = { settings, emitTemplates: ['all.hbs'] };
  const patterns = (data: readonly unknown[]) =>
    data.map((one, at): PatternData => {
      const file = `${at}`;
      const place = (): { file: string } => ({ file });
      return {
        id: file,
        path: file,
        name: file,
        key: undefined,
        source: undefined,
        place,
        data: one,
        hash: '',
        isPlain: true,
        reads: [],
      };
    });
  return {
    render: (data: readonly unknown[]) => groupText(emits, runtime, 0, patterns(data), null),
    plainly: (data: readonly unknown[]) => emitText(emits, runtime, 0, { patterns: data }, null),
  };
}

/** True if a file with the data `before` has to be rendered again for `after`. */
function isAffected(template: string, before: unknown, after: unknown): boolean {
  const { usage } = library(template).render([{ a: 0 }, before]);
  if (!usage) throw new Error('it cannot be told');
  return !hasSameAnswers(usage, 1, after);
}

const EACH = (inner: string): string => `{{#each patterns}}${inner}{{/each}}`;

describe('a library file is affected by', () => {
  const shared = { b: 1 };
  const cases: [string, string, unknown, unknown][] = [
    ['a value that it shows', '{{a}}', { a: 1 }, { a: 2 }],
    ['another kind of value that looks the same', '{{a}}', { a: 1 }, { a: '1' }],
    ['a value that was missing', '{{a}}{{b}}', { a: 1 }, { a: 1, b: 1 }],
    ['a value that is missing now', '{{a}}{{b}}', { a: 1, b: 1 }, { a: 1 }],
    ['an object that was asked for as a whole', '{{#if a}}x{{/if}}', {}, { a: {} }],
    ['a list that is empty now', '{{#if a}}x{{/if}}', { a: [1] }, { a: [] }],
    ['a list instead of an object', '{{#if a}}x{{/if}}', { a: {} }, { a: [] }],
    ['an item more', '{{#each a}}{{@index}}{{/each}}', { a: [1] }, { a: [1, 1] }],
    ['a key more', '{{#each a}}{{@key}}{{/each}}', { a: { b: 1 } }, { a: { b: 1, c: 1 } }],
    ['another order of keys', '{{#each a}}{{@key}}{{/each}}', { a: { b: 1, c: 1 } }, { a: { c: 1, b: 1 } }],
    ['anything in what is shown as JSON', '{{json this}}', { a: [{ b: [1] }] }, { a: [{ b: [2] }] }],
    ['a hole in a list', '{{#each a}}x{{/each}}', { a: [undefined] }, { a: new Array(1) }],
    ['minus nought', '{{eq a b}}', { a: 0, b: 0 }, { a: -0, b: 0 }],
    ['half of another character', '{{a}}', { a: '\ud800' }, { a: '\ufffd' }],
    ['the same object twice', '{{eq a b}}', { a: { b: 1 }, b: { b: 1 } }, { a: shared, b: shared }],
    ['equal objects that were the same', '{{eq a b}}', { a: shared, b: shared }, { a: { b: 1 }, b: { b: 1 } }],
    ['data that is more than plain', '{{a.b}}', { a: { b: 1 } }, { a: Object.create({ b: 1 }) }],
    ['a value that is computed', '{{a}}', { a: 1 }, Object.defineProperty({}, 'a', { get: () => 1, enumerable: true })],
    ['a function', '{{a}}', { a: 1 }, { a: () => 1 }],
    ['a list with an own method', '{{json a}}', { a: [1] }, { a: Object.assign([1], { toJSON: () => 2 }) }],
    [
      'a symbol',
      '{{#each a}}{{this}}{{/each}}',
      { a: { b: 1 } },
      { a: { b: 1, [Symbol.iterator]: [][Symbol.iterator] } },
    ],
    ['data that is a text', '{{this}}', 'a', 'b'],
  ];
  test.each(cases)('%s', (_what, inner, before, after) => {
    expect(isAffected(EACH(inner), before, after)).toBe(true);
    expect(isAffected(EACH(inner), before, before)).toBe(false);
  });
});

test.each<[string, string, unknown, unknown]>([
  ['a value that it does not show', '{{a}}', { a: 1, b: 1 }, { a: 1, b: 2 }],
  ['another order of keys that it does not list', '{{a}}{{b}}', { a: 1, b: 1 }, { b: 1, a: 1 }],
  ['what it skips', '{{#if a}}{{b}}{{/if}}', { a: false, b: 1 }, { a: false, b: 2 }],
  ['the length of a list of which it shows the first', '{{lookup a 0}}', { a: [1] }, { a: [1, 2] }],
])('a library file is not affected by %s', (_what, inner, before, after) => {
  expect(isAffected(EACH(inner), before, after)).toBe(false);
});

test('a library file that shows only the number of patterns is affected by none of their data', () => {
  expect(isAffected('{{patterns.length}}', { a: 1 }, { a: 2 })).toBe(false);
});

describe('the usage of a library file is unknown if', () => {
  const of = (template: string, data: unknown, helpers = {}) => library(template, helpers).render([data]);

  test("a user's helper sees the data", () => {
    const seen: unknown[] = [];
    const data = { a: 1 };
    const helpers = { own: (value: unknown) => (seen.push(value), 'x') };
    expect(of(EACH('{{own this}}'), data, helpers)).toEqual({ made: { path: 'all.txt', text: 'x', partials: [] } });
    // The original data, once.
    expect(seen).toHaveLength(1);
    expect(seen[0]).toBe(data);
  });

  test("a user's helper replaces a built-in one", () => {
    expect(of(EACH('{{eq a 1}}'), { a: 1 }, { eq: () => 'never' })).toMatchObject({ made: { text: 'never' } });
    expect(of(EACH('{{eq a 1}}'), { a: 1 }, { eq: () => 'never' }).usage).toBeUndefined();
  });

  test.each<[string, unknown]>([
    ['a date', { a: new Date(0) }],
    ['a map', { a: new Map() }],
    ['a proxy', { a: new Proxy({}, {}) }],
    ['a function', { a: () => 1 }],
    ['a getter', { get a() { return 1; } }], // prettier-ignore
    ['a hidden property', Object.defineProperty({}, 'a', { value: 1 })],
  ])('data contains %s', (_what, data) => {
    const { made, usage } = of(EACH('{{a}}'), data);
    expect(usage).toBeUndefined();
    expect(made).toEqual(library(EACH('{{a}}')).plainly([data]));
  });

  test('there are too many questions', () => {
    const many = { a: Array.from({ length: 100_001 }, (_, at) => at) };
    expect(of(EACH('{{#each a}}{{this}}{{/each}}'), many).usage).toBeUndefined();
  });

  test('rendering fails, with the same error as without observation', () => {
    const template = EACH('{{join a}}');
    expect(of(template, { a: { b: 1 } })).toEqual({ made: library(template).plainly([{ a: { b: 1 } }]) });
  });
});

test('usageOf lists equal questions once', () => {
  const a = { questions: [[0, 'a']] as const, answers: ['object 0', '1'] };
  const b = { questions: [[0, 'b']] as const, answers: ['object 0', 'none'] };
  const usage = usageOf([a, b, a]);
  expect([usage.lists, usage.asked, usage.answers.length]).toEqual([[[[0, 'a']], [[0, 'b']]], [0, 1, 0], 3 * 64]);
  const same = [0, 1, 2, 3].map((at) => hasSameAnswers(usage, at, { a: 1 }));
  expect([same, usageOf([])]).toEqual([[true, true, true, false], { lists: [], asked: [], answers: '' }]);
  expect(hasSameAnswers(usage, 0, { a: 2 })).toBe(false);
  expect(hasSameAnswers(usage, 0, new Date(0))).toBe(false);
  jest.spyOn(Observation.prototype, 'ask').mockImplementation(() => {
    throw new Error('a bug');
  });
  expect(() => hasSameAnswers(usage, 0, { a: 1 })).toThrow('a bug');
  jest.restoreAllMocks();
});

/** Template parts that read data in every possible way. */
const parts = fc.constantFrom(
  ...[
    '{{a}}',
    '{{b}}',
    '{{this}}',
    '{{a.b}}',
    '{{b.a.b}}',
    '{{json this}}',
    '{{json a}}',
    '{{eq a b}}',
    '{{eq a.b b}}',
  ],
  ...['{{#if a}}{{b}}{{else}}{{c}}{{/if}}', '{{#unless b}}!{{/unless}}', '{{#with a}}{{b}}{{../b}}{{/with}}'],
  ...['{{#each a}}{{@key}}{{this}},{{/each}}', '{{#each b}}{{@index}}{{#if @last}}.{{/if}}{{else}}-{{/each}}'],
  ...[
    '{{#a}}{{b}}{{/a}}',
    '{{^b}}none{{/b}}',
    '{{lookup a b}}',
    '{{lookup this "a"}}',
    '{{lookup ../patterns @index}}',
  ],
  ...['{{> name}}', '{{> name name=a}}', '{{> name a}}', '{{#if (eq a 1)}}{{> (partial "kinds/" "a")}}{{/if}}'],
  ...['{{a.length}}', '{{#each this}}{{@key}}{{/each}}', '{{#with (lookup ../patterns 0)}}{{a}}{{/with}}', '{{c}}'],
  ...[
    '{{#*inline "x"}}{{a}}{{/inline}}{{> x}}',
    '{{#each a as |one key|}}{{key}}{{one.b}}{{/each}}',
    '{{constructor}}',
  ],
);
const values = fc.letrec((tie) => ({
  leaf: fc.constantFrom(0, 1, -0, '', 'a', 'b', true, false, null, undefined, '0'),
  any: fc.oneof({ maxDepth: 3 }, tie('leaf'), fc.array(tie('any'), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'name', '0'), tie('any'), { maxKeys: 4, noNullPrototype: true }),
}));
const data = fc.oneof({ arbitrary: values.object, weight: 9 }, { arbitrary: values.any, weight: 1 });

test('unaffected files come out the same, and observation changes nothing', () => {
  let kept = 0;
  fc.assert(
    fc.property(
      fc.array(parts, { minLength: 1, maxLength: 4 }),
      fc.array(data, { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(3), data), { minLength: 1, maxLength: 2 }),
      fc.constantFrom('', '{{json patterns}}', '{{patterns.[0].a}}', '{{#with patterns.[1]}}{{a}}{{/with}}'),
      (inner, before, changes, outer) => {
        const { render, plainly } = library(EACH(inner.join('')) + outer);
        const first = render(before);
        expect(first.made).toEqual(plainly(before));
        const after = [...before];
        for (const [at, value] of changes) if (at < after.length) after[at] = value;
        const second = render(after);
        expect(second.made).toEqual(plainly(after));
        const { usage } = first;
        if (!usage || !after.every((one, at) => Object.is(one, before[at]) || hasSameAnswers(usage, at, one))) return;
        expect(second).toEqual(first);
        kept++;
      },
    ),
    { numRuns: LONG ? 5000 : 400 },
  );
  expect(kept).toBeGreaterThan(20);
});
