import type { Diagnostic } from '../../diagnostics/diagnostic';
import { SourceText } from '../../diagnostics/source-text';
import { parseJson } from './parse-json';
import type { Spec } from './spec';

const parsed = (text: string, roundsNumbers = false): Spec | Diagnostic[] =>
  parseJson(SourceText.decoded('a.json', Buffer.from(text)), { roundsNumbers });

function data(text: string, roundsNumbers?: boolean): unknown {
  const spec = parsed(text, roundsNumbers);
  if (Array.isArray(spec)) throw new Error(JSON.stringify(spec));
  return spec.data;
}

/** The shape is known only for texts that `JSON.parse` reads without a loss. */
const isFast = (text: string, roundsNumbers?: boolean): boolean => {
  const spec = parsed(text, roundsNumbers);
  return !Array.isArray(spec) && spec.shape !== undefined;
};

test.each([
  '1',
  '[]',
  '"a: b"',
  '{}',
  '{"a":1}',
  '{ "a" : 1, "b"\n:\t[ "c", "d: e" ] }',
  String.raw`{ "\"": 1, "\\": 2, "a\\\"b:": "\\" }`,
  '{ "a": { "b": "" }, "c": "" }',
  '[123456789012345, 1e99, 0.1]',
  '{ "a": ": b", "c": [": d", ":"] }',
  '{"a" :1,"b":2}',
])('%s is read by JSON.parse', (text) => {
  expect([data(text), isFast(text)]).toEqual([JSON.parse(text), true]);
});

test('other JSON is read with places: comments, trailing commas, long numbers', () => {
  expect(data('{ "a": 1, } // b')).toEqual({ a: 1 });
  expect(isFast('{ "a": 1, } // b')).toBe(false);
  expect([data('[1000000000000000]'), isFast('[1000000000000000]')]).toEqual([[1000000000000000], false]);
  expect(isFast('["1000000000000000"]')).toBe(true);
  expect([data('[12345678901234567]', true), isFast('[12345678901234567]', true)]).toEqual([[12345678901234568], true]);
});

test('a number that is not exact is an error, unless numbers are rounded', () => {
  expect(parsed('{ "a": [12345678901234567] }')).toMatchObject([
    { code: 'spec-number', line: 1, column: 9, length: 17, file: 'a.json' },
  ]);
  expect(data('{ "a": [12345678901234567], }', true)).toEqual({ a: [12345678901234568] });
});

test('the first five problems are reported, in order', () => {
  const text = `{ ${'abcdef'
    .split('')
    .flatMap((name) => [`"${name}": 1`, `"${name}": 2`])
    .join(',\n')} }`;
  expect((parsed(text) as Diagnostic[]).map(({ message, line }) => `${line}: ${message}`)).toEqual([
    '2: the key "a" is in this object twice',
    '4: the key "b" is in this object twice',
    '6: the key "c" is in this object twice',
    '8: the key "d" is in this object twice',
    '10: the key "e" is in this object twice',
  ]);
});

test.each([
  ['{ "a": }', 'JSON syntax: value expected', 8, 1],
  ['{ a: 1 }', 'JSON syntax: invalid symbol', 3, 1],
  ['[1 2]', 'JSON syntax: comma expected', 4, 1],
  ['[', 'JSON syntax: close bracket expected', 2, 1],
])('%s is an error of syntax', (text, message, column, length) => {
  expect(parsed(text)).toEqual([
    { severity: 'error', code: 'spec-syntax', message, file: 'a.json', line: 1, column, length, excerpt: text },
  ]);
});

test.each(['{"a" :1,"b":2,"b":3}', '{"a": ":", "b": 1, "b": 2}', '{"a":1,"a" :2}', '{"a":": ","a":1}'])(
  'a key that is there twice is found, wherever colons are: %s',
  (text) => {
    expect(parsed(text)).toMatchObject([{ code: 'spec-key' }]);
  },
);

test('a key in two objects is no duplicate, and `__proto__` is a key', () => {
  expect(data('[{ "a": 1 }, { "a": 2 },]')).toEqual([{ a: 1 }, { a: 2 }]);
  expect(Object.keys(data('{ "__proto__": 1, }') as object)).toEqual(['__proto__']);
});
