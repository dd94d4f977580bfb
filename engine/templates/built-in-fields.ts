import { BUILT_IN_HELPERS } from './helper-names';

type Node = hbs.AST.Node & Record<string, unknown>;

/**
 * Makes a parsed template treat bare names of built-in helpers as fields, in place: `{{json}}` or `{{#json}}…{{/json}}`
 * cannot be a call of a helper that needs values, so it becomes `this.json`.
 *
 * @param builtIn names of the built-in helpers
 */
export function preferFields(program: hbs.AST.Program, builtIn: ReadonlySet<string>, outer = new Set<string>()): void {
  const blockParams = new Set([...outer, ...(program.blockParams ?? [])]);
  for (const statement of program.body as Node[]) {
    const path = statement['path'] as hbs.AST.PathExpression | undefined;
    if (path && isField(statement, path.original, builtIn) && !blockParams.has(path.original)) {
      path.original = `this.${path.original}`;
    }
    for (const part of [statement['program'], statement['inverse']]) {
      if (part) preferFields(part as hbs.AST.Program, builtIn, blockParams);
    }
  }
}

function isField(node: Node, name: string, builtIn: ReadonlySet<string>): boolean {
  if (!builtIn.has(name) || (node['params'] as unknown[]).length > 0 || node['hash']) return false;
  if (node.type === 'MustacheStatement') return true;
  // A built-in helper that needs no values has no `{{else}}`.
  const isCall = BUILT_IN_HELPERS[name]?.blockValues?.[0] === 0 && !node['inverse'];
  return node.type === 'BlockStatement' && !isCall;
}
