import { SourceText } from '../../diagnostics/source-text';
import { builtInHelpers } from './built-in-helpers';
import { compileTemplate } from './compile-template';
import { HelperArgumentError } from './helper-argument';
import { BUILT_IN_HELPERS, helperNames } from './helper-names';
import { TemplateRuntime } from './template-runtime';
import { UnknownPartialError } from './unknown-partial';

function rendered(template: string, data: unknown): string {
  const helpers = helperNames(Object.keys(BUILT_IN_HELPERS), []);
  const names = { helpers, partials: new Set<string>(), inline: new Set<string>() };
  const code = compileTemplate('template', new SourceText('t.hbs', template), names, true, 'empty');
  if (typeof code !== 'string') throw new Error(code[0]?.message);
  return new TemplateRuntime([{ names: ['t'], kind: 'template', file: 't.hbs', code }], {}).render('t', data, {}).text;
}

const DATA = { text: 'a\n\nb', list: ['x', 'y'], four: 4, zero: 0 };

test.each([
  ['{{indent text}}', '  a\n\n  b'],
  ['{{indent text 4}}', '    a\n\n    b'],
  ['{{indent text 0}}', 'a\n\nb'],
  ['{{indent text zero}}', 'a\n\nb'],
  ['{{indent text four}}', '    a\n\n    b'],
  ['{{indent text missing}}', '  a\n\n  b'],
  ['{{#indent}}{{text}}{{/indent}}', '  a\n\n  b'],
  ['{{#indent 4}}{{text}}{{/indent}}', '    a\n\n    b'],
  ['{{#indent 0}}{{text}}{{/indent}}', 'a\n\nb'],
  ['{{join list}}', 'x, y'],
  ['{{join list ""}}', 'xy'],
  ['{{join list 0}}', 'x0y'],
  ['{{join list missing}}', 'x, y'],
  ['{{{json list}}}', '["x","y"]'],
  ['{{{json list indent=1}}}', '[\n "x",\n "y"\n]'],
  ['{{{json list indent=missing}}}', '["x","y"]'],
  ['{{{json missing}}}', 'null'],
])('%s', (template, text) => {
  expect(rendered(template, DATA)).toBe(text);
});

type Name = 'camelCase' | 'pascalCase' | 'kebabCase' | 'snakeCase' | 'constantCase';
const HELPERS = builtInHelpers(new Set(['nodes/a', '3']));
const OPTIONS = { hash: {} };

function call(name: string, ...args: unknown[]): unknown {
  return HELPERS[name]!.call({ own: 'context' }, ...args);
}

test('there is a function for each built-in helper', () => {
  expect(Object.keys(HELPERS)).toEqual(Object.keys(BUILT_IN_HELPERS));
});

test.each<[text: unknown, cases: Record<Name, string>]>([
  ['', { camelCase: '', pascalCase: '', kebabCase: '', snakeCase: '', constantCase: '' }],
  [
    'Hello big_world-2',
    {
      camelCase: 'helloBigWorld2',
      pascalCase: 'HelloBigWorld2',
      kebabCase: 'hello-big-world-2',
      snakeCase: 'hello_big_world_2',
      constantCase: 'HELLO_BIG_WORLD_2',
    },
  ],
  [
    ' XMLHttpRequest! ',
    {
      camelCase: 'xmlHttpRequest',
      pascalCase: 'XmlHttpRequest',
      kebabCase: 'xml-http-request',
      snakeCase: 'xml_http_request',
      constantCase: 'XML_HTTP_REQUEST',
    },
  ],
  [
    'getUser2FA',
    {
      camelCase: 'getUser2fa',
      pascalCase: 'GetUser2fa',
      kebabCase: 'get-user2fa',
      snakeCase: 'get_user2fa',
      constantCase: 'GET_USER2FA',
    },
  ],
  [
    'cafe\u0301Bar  e\u0301A',
    {
      camelCase: 'cafe\u0301BarE\u0301A',
      pascalCase: 'Cafe\u0301BarE\u0301A',
      kebabCase: 'cafe\u0301-bar-e\u0301-a',
      snakeCase: 'cafe\u0301_bar_e\u0301_a',
      constantCase: 'CAFE\u0301_BAR_E\u0301_A',
    },
  ],
  [12, { camelCase: '12', pascalCase: '12', kebabCase: '12', snakeCase: '12', constantCase: '12' }],
  [true, { camelCase: 'true', pascalCase: 'True', kebabCase: 'true', snakeCase: 'true', constantCase: 'TRUE' }],
])('the cases of %j', (text, expected) => {
  const found = Object.fromEntries(Object.keys(expected).map((name) => [name, call(name, text, OPTIONS)]));
  expect(found).toEqual(expected);
});

describe('eq', () => {
  const block = { ...OPTIONS, fn: (own: unknown) => ['then', own], inverse: (own: unknown) => ['else', own] };
  it.each<[unknown, unknown, boolean]>([
    [1, 1, true],
    [1, '1', false],
    [null, undefined, false],
    ['a', 'a', true],
    [[], [], false],
  ])('of %j and %j is %j', (a, b, isEqual) => {
    expect(call('eq', a, b, OPTIONS)).toBe(isEqual);
    expect(call('eq', a, b, block)).toEqual([isEqual ? 'then' : 'else', { own: 'context' }]);
  });

  it('without {{else}} renders nothing if the values differ', () => {
    expect(call('eq', 1, 2, { ...OPTIONS, fn: () => 'then' })).toBeUndefined();
  });
});

describe('indent', () => {
  it.each([
    ['', ''],
    ['a', '  a'],
    ['a\r\n\r\nb\n\nc\n', '  a\r\n\r\n  b\n\n  c\n'],
    [' a\n\tb', '   a\n  \tb'],
  ])('of %j is %j', (text, expected) => expect(call('indent', text, OPTIONS)).toBe(expected));

  it('as a block renders the context', () => {
    const fn = jest.fn(() => 'a');
    expect(call('indent', 3, { ...OPTIONS, fn })).toBe('   a');
    expect(fn.mock.calls).toEqual([[{ own: 'context' }]]);
  });
});

describe('partial', () => {
  it('joins a folder and a value to the name of a partial', () => {
    expect(call('partial', 'nodes/', 'a', OPTIONS)).toBe('nodes/a');
    expect(call('partial', '', 3, OPTIONS)).toBe('3');
  });

  it('throws if there is no such partial', () => {
    expect(() => call('partial', 'nodes/', 'b', OPTIONS)).toThrow(new UnknownPartialError('nodes/b'));
  });
});

describe('the numbers of spaces', () => {
  it('may be the greatest', () => {
    expect(call('indent', 'a', 1000, OPTIONS)).toBe(`${' '.repeat(1000)}a`);
    expect(call('json', [1], { hash: { indent: 10 } })).toBe(`[\n${' '.repeat(10)}1\n]`);
    expect(call('json', [1], { hash: { indent: 0 } })).toBe('[1]');
  });

  it.each<[string, unknown, string]>([
    ['indent', 1001, 'indent: 1001 is not a number of spaces from 0 to 1000'],
    ['indent', -1, 'indent: -1 is not a number of spaces from 0 to 1000'],
    ['indent', 1.5, 'indent: 1.5 is not a number of spaces from 0 to 1000'],
    ['indent', '2', 'indent: "2" is not a number of spaces from 0 to 1000'],
    ['indent', null, 'indent: null is not a number of spaces from 0 to 1000'],
    ['json', 11, 'json: 11 is not a number of spaces from 0 to 10'],
    ['json', 'x', 'json: "x" is not a number of spaces from 0 to 10'],
  ])('of %s cannot be %j', (name, value, message) => {
    const work = (): unknown =>
      name === 'json' ? call('json', 1, { hash: { indent: value } }) : call('indent', 'a', value, OPTIONS);
    expect(work).toThrow(HelperArgumentError);
    expect(work).toThrow(new Error(message));
  });
});

describe('a wrong value', () => {
  const circular: unknown[] = [];
  circular.push(circular);
  it.each<[string, unknown[], string]>([
    ['camelCase', [undefined], 'camelCase: a missing value is not a text'],
    ['pascalCase', [null], 'pascalCase: null is not a text'],
    ['kebabCase', [{ a: 1 }], 'kebabCase: {"a":1} is not a text'],
    ['snakeCase', [[1]], 'snakeCase: [1] is not a text'],
    ['constantCase', [() => 1], 'constantCase: a function is not a text'],
    ['constantCase', [Symbol('x')], 'constantCase: a symbol is not a text'],
    ['camelCase', [10n], 'camelCase: a bigint is not a text'],
    ['camelCase', [circular], 'camelCase: an object is not a text'],
    ['camelCase', [['x'.repeat(36)]], `camelCase: ["${'x'.repeat(36)}"] is not a text`],
    ['camelCase', [['x'.repeat(37)]], `camelCase: ["${'x'.repeat(37)}… is not a text`],
    ['join', ['a'], 'join: "a" is not a list'],
    ['join', [undefined], 'join: a missing value is not a list'],
    ['join', [['a'], null], 'join: null is not a text'],
    ['indent', [{}], 'indent: {} is not a text'],
    ['partial', ['nodes/', undefined], 'partial: a missing value is not a text'],
  ])('of %s is described', (name, args, message) => {
    expect(() => call(name, ...args, OPTIONS)).toThrow(new Error(message));
  });
});
