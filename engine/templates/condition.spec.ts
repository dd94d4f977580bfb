import { SourceText } from '../../diagnostics/source-text';
import { parseCondition } from './condition';

const HINT = 'write an expression as in {{#if …}}: a field, such as deprecated, or a call, such as (eq type "object")';

function problem(text: string) {
  const parsed = parseCondition(new SourceText('option emit.when', text));
  return 'problem' in parsed ? parsed.problem : undefined;
}

const AT = { file: 'option emit.when', severity: 'error', code: 'template-syntax', hint: HINT, line: 1 };

test.each(['deprecated', 'a.b', '@key', '../a', '(eq type "object")', '(eq a (json b))', '"text"', 'true', '  a\n'])(
  '%j is an expression',
  (text) => expect(problem(text)).toBeUndefined(),
);

test.each([
  [''],
  ['a b'],
  ['a b=1'],
  ['a as |b|'],
  ['a}}x'],
  ['a}}{{b}}{{^'],
  ['a}}x{{else}}y'],
  ['a}}1{{^}}{{!'],
  ['a}}{{/if}}{{#if b'],
  ['a}}1{{/if}}{{#if b'],
])('%j is no expression', (text) => {
  const expected = { ...AT, message: 'this is no expression', column: 1, length: text.length, excerpt: text };
  expect(problem(text)).toEqual(expected);
});

test.each([
  ['(eq a', { message: 'the expression ends too early', column: 6, length: 1 }],
  ['a &', { message: 'unexpected "&"', column: 3, length: 1 }],
  ['a)', { message: 'unexpected ")"', column: 2, length: 1 }],
  [') a', { message: 'unexpected ")"', column: 1, length: 1 }],
  ['=1', { message: 'unexpected "="', column: 1, length: 1 }],
  ['{{a}}', { message: 'unexpected "{{"', column: 1, length: 2 }],
  ['a.b/..', { message: 'Invalid path: a.b/..', column: 1, length: 6 }],
  ['a}}1{{/if}}{{#with b', { message: 'the block {{#with}} is closed by {{/if}}', column: 15, length: 4 }],
])('%j has an error at its place', (text, expected) => {
  expect(problem(text)).toEqual({ ...AT, excerpt: text, ...expected });
});

test.each(['}}', '"a" }'])('neither message nor place reaches beyond the expression: %s', (text) => {
  const own = text.replace('"a" ', '');
  const column = 1 + text.indexOf(own);
  expect(problem(text)).toEqual({ ...AT, message: `unexpected "${own}"`, column, length: own.length, excerpt: text });
});

test('an expression of several lines may end too early', () => {
  expect(problem('(eq\na')).toEqual({
    ...AT,
    message: 'the expression ends too early',
    line: 2,
    column: 2,
    length: 1,
    excerpt: 'a',
  });
});

test('an error in a later line keeps its column', () => {
  expect(problem('(eq\n  a))')).toEqual({
    ...AT,
    message: 'unexpected ")"',
    line: 2,
    column: 5,
    length: 1,
    excerpt: '  a))',
  });
});

test('places refer to the expression', () => {
  const parsed = parseCondition(new SourceText('option emit.when', '(eq\n a b)'));
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  const block = parsed.ast.body[0] as hbs.AST.BlockStatement;
  const call = block.params[0] as hbs.AST.SubExpression;
  const place = ({ loc: { start, end } }: hbs.AST.Node): string =>
    `${start.line}:${start.column}-${end.line}:${end.column}`;
  expect([place(call), place(call.path), ...call.params.map(place)]).toEqual([
    '1:0-2:5',
    '1:1-1:3',
    '2:1-2:2',
    '2:3-2:4',
  ]);
  expect(place(block)).toMatch(/^1:0-/);
});
