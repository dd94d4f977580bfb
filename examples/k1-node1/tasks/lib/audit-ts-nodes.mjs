// @ts-check
import ts from 'typescript';
import { inCircles } from './audit-rules.mjs';

/** True if `name` is a parameter of the enclosing function. @param {ts.Node} node @param {string} name */
export function isParameter(node, name) {
  const around = ts.findAncestor(node, ts.isFunctionLike);
  return around?.parameters.some((one) => one.name.getText() === name) ?? false;
}

/** Strips parentheses and type assertions. @param {ts.Expression} node @returns {ts.Expression} */
export function bare(node) {
  const isWrapped = ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node);
  return isWrapped ? bare(node.expression) : node;
}

/** @param {ts.Node} node @returns {node is ts.PostfixUnaryExpression | ts.PrefixUnaryExpression} */
export function isStep(node) {
  if (ts.isPostfixUnaryExpression(node)) return true;
  const steps = [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken];
  return ts.isPrefixUnaryExpression(node) && steps.includes(node.operator);
}

/**
 * The calls that are part of a recursion, which nothing bounds.
 *
 * @param {ts.SourceFile} source @param {ReadonlySet<string>} functions
 */
export function callsInCircles(source, functions) {
  /** @type {{ from: string, to: string, call: ts.CallExpression }[]} */
  const calls = [];
  const visit = (/** @type {ts.Node} */ node, /** @type {string} */ from) => {
    const own = ts.isFunctionDeclaration(node) ? (node.name?.text ?? '') : from;
    if (ts.isCallExpression(node) && functions.has(node.expression.getText()))
      calls.push({ from: own, to: node.expression.getText(), call: node });
    ts.forEachChild(node, (child) => visit(child, own));
  };
  visit(source, '');
  return new Set(inCircles(calls).map(({ call }) => call));
}
