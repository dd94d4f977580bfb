import { SourceText } from '../../diagnostics/source-text';
import { parseTemplate } from './syntax';

function problem(text: string) {
  const parsed = parseTemplate(new SourceText('t.hbs', text));
  return 'problem' in parsed ? parsed.problem : undefined;
}

const VALUE = 'a name or a value belongs here';
const ELSE = 'a block has one {{else}}, as its last part';

test.each(['', 'text', '{{a}}', '{{#if a}}x{{else}}y{{/if}}', '{{! x }}'])('%j is a template', (text) => {
  expect(problem(text)).toBeUndefined();
});

test('a problem has its place and a hint', () => {
  expect(problem('x\n  {{a b=}}\n')).toEqual({
    severity: 'error',
    code: 'template-syntax',
    message: 'unexpected "}}"',
    file: 't.hbs',
    line: 2,
    column: 9,
    length: 2,
    excerpt: '  {{a b=}}',
    hint: VALUE,
  });
  expect(problem('x\n{{#if a}}\n{{/each}}')).toEqual({
    severity: 'error',
    code: 'template-syntax',
    message: 'the block {{#if}} is closed by {{/each}}',
    file: 't.hbs',
    line: 2,
    column: 4,
    length: 2,
    excerpt: '{{#if a}}',
  });
});

test.each<[text: string, place: string, message: string, hint: string | undefined]>([
  ['{{#a}}{{/b.c}}', '1:4+1', 'the block {{#a}} is closed by {{/b.c}}', undefined],
  ['{{a.b/..}}', '1:3+6', 'Invalid path: a.b/..', undefined],
  ['{{#*inline "x"}}{{else}}{{/inline}}', '1:36+1', 'Unexpected inverse block on decorator', undefined],
  ['{{a', '1:3+1', 'unexpected "a"', VALUE],
  ['{{}}', '1:3+2', 'unexpected "}}"', VALUE],
  ['{{a &}}', '1:5+1', 'unexpected "&"', VALUE],
  ['{{a\nb=}}', '2:3+2', 'unexpected "}}"', VALUE],
  ['{{@}}', '1:4+2', 'unexpected "}}"', VALUE],
  ['{{> a b=c d}}', '1:12+2', 'unexpected "}}"', undefined],
  ['{{!-- a', '1:1+1', 'this cannot be read', undefined],
  ['{{{{raw}}}}', '1:8+1', 'this cannot be read', undefined],
  ['a\nb {{!-- a', '2:3+1', 'this cannot be read', undefined],
  ['{{else\n}}', '1:1+6', 'unexpected "{{else\n}}"', ELSE],
  ['{{#a}}\\{{/a}}', '1:14+1', 'the template ends too early', undefined],
  ['{{/if}}', '1:1+3', 'unexpected "{{/"', 'no block is open here'],
  ['{{{a}}', '1:5+2', 'unexpected "}}"', 'this tag was opened by "{{{", so close it by "}}}"'],
  ['{{a}}}', '1:4+3', 'unexpected "}}}"', 'this tag was opened by "{{", so close it by "}}"'],
  ['{{else}}', '1:1+8', 'unexpected "{{else}}"', ELSE],
  ['{{#if a}}{{else}}{{else}}{{/if}}', '1:18+8', 'unexpected "{{else}}"', ELSE],
  ['{{#if a}}{{else}}{{else if b}}{{/if}}', '1:18+6', 'unexpected "{{else"', ELSE],
])('%j has a problem at %s: %s', (text, place, message, hint) => {
  const found = problem(text);
  expect(`${found?.line}:${found?.column}+${found?.length}`).toBe(place);
  expect(found?.message).toBe(message);
  expect(found?.hint).toBe(hint);
});

describe('a template that ends too early', () => {
  it.each([
    ['{{#if a}}', '1:10', '{{#if}} of line 1'],
    ['{{#if a}}\n{{#each b}}x{{/each}}\n', '3:1', '{{#if}} of line 1'],
    ['a\r\n{{#if a}}\r{{#b}}{{#c}}{{/c}}', '3:19', '{{#b}} of line 3'],
    ['{{#if a}}{{!-- {{#b}} --}}{{!-- x --~}}', '1:40', '{{#if}} of line 1'],
    ['{{#if a}}{{! {{#c}}', '1:20', '{{#if}} of line 1'],
    ['{{#if a}}{{! x }}\n{{^b}}', '2:7', '{{^b}} of line 2'],
    ['{{~#> layout}}', '1:15', '{{#> layout}} of line 1'],
    ['{{#*inline "x"}}', '1:17', '{{#*inline}} of line 1'],
    ['{{#if~}}', '1:9', '{{#if}} of line 1'],
  ])('%j names the innermost open block', (text, place, block) => {
    const found = problem(text);
    expect(`${found?.line}:${found?.column}`).toBe(place);
    expect(found?.message).toBe('the template ends too early');
    expect(found?.hint).toBe(`the block ${block} is not closed`);
  });
});

test('a problem without a hint has none', () => {
  expect(Object.keys(problem('{{!-- a') ?? {})).toEqual([
    'severity',
    'code',
    'message',
    'file',
    'line',
    'column',
    'length',
    'excerpt',
  ]);
});

test('a problem does not affect later templates', () => {
  const first = problem('{{a b=}}');
  expect(problem('{{a}}')).toBeUndefined();
  expect(problem('{{a.b/..}}')?.message).toBe('Invalid path: a.b/..');
  expect(problem('{{a b=}}')).toEqual(first);
});
