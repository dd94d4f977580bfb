import { SourceText } from '../../diagnostics/source-text';
import { BUILT_IN_HELPERS, helperNames } from './helper-names';
import { LineMarks, MARK_HELPER } from './line-map';
import { parseTemplate } from './syntax';
import { TemplateRuntime } from './template-runtime';
import { precompileTemplate } from './compile-template';
import type { CompiledTemplate } from './compiled-template';

interface Sources {
  readonly template: string;
  readonly partials?: Readonly<Record<string, string>>;
  readonly helpers?: Readonly<Record<string, unknown>>;
  readonly escape?: boolean;
}

/**
 * Renders a template without marks, and with marks that are removed again; returns both texts and the origin of each
 * line.
 */
function trace({ template, partials = {}, helpers = {}, escape = false }: Sources, data: unknown) {
  const names = helperNames(Object.keys(BUILT_IN_HELPERS), Object.keys(helpers)).all;
  const marks = new LineMarks(names);
  const compile = (mark: boolean): CompiledTemplate[] =>
    [['t', template, 'template'] as const, ...Object.entries(partials).map(([n, p]) => [n, p, 'partial'] as const)].map(
      ([name, text, kind]) => {
        const parsed = parseTemplate(new SourceText(name, text));
        if ('problem' in parsed) throw new Error(parsed.problem.message);
        if (mark) marks.markTemplate(name, parsed.ast);
        return {
          names: [name],
          kind,
          file: name,
          code: precompileTemplate(parsed.ast, new Set([...names, MARK_HELPER]), !escape),
        };
      },
    );
  const render = (mark: boolean): string =>
    new TemplateRuntime(compile(mark), { ...helpers, [MARK_HELPER]: marks.mark }).render('t', data, {}).text;
  const mapped = marks.read(render(true));
  let offset = 0;
  const lines = mapped.text.split('\n').map((line) => {
    const place = mapped.lineAt(offset + Math.max(0, line.search(/\S/)));
    offset += line.length + 1;
    return line.trim() === '' ? '' : `${place?.file}:${place?.line} ${line.trim()}`;
  });
  return { plain: render(false), text: mapped.text, lines: lines.filter((line) => line !== '') };
}

describe('the template line of each line of a text', () => {
  it('is known for blocks, partials, multi-line values and standalone tags', () => {
    const traced = trace(
      {
        template: `{{! about }}
{{> head}}
{{#each list}}
  {{#if @first}}
  first {{this}}
  {{else}}
  {{this}}
  {{/if}}

{{/each}}
{{json whole indent=2}}
end
`,
        partials: { head: '// {{title}}\n\n{{> (partial "nodes/" kind)}}\n', 'nodes/a': 'node\n{{title}}\n' },
      },
      { title: 'T', kind: 'a', list: ['x', 'y'], whole: { a: 1 } },
    );
    expect(traced.text).toBe(traced.plain);
    expect(traced.lines).toEqual([
      'head:1 // T',
      'nodes/a:1 node',
      'nodes/a:2 T',
      't:5 first x',
      't:7 y',
      't:11 {',
      't:11 "a": 1',
      't:11 }',
      't:12 end',
    ]);
  });

  it('does not affect helpers that check blank lines, indent, or have no arguments', () => {
    const traced = trace(
      {
        template: `{{#indent 4}}
{{a}}
{{empty}}

{{now}}
  b {{#each xs as |now|}}{{now}},{{/each}}
{{/indent}}
{{#trim}}

  {{a}}  
{{/trim}}
`,
        helpers: {
          now: () => 'NOW',
          trim(this: unknown, options: { fn: (context: unknown) => string }) {
            return options.fn(this).trim();
          },
        },
      },
      { a: 'A', empty: '', xs: [1, 2] },
    );
    expect(traced.text).toBe(traced.plain);
    expect(traced.plain).toBe('    A\n\n\n    NOW\n      b 1,2,\nA');
    expect(traced.lines).toEqual(['t:2 A', 't:5 NOW', 't:6 b 1,2,', 't:10 A']);
  });

  it('does not affect escaping', () => {
    const traced = trace(
      {
        template: '{{a}} {{{a}}} {{safe}}\n{{no}}{{n}}\n',
        helpers: { safe: () => ({ toHTML: () => '<i>' }) },
        escape: true,
      },
      { a: '<b>', n: 0, no: false },
    );
    expect(traced.plain).toBe('&lt;b&gt; <b> <i>\nfalse0\n');
    expect(traced.text).toBe(traced.plain);
  });

  it('is detected as wrong if a helper depends on the exact text', () => {
    const traced = trace(
      {
        template: '{{#size}}abc{{/size}}\n',
        helpers: {
          size(this: unknown, options: { fn: (context: unknown) => string }) {
            return options.fn(this).length;
          },
        },
      },
      {},
    );
    expect(traced.plain).toBe('3\n');
    expect(traced.text).not.toBe(traced.plain);
  });

  it('counts all kinds of line ends', () => {
    const traced = trace({ template: 'a\r\n{{#if x}}\r\nb\r\n{{/if}}\r\n\r\nc {{x}}\r\n' }, { x: 1 });
    expect(traced.text).toBe(traced.plain);
    expect(traced.lines).toEqual(['t:1 a', 't:3 b', 't:6 c 1']);
  });
});

describe('marks', () => {
  const at = (id: number): string => `\uE0FE${String.fromCharCode(0xe100 + id)}\uE0FF`;

  it('are put before the first visible character of a value', () => {
    const { mark } = new LineMarks(new Set());
    expect(mark(0, ' a b')).toBe(` ${at(0)}a b`);
    expect(mark(9, 12)).toBe(`${at(9)}12`);
    expect(mark(10, 'a')).toBe('\uE0FE\uE101\uE100\uE0FFa');
    expect(mark(1, false)).toBe(`${at(1)}false`);
    expect(mark(1, { toString: () => 'x' })).toBe(`${at(1)}x`);
    expect(mark(1, ' \n')).toBe(' \n');
    expect(mark(1, '')).toBe('');
    expect(mark(1, null)).toBeNull();
    expect(mark(1, undefined)).toBeUndefined();
  });

  it('keep markup', () => {
    const safe = new LineMarks(new Set()).mark(1, { toHTML: () => ' <i>' }) as {
      toHTML: () => string;
      toString: () => string;
    };
    expect(safe.toHTML()).toBe(` ${at(1)}<i>`);
    expect(safe.toString()).toBe(` ${at(1)}<i>`);
  });

  it('are removed from a text, and give the line at each offset', () => {
    const marks = new LineMarks(new Set());
    const parsed = parseTemplate(new SourceText('t', 'a\n\nb'));
    if ('problem' in parsed) throw new Error(parsed.problem.message);
    marks.markTemplate('t', parsed.ast);
    expect((parsed.ast.body[0] as hbs.AST.ContentStatement).value).toBe(`${at(0)}a\n\n${at(2)}b`);
    const mapped = marks.read(`xy${at(0)}a${at(2)}b`);
    expect(mapped.text).toBe('xyab');
    expect([0, 1, 2, 3, 4].map((offset) => mapped.lineAt(offset))).toEqual([
      undefined,
      undefined,
      { file: 't', line: 1 },
      { file: 't', line: 3 },
      { file: 't', line: 3 },
    ]);
  });

  it('are not those of a text without marks', () => {
    const mapped = new LineMarks(new Set()).read('ab \uE0FE');
    expect(mapped.text).toBe('ab \uE0FE');
    expect(mapped.lineAt(1)).toBeUndefined();
  });

  it.each([
    ['{{a}}', ['PathExpression']],
    ['{{now}}', ['SubExpression']],
    ['{{f a}} {{f a=b}}', ['SubExpression', 'SubExpression']],
    ['{{#each a as |now|}}{{now}}{{#if b}}{{now}}{{/if}}{{/each}}', ['PathExpression', 'PathExpression']],
    ['{{#each a as |now|}}{{/each}}{{now}}', ['SubExpression']],
  ])('call what a mustache calls: %s', (template, types) => {
    const parsed = parseTemplate(new SourceText('t', template));
    if ('problem' in parsed) throw new Error(parsed.problem.message);
    new LineMarks(new Set(['now'])).markTemplate('t', parsed.ast);
    const found: string[] = [];
    const visit = (program: hbs.AST.Program | undefined): void => {
      for (const one of program?.body ?? []) {
        if (one.type === 'BlockStatement') visit((one as hbs.AST.BlockStatement).program);
        if (one.type !== 'MustacheStatement') continue;
        const { path, params, hash } = one as hbs.AST.MustacheStatement;
        expect(path).toMatchObject({ type: 'PathExpression', data: false, depth: 0, parts: ['nx-workflow-mark'] });
        expect(params[0]).toMatchObject({ type: 'NumberLiteral' });
        expect(hash).toBeUndefined();
        found.push(params[1]!.type);
      }
    };
    visit(parsed.ast);
    expect(found).toEqual(types);
  });
});
