// @ts-check
import ts from 'typescript';

/** @typedef {import('./audit-cpp.mjs').Hit} Hit */

const WORLD = new Set([
  ...['eval', 'Function', 'require', 'process', 'globalThis', 'window', 'document', 'fetch', 'XMLHttpRequest'],
  ...['WebSocket', 'console', 'setTimeout', 'setInterval', 'WebAssembly', 'Worker', 'Proxy', 'Reflect'],
]);
const CLOCKS = new Set(['Date', 'performance', 'crypto']);
const COPIES = new Set(['map', 'filter', 'slice', 'concat', 'from', 'of', 'split', 'flat', 'flatMap', 'toSorted']);
/** What the generated code calls a buffer that lives from frame to frame. */
const REMEMBERED = /^(state\b|kept$|cells$|trail)/;

/**
 * What generated TypeScript must not do: reach beyond the frame, differ from run to run, and, in whatever runs for
 * each frame, allocate or wipe what is remembered.
 *
 * @param {string} text
 * @returns {{ hits: Hit[], errors: number[] }} `errors`: offsets of mistakes in the syntax
 */
export function auditTs(text) {
  const source = ts.createSourceFile('generated.mts', text, ts.ScriptTarget.ES2022, true);
  /** @type {Hit[]} */
  const hits = [];
  const add = (/** @type {ts.Node} */ node, /** @type {string} */ rule, /** @type {string} */ message) =>
    hits.push({ rule, offset: node.getStart(source), message });

  const own = declaredIn(source);
  /** @param {ts.Node} node @param {boolean} inFrame */
  const visit = (node, inFrame) => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return;
    everywhere(node, own, add);
    if (inFrame) inEachFrame(node, add);
    // What makes a state or a set of parameters runs once, before the first frame.
    const starts = ts.isFunctionDeclaration(node) && !node.name?.text.startsWith('create');
    ts.forEachChild(node, (child) => visit(child, inFrame || starts));
  };
  visit(source, false);
  const { parseDiagnostics = [] } = /** @type {{ parseDiagnostics?: ts.Diagnostic[] }} */ (/** @type {any} */ (source));
  return { hits, errors: parseDiagnostics.map(({ start = 0 }) => start) };
}

/** @typedef {(node: ts.Node, rule: string, message: string) => void} Add */

/** Names of the file's own variables: a node of a pattern may be called "window". @param {ts.SourceFile} source */
function declaredIn(source) {
  /** @type {Set<string>} */
  const names = new Set();
  const visit = (/** @type {ts.Node} */ node) => {
    if ((ts.isVariableDeclaration(node) || ts.isParameter(node)) && ts.isIdentifier(node.name))
      names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** @param {ts.Node} node @param {Set<string>} own @param {Add} add */
function everywhere(node, own, add) {
  if (ts.isIdentifier(node) && !isName(node) && !own.has(node.text)) {
    if (WORLD.has(node.text)) add(node, 'outside-world', `"${node.text}" reaches beyond the frame`);
    if (CLOCKS.has(node.text)) add(node, 'not-repeatable', `"${node.text}" gives another picture each time`);
  }
  if (ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random') {
    add(node, 'not-repeatable', '"Math.random" gives another picture each time');
  }
  if (ts.isImportDeclaration(node) && !/^["']\.\/[\w-]+\.mjs["']$/.test(node.moduleSpecifier.getText())) {
    add(node, 'outside-world', `imports ${node.moduleSpecifier.getText()}, which is not beside it`);
  }
  if (node.kind === ts.SyntaxKind.ImportKeyword && ts.isCallExpression(node.parent)) {
    add(node, 'outside-world', 'loads a module while it runs');
  }
}

/** @param {ts.Node} node @param {Add} add */
function inEachFrame(node, add) {
  const allocates =
    ts.isNewExpression(node) ||
    // `const [a, b] = [1, 2]` makes no list: compilers see through it.
    (ts.isArrayLiteralExpression(node) && !ts.isArrayBindingPattern(/** @type {any} */ (node.parent).name ?? node)) ||
    ts.isObjectLiteralExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    ts.isTemplateExpression(node) ||
    ts.isSpreadElement(node);
  if (allocates) add(node, 'heap-allocation', 'makes an object in each frame');
  if (ts.isThrowStatement(node)) add(node, 'control-flow', 'throws: nobody catches it in a frame');
  if (isEndless(node)) add(node, 'control-flow', 'loops without an end that can be seen');
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { name, expression } = node.expression;
    if (name.text === 'fill' && REMEMBERED.test(expression.getText())) {
      add(node, 'buffer-zeroed', 'wipes what is remembered: a trail fades, it is never set to 0');
    }
    if (COPIES.has(name.text) && expression.getText() !== 'k1') {
      add(node, 'heap-allocation', `".${name.text}" makes a copy in each frame`);
    }
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const target = node.left.getText();
    const cell = /^state\.[\w.]+\[/.test(target);
    const anew = ts.isObjectLiteralExpression(node.right) || /^create\w*\(/.test(node.right.getText());
    const whole = /^state(\.\w+)?$/.test(target) && anew;
    if (whole || (cell && ts.isNumericLiteral(node.right) && Number(node.right.text) === 0)) {
      add(node, 'buffer-zeroed', 'wipes what is remembered: a trail fades, it is never set to 0');
    }
  }
}

/** @param {ts.Node} node */
function isEndless(node) {
  if (ts.isForStatement(node)) return node.condition === undefined;
  return (ts.isWhileStatement(node) || ts.isDoStatement(node)) && /^(true|1)$/.test(node.expression.getText());
}

/** A name that is given, not used. @param {ts.Identifier} node */
function isName(node) {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isPropertySignature(parent) && parent.name === node) ||
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent)
  );
}
