import fc from 'fast-check';
import { SourceText } from '../../diagnostics/source-text';
import { helperNames } from './helper-names';
import { checkTemplate, type TemplateNames } from './check-template';
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

/** Message and hint of each problem. */
function texts(text: string, names: Partial<TemplateNames> = {}): [message: string, hint: string | undefined][] {
  const source = new SourceText('t.hbs', text);
  const parsed = parseTemplate(source);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return checkTemplate(parsed.ast, source, { ...NAMES, ...names }).map(({ message, hint }) => [message, hint]);
}

test('a problem has a severity and a place', () => {
  const source = new SourceText('t.hbs', 'a\n{{jsno b}}');
  const parsed = parseTemplate(source);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  expect(checkTemplate(parsed.ast, source, NAMES)).toEqual([
    {
      severity: 'error',
      code: 'unknown-helper',
      message: 'there is no helper "jsno"',
      hint: 'did you mean "json"?\nhelpers of your own come from the module in the option "helpers"',
      file: 't.hbs',
      line: 2,
      column: 3,
      length: 4,
      excerpt: '{{jsno b}}',
    },
  ]);
});

describe('calls of built-in helpers', () => {
  const helpers = helperNames(['json', 'partial', 'eq', 'join', 'indent'], []);
  const own = '\nfor a helper of your own with this name, leave the built-in one out by the option "builtinHelpers"';
  const json = `it is called as {{json value}} or {{json value indent=2}}${own}`;
  const eq = `it is called as {{#if (eq a b)}} or {{#eq a b}}…{{/eq}}${own}`;
  const indent = `it is called as {{indent text 4}} or {{#indent 4}}…{{/indent}}${own}`;
  it.each([
    ['{{json a b}}', 'the built-in helper "json" takes at most 1 value, and gets 2', json],
    ['{{json (json)}}', 'the built-in helper "json" needs 1 value, and gets 0', json],
    ['{{json a size=1}}', 'the built-in helper "json" has no argument "size="', json],
    ['{{json a indent=1 size=1}}', 'the built-in helper "json" has no argument "size="', json],
    ['{{#json a}}{{/json}}', 'the built-in helper "json" takes no block', json],
    ['{{eq a}}', 'the built-in helper "eq" needs 2 values, and gets 1', eq],
    ['{{#eq a b c}}{{/eq}}', 'the built-in helper "eq" takes at most 2 values, and gets 3', eq],
    ['{{eq a b c=1}}', 'the built-in helper "eq" has no argument "c="', eq],
    ['{{#indent 1 2}}{{/indent}}', 'the built-in helper "indent" takes at most 1 value, and gets 2', indent],
  ])('%s', (text, message, hint) => {
    expect(texts(text, { helpers })).toEqual([[message, hint]]);
  });

  it.each(['{{join a}}{{join a b}}{{indent a 2}}', '{{#indent a}}{{/indent}}', '{{#eq a b}}{{else}}{{/eq}}'])(
    '%s',
    (text) => expect(texts(text, { helpers })).toEqual([]),
  );

  it('that a user replaces may be anything', () => {
    expect(texts('{{json a b c=1}}', { helpers: helperNames(['json'], ['json']) })).toEqual([]);
  });

  it('that are left out are unknown', () => {
    expect(texts('{{kebabCase a}}')).toEqual([
      [
        'there is no helper "kebabCase"',
        '"kebabCase" is a built-in helper that the option "builtinHelpers" leaves out',
      ],
    ]);
  });

  it('are not checked where data would choose a partial', () => {
    const hint = 'write {{> (partial "folder/" value)}}: a folder in quotes, then the value that names a partial in it';
    expect(texts('{{> (partial a)}}')).toEqual([['this partial would be chosen by data', hint]]);
    expect(texts('{{> (json "a/" b)}}')).toEqual([['this partial would be chosen by data', hint]]);
  });
});

test('unknown helpers are allowed if the user handles them', () => {
  expect(texts('{{nope x}}', { helpers: helperNames([], ['helperMissing']) })).toEqual([]);
});

describe('unknown partials', () => {
  const partials = new Set(['a/row.hbs', 'b/row.hbs', 'list', 'x/one']);
  const from = '\npartials come from the option "partials"';
  it.each([
    ['{{> row}}', 'there is no partial "row"', `did you mean "a/row.hbs" or "b/row.hbs"?${from}`],
    ['{{> one}}', 'there is no partial "one"', `did you mean "x/one"?${from}`],
    ['{{> lits}}', 'there is no partial "lits"', `did you mean "list"?${from}`],
    ['{{> ro}}', 'there is no partial "ro"', `known: "a/row.hbs", "b/row.hbs", "list", "x/one"${from}`],
  ])('%s', (text, message, hint) => expect(texts(text, { partials })).toEqual([[message, hint]]));
});

test('decorators other than inline, and inline partials without a name in quotes', () => {
  const only = 'the only decorator is {{#*inline "name"}}…{{/inline}}';
  const quotes = 'write the name in quotes: {{#*inline "name"}}…{{/inline}}';
  expect(texts('{{* nope}}{{#*other}}{{/other}}{{#*inline a}}{{/inline}}{{#*inline}}{{/inline}}')).toEqual([
    ['there is no decorator "nope"', only],
    ['there is no decorator "other"', only],
    ['the name of this inline partial would be chosen by data', quotes],
    ['this inline partial has no name', quotes],
  ]);
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
