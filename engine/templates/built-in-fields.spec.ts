import { preferFields } from './built-in-fields';
import { loadHandlebars } from './handlebars';

type Node = hbs.AST.Node & Record<string, unknown>;

/** The paths of all statements after the change, in order. */
function paths(template: string, builtIn: readonly string[] = ['json', 'eq', 'indent']): string[] {
  const ast = loadHandlebars().parse(template);
  preferFields(ast, new Set(builtIn));
  const found: string[] = [];
  const visit = (program: Node | undefined): void => {
    for (const statement of (program?.['body'] ?? []) as Node[]) {
      const path = statement['path'] as hbs.AST.PathExpression | undefined;
      if (path) found.push(path.original);
      visit(statement['program'] as Node | undefined);
      visit(statement['inverse'] as Node | undefined);
    }
  };
  visit(ast as unknown as Node);
  return found;
}

test.each([
  ['{{json}}', ['this.json']],
  ['{{{json}}}', ['this.json']],
  ['{{indent}}', ['this.indent']],
  ['{{json a}}', ['json']],
  ['{{json a=1}}', ['json']],
  ['{{this.json}} {{json.a}} {{other}}', ['this.json', 'json.a', 'other']],
  ['{{#json}}{{/json}}', ['this.json']],
  ['{{^json}}{{/json}}', ['this.json']],
  ['{{#json a}}{{/json}}', ['json']],
  ['{{#eq}}{{/eq}}', ['this.eq']],
  ['{{#indent}}{{/indent}}', ['indent']],
  ['{{#indent}}{{else}}{{/indent}}', ['this.indent']],
  ['{{#if a}}{{json}}{{else}}{{json}}{{/if}}', ['if', 'this.json', 'this.json']],
  ['{{#each a as |json|}}{{json}}{{#if b}}{{json}}{{/if}}{{/each}}', ['each', 'json', 'if', 'json']],
  ['{{#each a as |json|}}{{/each}}{{json}}', ['each', 'this.json']],
  ['{{#each a as |json|}}{{else}}{{json}}{{/each}}', ['each', 'this.json']],
  ['{{> json}}{{!json}}json', []],
])('the paths of %s become %j', (template, expected) => {
  expect(paths(template)).toEqual(expected);
});

test('a helper that is not built-in or left out is no field', () => {
  expect(paths('{{json}}{{#json}}{{/json}}', [])).toEqual(['json', 'json']);
});
