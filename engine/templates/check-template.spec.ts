import fc from 'fast-check';
import { SourceText } from '../../diagnostics/source-text';
import { helperNames } from './helper-names';
import { checkTemplate } from './check-template';
import { parseTemplate } from './syntax';

const NAMES = {
  helpers: helperNames(['json', 'partial'], []),
  partials: new Set(['known', 'dir/known']),
  inline: new Set(['mine', 'theirs']),
};

/** Codes and places of the problems. */
function found(text: string): string[] {
  const source = new SourceText('t.hbs', text);
  const parsed = parseTemplate(source);
  const problems = 'problem' in parsed ? [parsed.problem] : checkTemplate(parsed.ast, source, NAMES);
  return problems.map(({ code, line, column, length, excerpt }) => {
    const part = excerpt?.slice((column ?? 1) - 1, (column ?? 1) - 1 + (length ?? 1)) ?? '';
    return `${line}:${column} ${code} ${part}`;
  });
}

describe('a valid template', () => {
  it.each([
    '',
    'text only',
    '{{a}} {{a.b}} {{../a}} {{@index}} {{this}} {{{a}}} {{&a}} {{[a b]}} {{! comment }}{{!-- {{nope x}} --}}',
    '{{#a}}{{b}}{{/a}}{{^a}}{{/a}}{{#if a}}{{else if b}}{{else}}{{/if}}',
    '{{#each list as |item index|}}{{item.x}} {{index}}{{/each}}',
    '{{json a}} {{json (json a)}} {{#with a}}{{/with}} {{json a indent=2}}',
    '{{> known}} {{> dir/known}} {{> "known"}} {{> [dir/known]}} {{> known a b=1}}',
    '{{> (partial "dir/" a)}} {{> (partial "dir/" a) b c=1}}',
    '{{#*inline "mine"}}x{{/inline}}{{> mine}}',
    '{{> mine}}{{#*inline "mine"}}x{{/inline}}',
    '{{> theirs}}',
    '{{#> missing}}instead{{/missing}} {{#> known}}{{> @partial-block}}{{/known}}',
    '\\{{nope x}} {{{{raw}}}} {{nope x}} {{{{/raw}}}}',
    '{{~a~}}\n{{~> known ~}}',
  ])('%j', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('an invalid template', () => {
  it.each([
    ['{{nope x}}', ['1:3 unknown-helper nope']],
    ['a\n  {{{nope x}}}', ['2:6 unknown-helper nope']],
    ['{{#nope x}}{{/nope}}', ['1:4 unknown-helper nope']],
    [
      '{{#a}}\n{{#b}}\n{{nope 1}}{{/b}}{{else}}{{nope 2}}{{/a}}',
      ['3:3 unknown-helper nope', '3:27 unknown-helper nope'],
    ],
    ['{{json (nope)}}', ['1:9 unknown-helper nope']],
    ['{{json b indent=(nope b)}}', ['1:18 unknown-helper nope']],
    ['{{a.nope x}}', ['1:3 unknown-helper a.nope']],
    ['{{> known (nope x)}}', ['1:12 unknown-helper nope']],
    ['ü😀{{nope x}}', ['1:6 unknown-helper nope']],
    ['a\r\n{{nope x}}\rb{{nope y}}', ['2:3 unknown-helper nope', '3:4 unknown-helper nope']],
    ['{{> nope}}', ['1:5 unknown-partial nope']],
    ['{{#> known}}{{> nope}}{{/known}}', ['1:17 unknown-partial nope']],
    ['{{#*inline "a"}}{{> nope}}{{/inline}}', ['1:21 unknown-partial nope']],
    ['{{> (json a)}}', ['1:5 data-chosen-partial (']],
    ['{{> (partial a)}}', ['1:5 data-chosen-partial (']],
    ['{{> (partial "dir" a)}}', ['1:5 data-chosen-partial (']],
    ['{{> (partial "/" a)}}', ['1:5 data-chosen-partial (']],
    ['{{#*inline name}}{{/inline}}', ['1:12 data-chosen-partial name']],
    ['{{#*inline (json a)}}{{/inline}}', ['1:12 data-chosen-partial (']],
    ['{{#*inline}}{{/inline}}', ['1:1 data-chosen-partial {']],
    ['{{* nope}}', ['1:1 unknown-decorator {']],
    ['{{#*nope}}{{/nope}}', ['1:1 unknown-decorator {']],
    ['{{#if}}', ['1:8 template-syntax ']],
    ['{{a', ['1:3 template-syntax a']],
    ['{{#*inline "x"}}{{else}}{{/inline}}', ['1:36 template-syntax ']],
  ])('%j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

it('never throws, and reports places inside the text, for any template', () => {
  const pieces = fc.constantFrom(
    ...['{{', '}}', '{{{', '}}}', '{{#', '{{/', '{{^', '{{>', '{{#>', '{{!--', '--}}', '{{else}}', '{{#if ', '{{/if}}'],
    ...['{{#*inline "x"}}', '{{/inline}}', '{{> (', ')', '(', '"', "'", ' as |x|', '@', '.', '../', '[', ']', '~', '='],
    ...['a', ' ', '\n', '\r\n', '\\', 'partial', 'json', 'known', 'ü', '😀', '1', 'true', '{{{{', '}}}}', '\0'],
  );
  const templates = fc.array(pieces, { maxLength: 25 }).map((list) => list.join(''));
  fc.assert(
    fc.property(templates, (text) => {
      const source = new SourceText('t.hbs', text);
      const parsed = parseTemplate(source);
      const problems = 'problem' in parsed ? [parsed.problem] : checkTemplate(parsed.ast, source, NAMES);
      for (const { line = 0, column = 0, excerpt } of problems) {
        expect(excerpt).toBe(source.lineText(line));
        expect(column).toBeGreaterThan(0);
        expect(column).toBeLessThanOrEqual((excerpt?.length ?? 0) + 1);
      }
    }),
    { numRuns: 2000 },
  );
});
