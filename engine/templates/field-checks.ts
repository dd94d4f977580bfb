import { FIELD_HELPER } from './missing-field';

type Node = hbs.AST.Node & Record<string, unknown>;
type Path = hbs.AST.PathExpression;

/**
 * Inserts checks for missing fields into a parsed template, in place: each mustache that shows a field, `{{a.b}}`,
 * becomes a call of a helper. Conditions and arguments of blocks, helpers and partials are not checked.
 *
 * @param helpers names of all helpers; they determine the meaning of a bare `{{name}}`
 */
export function insertFieldChecks(ast: hbs.AST.Program, helpers: ReadonlySet<string>): void {
  checkProgram(ast, helpers, new Set());
}

function checkProgram(program: hbs.AST.Program, helpers: ReadonlySet<string>, outer: ReadonlySet<string>): void {
  const names = new Set([...outer, ...(program.blockParams ?? [])]);
  program.body = program.body.map((statement) => {
    const node = statement as Node;
    if (node.type === 'MustacheStatement') {
      return withFieldCheck(statement as hbs.AST.MustacheStatement, helpers, names);
    }
    for (const part of [node['program'], node['inverse']]) {
      if (part) checkProgram(part as hbs.AST.Program, helpers, names);
    }
    return statement;
  });
}

function withFieldCheck(
  node: hbs.AST.MustacheStatement,
  helpers: ReadonlySet<string>,
  blockParams: ReadonlySet<string>,
): hbs.AST.MustacheStatement {
  const path = node.path as Path;
  const hasArguments = node.params.length > 0 || Boolean(node.hash);
  if (hasArguments || path.type !== 'PathExpression' || path.parts.length === 0) return node;
  const [first = '', ...rest] = path.parts;
  // Same rule as in Handlebars.
  const isScoped = /^\.|this\b/.test(path.original);
  const isBare = path.depth === 0 && !isScoped;
  const isParameter = isBare && blockParams.has(first);
  if (isBare && !isParameter && path.parts.length === 1 && helpers.has(first)) return node;
  if (isParameter && rest.length === 0) return node;
  const { loc } = path;
  const text = (value: string) => ({ type: 'StringLiteral', value, original: value, loc });
  const named = path.data || isParameter;
  const from = named ? { ...path, parts: [first] } : { ...path, parts: [], original: 'this' };
  const lead = path.data ? `@${first}` : isParameter ? first : '../'.repeat(path.depth);
  const params = [from, text(named && rest.length > 0 ? `${lead}.` : lead), ...(named ? rest : path.parts).map(text)];
  const call = { type: 'PathExpression', data: false, depth: 0, parts: [FIELD_HELPER], original: FIELD_HELPER, loc };
  // Errors then point to the path.
  return { ...node, path: call, params, hash: undefined, loc } as unknown as hbs.AST.MustacheStatement;
}
