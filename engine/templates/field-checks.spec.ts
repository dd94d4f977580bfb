import { loadHandlebars } from './handlebars';
import { insertFieldChecks } from './field-checks';

type Node = hbs.AST.Node & Record<string, unknown>;

/** An expression as text; a path with its `data`, depth and parts. */
function shown(node: Node): string {
  if (node.type === 'StringLiteral') return JSON.stringify(node['value']);
  const { data, depth, parts } = node as unknown as hbs.AST.PathExpression;
  return `${data ? '@' : ''}${'^'.repeat(depth)}[${parts.join(' ')}]`;
}

/** The checks in a template, in order. */
function checks(template: string, helpers: readonly string[] = []): string[] {
  const ast = loadHandlebars().parse(template);
  insertFieldChecks(ast, new Set(helpers));
  const found: string[] = [];
  const visit = (program: Node | undefined): void => {
    for (const statement of (program?.['body'] ?? []) as Node[]) {
      const { path, params } = statement as unknown as hbs.AST.MustacheStatement;
      if ((path as hbs.AST.PathExpression | undefined)?.original === 'nx-workflow-field') {
        expect(statement['hash']).toBeUndefined();
        expect(path).toMatchObject({ type: 'PathExpression', data: false, depth: 0, parts: ['nx-workflow-field'] });
        found.push((params as Node[]).map(shown).join(' '));
      }
      visit(statement['program'] as Node | undefined);
      visit(statement['inverse'] as Node | undefined);
    }
  };
  visit(ast as unknown as Node);
  return found;
}

describe('a field is checked', () => {
  it.each([
    ['{{a}}', ['[] "" "a"']],
    ['{{{a}}}', ['[] "" "a"']],
    ['{{a.b.c}}', ['[] "" "a" "b" "c"']],
    ['{{this.a}} {{./a}}', ['[] "" "a"', '[] "" "a"']],
    ['{{../a}}', ['^[] "../" "a"']],
    ['{{../../a.b}}', ['^^[] "../../" "a" "b"']],
    ['{{@key}}', ['@[key] "@key"']],
    ['{{@root.a.b}}', ['@[root] "@root." "a" "b"']],
    ['{{thisA}}', ['[] "" "thisA"']],
    ['{{#if x}}{{a}}{{else}}{{b}}{{/if}}', ['[] "" "a"', '[] "" "b"']],
    ['{{#each x as |item|}}{{item.a}}{{/each}}', ['[item] "item." "a"']],
    ['{{#each x as |item|}}{{#if y}}{{item.a}}{{/if}}{{/each}}', ['[item] "item." "a"']],
    ['{{#each x as |item|}}{{this.item}}{{../item}}{{/each}}', ['[] "" "item"', '^[] "../" "item"']],
    ['{{#each x as |item|}}{{/each}}{{item}}', ['[] "" "item"']],
  ])('%s', (template, expected) => expect(checks(template)).toEqual(expected));

  it('although a helper has the name of its first part', () => {
    expect(checks('{{now.a}} {{this.now}} {{../now}}', ['now'])).toEqual([
      '[] "" "now" "a"',
      '[] "" "now"',
      '^[] "../" "now"',
    ]);
  });
});

describe('nothing is checked', () => {
  it.each([
    ['', []],
    ['text', []],
    ['{{this}} {{.}} {{..}}', []],
    ['{{now}}', ['now']],
    ['{{json a}}', ['json']],
    ['{{other a}}', []],
    ['{{json a=b}}', ['json']],
    ['{{now a=b}}', []],
    ['{{"a"}} {{1}} {{true}}', []],
    ['{{#a}}{{/a}} {{#if a}}{{/if}} {{> row a}}', []],
    ['{{#each x as |item at|}}{{item}} {{at}}{{/each}}', []],
    ['{{#each x as |now|}}{{now}}{{/each}}', ['now']],
  ])('in %j', (template, helpers) => expect(checks(template, helpers)).toEqual([]));
});

test('a check has the place of the path', () => {
  const ast = loadHandlebars().parse('ab {{ c.d }}');
  insertFieldChecks(ast, new Set());
  expect(ast.body[1]!.loc).toMatchObject({ start: { line: 1, column: 6 }, end: { line: 1, column: 9 } });
});
