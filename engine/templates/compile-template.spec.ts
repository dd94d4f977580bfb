import { SourceText } from '../../diagnostics/source-text';
import { compileTemplate, parseText, precompileTemplate } from './compile-template';
import { BUILT_IN_HELPERS, helperNames } from './helper-names';
import { MissingFieldError } from './missing-field';
import { TemplateRuntime } from './template-runtime';
import type { CompiledTemplate } from './compiled-template';

interface Options {
  readonly kind?: CompiledTemplate['kind'];
  readonly theirs?: Readonly<Record<string, unknown>>;
  readonly noEscape?: boolean;
  readonly missingFields?: 'empty' | 'error';
}

const DATA = { a: '<a>', json: 'J' };

function compiled(text: string, { kind = 'template', theirs = {}, noEscape = true, missingFields }: Options = {}) {
  const helpers = helperNames(Object.keys(BUILT_IN_HELPERS), Object.keys(theirs));
  const names = { helpers, partials: new Set<string>(), inline: new Set<string>() };
  return compileTemplate(kind, new SourceText('t.hbs', text), names, noEscape, missingFields ?? 'empty');
}

function rendered(text: string, options: Options = {}): string {
  const code = compiled(text, options);
  if (typeof code !== 'string') throw new Error(code[0]?.message);
  const { kind = 'template', theirs = {} } = options;
  const runtime = new TemplateRuntime([{ names: ['t'], kind, file: 't.hbs', code }], theirs);
  return kind === 'condition' ? runtime.renderCondition('t', DATA, {}).text : runtime.render('t', DATA, {}).text;
}

describe('a compiled text', () => {
  it('is escaped, or not', () => {
    expect(rendered('{{a}}', { noEscape: false })).toBe('&lt;a&gt;');
    expect(rendered('{{a}}', { noEscape: true })).toBe('<a>');
  });

  it('has fields with the names of built-in helpers', () => {
    expect(rendered('{{json}} {{{json json}}}')).toBe('J "J"');
    expect(rendered('{{json}} {{{json json}}}', { missingFields: 'error' })).toBe('J "J"');
  });

  it('shows nothing for a missing field, or throws', () => {
    expect(rendered('<{{b}}>')).toBe('<>');
    expect(() => rendered('<{{b}}>', { missingFields: 'error' })).toThrow(MissingFieldError);
    expect(rendered('<{{a}}>', { missingFields: 'error' })).toBe('<<a>>');
    expect(rendered('{{mine}}', { missingFields: 'error', theirs: { mine: () => 'M' } })).toBe('M');
  });

  it('may be a condition', () => {
    expect(rendered('a', { kind: 'condition' })).toBe('1');
    expect(rendered('(eq a "x")', { kind: 'condition' })).toBe('');
  });

  it("may call the user's helperMissing", () => {
    const helperMissing = (...args: { name: string }[]): string => `no ${args.at(-1)!.name}`;
    expect(rendered('{{nope 1}} {{other}}', { theirs: { helperMissing } })).toBe('no nope no other');
    expect(() => rendered('{{nope 1}}')).toThrow(new Error('there is no helper "nope"'));
  });
});

describe('a text with problems', () => {
  it.each<[string, CompiledTemplate['kind'], string[]]>([
    ['{{a', 'template', ['unexpected "a"']],
    ['{{nope 1}}{{> row}}', 'partial', ['there is no helper "nope"', 'there is no partial "row"']],
    ['a b', 'condition', ['this is no expression']],
    ['(nope 1)', 'condition', ['there is no helper "nope"']],
  ])('%j is not compiled', (text, kind, messages) => {
    const problems = compiled(text, { kind });
    if (typeof problems === 'string') throw new Error('it was compiled');
    expect(problems.map(({ message }) => message)).toEqual(messages);
  });
});

test('only a condition is parsed as an expression', () => {
  const source = new SourceText('t', 'a b');
  expect('problem' in parseText('condition', source)).toBe(true);
  for (const kind of ['template', 'partial', 'path'] as const) expect('ast' in parseText(kind, source)).toBe(true);
});

test('unknown helpers are refused unless they are expected', () => {
  const parsed = parseText('template', new SourceText('t', '{{nope 1}}'));
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  expect(() => precompileTemplate(parsed.ast, new Set(), true)).toThrow('nope');
  expect(precompileTemplate(parsed.ast, new Set(['nope']), true)).toContain('"nope"');
  expect(precompileTemplate(parsed.ast, new Set(), true, true)).toContain('"nope"');
});
