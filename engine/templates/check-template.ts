import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { SourceText } from '../../diagnostics/source-text';
import { didYouMean } from '../../diagnostics/suggest';
import { BUILT_IN_HELPERS, type HelperNames } from './helper-names';

/** The part of Handlebars' syntax tree that is used here. */
interface AstNode {
  readonly type: string;
  readonly loc: { readonly start: { readonly line: number; readonly column: number } };
  readonly [key: string]: unknown;
}

export interface TemplateNames {
  readonly helpers: HelperNames;
  readonly partials: ReadonlySet<string>;
  /** Names of the inline partials of all templates. A partial can use those of its caller. */
  readonly inline: ReadonlySet<string>;
}

/**
 * Finds problems of a parsed template before rendering: unknown helpers, unknown partials, partials chosen by data
 * other than through the `partial` helper, and decorators other than `inline`. Whether an inline partial is in scope is
 * known only when rendering.
 */
export function checkTemplate(ast: unknown, source: SourceText, names: TemplateNames): Diagnostic[] {
  const found: Diagnostic[] = [];
  /** Partials chosen by data, whose helper is not checked. */
  const reported = new Set<AstNode>();
  const report = (node: AstNode, length: number, rest: Pick<Diagnostic, 'code' | 'message' | 'hint'>): void => {
    const { line, column } = node.loc.start;
    found.push({ severity: 'error', ...rest, ...source.atLine(line, column + 1, length) });
  };

  const checkHelper = (node: AstNode, path: AstNode): void => {
    const name = String(path['original']);
    if (names.helpers.builtIn.has(name) && !reported.has(node)) checkCall(node, path, name);
    if (names.helpers.all.has(name) || names.helpers.catchesMissing) return;
    const hint = Object.hasOwn(BUILT_IN_HELPERS, name)
      ? `"${name}" is a built-in helper that the option "builtinHelpers" leaves out`
      : `${didYouMean(name, names.helpers.all)}\nhelpers of your own come from the module in the option "helpers"`;
    report(path.loc ? path : node, name.length, {
      code: 'unknown-helper',
      message: `there is no helper "${name}"`,
      hint,
    });
  };

  const checkCall = (node: AstNode, path: AstNode, name: string): void => {
    const problem = callProblem(node, name);
    if (!problem) return;
    const call = `it is called as ${BUILT_IN_HELPERS[name]!.example}`;
    const own = 'for a helper of your own with this name, leave the built-in one out by the option "builtinHelpers"';
    report(path, name.length, {
      code: 'helper-call',
      message: `the built-in helper "${name}" ${problem}`,
      hint: `${call}\n${own}`,
    });
  };

  const checkPartial = (node: AstNode): void => {
    const name = node['name'] as AstNode;
    if (name.type === 'SubExpression') {
      if (isPartialChoice(name)) return;
      reported.add(name);
      report(name, 1, {
        code: 'data-chosen-partial',
        message: 'this partial would be chosen by data',
        hint: 'write {{> (partial "folder/" value)}}: a folder in quotes, then the value that names a partial in it',
      });
      return;
    }
    const text = String(name['original']);
    if (names.inline.has(text) || names.partials.has(text) || text === '@partial-block') return;
    if (node.type === 'PartialBlockStatement') return; // Its block replaces a missing partial.
    // A short name that several partials share is not a name of any.
    const longer = [...names.partials].filter((one) => `/${one}.`.includes(`/${text}.`)).map((one) => `"${one}"`);
    const meant = longer.length > 0 ? `did you mean ${longer.join(' or ')}?` : didYouMean(text, names.partials);
    const hint = `${meant}\npartials come from the option "partials"`;
    report(name, text.length, { code: 'unknown-partial', message: `there is no partial "${text}"`, hint });
  };

  const checkInlineName = (node: AstNode): void => {
    const name = (node['params'] as AstNode[])[0];
    if (name?.type === 'StringLiteral') return;
    const shown = typeof name?.['original'] === 'string' ? name['original'] : '{';
    report(name ?? node, shown.length, {
      code: 'data-chosen-partial',
      message: name ? 'the name of this inline partial would be chosen by data' : 'this inline partial has no name',
      hint: 'write the name in quotes: {{#*inline "name"}}…{{/inline}}',
    });
  };

  const visit = (node: AstNode): void => {
    const params = node['params'] as AstNode[] | undefined;
    const path = node['path'] as AstNode | undefined;
    switch (node.type) {
      case 'DecoratorBlock':
      case 'Decorator':
        if (path?.['original'] !== 'inline') {
          report(node, 1, {
            code: 'unknown-decorator',
            message: `there is no decorator "${String(path?.['original'])}"`,
            hint: 'the only decorator is {{#*inline "name"}}…{{/inline}}',
          });
        } else checkInlineName(node);
        break;
      case 'SubExpression':
        if (path) checkHelper(node, path);
        break;
      case 'MustacheStatement':
      case 'BlockStatement':
        if (path && ((params?.length ?? 0) > 0 || node['hash'])) checkHelper(node, path);
        break;
      case 'PartialStatement':
      case 'PartialBlockStatement':
        checkPartial(node);
        break;
    }
    for (const child of childrenOf(node)) visit(child);
  };

  visit(ast as AstNode);
  return found;
}

/** The reason why a built-in helper cannot be called like this; undefined if it can. */
function callProblem(node: AstNode, name: string): string | undefined {
  const call = BUILT_IN_HELPERS[name]!;
  const count = (node['params'] as unknown[]).length;
  const range = node.type === 'BlockStatement' ? call.blockValues : call.values;
  if (!range) return 'takes no block';
  const [least, most] = range;
  if (count < least) return `needs ${values(least)}, and gets ${count}`;
  if (count > most) return `takes at most ${values(most)}, and gets ${count}`;
  const pairs = ((node['hash'] as AstNode | undefined)?.['pairs'] ?? []) as AstNode[];
  const unknown = pairs.map((pair) => String(pair['key'])).find((key) => !call.named?.includes(key));
  return unknown === undefined ? undefined : `has no argument "${unknown}="`;
}

function values(count: number): string {
  return `${count} value${count === 1 ? '' : 's'}`;
}

/** True for `(partial "folder/" value)`, the only way for data to choose a partial. */
function isPartialChoice(node: AstNode): boolean {
  const path = node['path'] as AstNode;
  const first = (node['params'] as AstNode[])[0];
  return path['original'] === 'partial' && first?.type === 'StringLiteral' && /^[^/].*\/$/.test(String(first['value']));
}

function childrenOf(node: AstNode): AstNode[] {
  const children: AstNode[] = [];
  for (const value of Object.values(node)) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (item !== null && typeof item === 'object' && 'type' in item) children.push(item as AstNode);
    }
  }
  return children;
}
