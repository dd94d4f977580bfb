// @ts-check
// The places of a source file where something can be changed, one at a time, that a test should notice.
import ts from 'typescript';

/**
 * @typedef {object} Mutant
 * @property {number} start where the replaced text begins
 * @property {number} end where it ends
 * @property {string} text what takes its place
 * @property {number} line from 1
 * @property {string} what for people: the old text and the new one
 */

/** @type {ReadonlyMap<ts.SyntaxKind, string>} */
const OPERATORS = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
]);

/** @type {ReadonlyMap<string, string>} */
const METHODS = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
  ['push', 'unshift'],
  ['unshift', 'push'],
]);

/** Calls that only narrow or order: without them, more or other things come out. */
const DROPPED = new Set(['filter', 'sort', 'slice', 'trim', 'reverse', 'toLowerCase']);

/**
 * @param {string} text the source of a TypeScript file
 * @param {string} file its name
 * @returns {Mutant[]} in the order of the file
 */
export function mutantsOf(text, file) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  /** @type {Mutant[]} */
  const found = [];
  /** @type {(node: ts.Node, replacement: string) => void} */
  const add = (node, replacement) => {
    const [start, end] = [node.getStart(source), node.getEnd()];
    const before = text.slice(start, end);
    if (before === replacement) return;
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    found.push({ start, end, text: replacement, line, what: `${short(before)} -> ${short(replacement)}` });
  };
  /** @type {(node: ts.Node) => void} */
  const visit = (node) => {
    // Types and names of modules are not there when the program runs.
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'require') return;
    mutate(node, source, add);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** @type {(node: ts.Node, source: ts.SourceFile, add: (node: ts.Node, replacement: string) => void) => void} */
function mutate(node, source, add) {
  const textOf = (/** @type {ts.Node} */ part) => part.getText(source);
  if (ts.isBinaryExpression(node)) {
    const operator = OPERATORS.get(node.operatorToken.kind);
    const joinsText = node.operatorToken.kind === ts.SyntaxKind.PlusToken && /['"`]/.test(textOf(node));
    if (operator && !joinsText) add(node.operatorToken, operator);
    if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) add(node, `(${textOf(node.right)})`);
  } else if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, 'false');
  else if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, 'true');
  else if (ts.isNumericLiteral(node)) add(node, `${Number(node.text) + 1}`);
  else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    add(node, `(${textOf(node.operand)})`);
  } else if (ts.isIfStatement(node) || ts.isWhileStatement(node)) {
    add(node.expression, 'false');
    if (ts.isIfStatement(node)) add(node.expression, 'true');
  } else if (ts.isConditionalExpression(node)) {
    add(node, `(${textOf(node.whenTrue)})`);
    add(node, `(${textOf(node.whenFalse)})`);
  } else if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) add(node, ';');
  else if (ts.isReturnStatement(node) && node.expression && textOf(node.expression) !== 'undefined') {
    add(node, 'return undefined as never;');
  } else if (ts.isStringLiteral(node) && isValue(node)) add(node, node.text === '' ? "'mutated'" : "''");
  else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { name, expression } = node.expression;
    const other = METHODS.get(name.text);
    if (other !== undefined) add(name, other);
    if (DROPPED.has(name.text)) add(node, textOf(expression));
  } else if (ts.isArrayLiteralExpression(node) && node.elements.length > 0 && !ts.isForOfStatement(node.parent)) {
    if (!isPattern(node)) add(node, '[] as never');
  } else if (ts.isSpreadElement(node) && ts.isArrayLiteralExpression(node.parent)) add(node, '...([] as never[])');
}

/** Whether a text is compared or given on, and not a key or a message's part. @param {ts.StringLiteral} node */
function isValue(node) {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return !ts.isLiteralTypeNode(parent) && !ts.isElementAccessExpression(parent);
}

/** Whether a list takes something apart. @param {ts.ArrayLiteralExpression} node */
function isPattern(node) {
  return ts.isBinaryExpression(node.parent) && node.parent.left === node;
}

/** @param {string} text */
function short(text) {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
