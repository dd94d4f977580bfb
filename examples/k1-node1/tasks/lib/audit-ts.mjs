// @ts-check
import ts from 'typescript';
import { isBuffer, isKept, keepsState, loopVariable, MATH } from './audit-rules.mjs';
import { bare, callsInCircles, isParameter, isStep } from './audit-ts-nodes.mjs';

/** @typedef {import('./audit-rules.mjs').Hit} Hit */

const { SyntaxKind } = ts;
/** Allowed syntax kinds. */
const IN_FRAMES = new Set([
  ...[
    SyntaxKind.Block,
    SyntaxKind.VariableStatement,
    SyntaxKind.VariableDeclarationList,
    SyntaxKind.VariableDeclaration,
  ],
  ...[SyntaxKind.ExpressionStatement, SyntaxKind.ReturnStatement, SyntaxKind.IfStatement, SyntaxKind.ForStatement],
  ...[SyntaxKind.ContinueStatement, SyntaxKind.BreakStatement, SyntaxKind.CallExpression, SyntaxKind.BinaryExpression],
  ...[SyntaxKind.PrefixUnaryExpression, SyntaxKind.PostfixUnaryExpression, SyntaxKind.ConditionalExpression],
  ...[SyntaxKind.ParenthesizedExpression, SyntaxKind.PropertyAccessExpression, SyntaxKind.ElementAccessExpression],
  ...[SyntaxKind.AsExpression, SyntaxKind.NumericLiteral, SyntaxKind.TrueKeyword, SyntaxKind.FalseKeyword],
  ...[SyntaxKind.Identifier, SyntaxKind.Parameter, SyntaxKind.ArrayBindingPattern, SyntaxKind.BindingElement],
  // `const [a, b] = [1, 2]` allocates nothing once compiled. Any other array literal is reported below.
  SyntaxKind.ArrayLiteralExpression,
]);
/** Allowed syntax kinds in code that runs once, before the first frame. */
const OUTSIDE_FRAMES = new Set([
  ...IN_FRAMES,
  ...[SyntaxKind.SourceFile, SyntaxKind.ImportDeclaration, SyntaxKind.ImportClause, SyntaxKind.NamespaceImport],
  ...[
    SyntaxKind.ExportDeclaration,
    SyntaxKind.NamespaceExport,
    SyntaxKind.FunctionDeclaration,
    SyntaxKind.NewExpression,
  ],
  ...[SyntaxKind.ObjectLiteralExpression, SyntaxKind.PropertyAssignment, SyntaxKind.StringLiteral],
  ...[SyntaxKind.ArrowFunction, SyntaxKind.EndOfFileToken],
]);
const NUMBERS = ['Float32Array', 'Float64Array'];
/** Members that may be used, by owner. @type {Record<string, readonly string[]>} */
const MEMBERS = { Math: [...MATH.ts, 'PI'], Number: ['isNaN', 'isFinite'], Float32Array: ['of'], Float64Array: ['of'] };

/**
 * Finds constructs that generated TypeScript must not use.
 *
 * @param {string} text
 * @returns {{ hits: Hit[], errors: number[] }} `errors`: offsets of syntax errors
 */
export function auditTs(text) {
  const source = ts.createSourceFile('generated.mts', text, ts.ScriptTarget.ES2022, true);
  const isRuntime = !/from ["']\.\/runtime\.mjs["']/.test(text);
  const { names, functions, literals, buffers } = declared(source);
  const circular = callsInCircles(source, functions);
  /** @type {Hit[]} */
  const hits = [];
  const say = (/** @type {ts.Node} */ node, /** @type {Hit['rule']} */ rule, /** @type {string} */ message) =>
    hits.push({ rule, offset: node.getStart(source), message });
  /** @param {ts.Node} node @param {boolean} inFrame */
  const visit = (node, inFrame) => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (node.kind > SyntaxKind.LastToken && !(inFrame ? IN_FRAMES : OUTSIDE_FRAMES).has(node.kind)) {
      return void say(
        node,
        'syntax',
        `${SyntaxKind[node.kind]} is not part of ${inFrame ? 'a frame' : 'generated code'}`,
      );
    }
    check(node, inFrame);
    // Functions that create state or parameters run once, before the first frame.
    const starts = ts.isFunctionDeclaration(node) && !node.name?.text.startsWith('create');
    ts.forEachChild(node, (child) => visit(child, inFrame || (starts && child.kind === SyntaxKind.Block)));
  };
  visit(source, false);
  const { parseDiagnostics = [] } = /** @type {{ parseDiagnostics?: ts.Diagnostic[] }} */ (/** @type {any} */ (source));
  return { hits, errors: parseDiagnostics.map(({ start = 0 }) => start) };

  /** @param {ts.Node} node @param {boolean} inFrame */
  function check(node, inFrame) {
    const { parent } = node;
    const from = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : undefined;
    if (from && !/^["']\.\/[a-z0-9-]+\.mjs["']$/.test(from.getText())) say(node, 'name', `imports ${from.getText()}`);
    if (ts.isIdentifier(node) && !isMemberName(node) && !names.has(node.text)) {
      const isOwner = ts.isPropertyAccessExpression(parent) && Object.hasOwn(MEMBERS, node.text);
      const isMade = ts.isNewExpression(parent) && NUMBERS.includes(node.text);
      if (!isOwner && !isMade) say(node, 'name', `"${node.text}" is not declared here`);
    }
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const allowed = names.has(node.expression.text) ? undefined : MEMBERS[node.expression.text];
      if (allowed && !allowed.includes(node.name.text)) say(node, 'name', `"${node.getText()}" is not allowed`);
    }
    if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
      say(node, 'name', `a member by its name, ${node.argumentExpression.getText()}`);
    }
    if (inFrame && ts.isArrayLiteralExpression(node) && !isUnpacked(node))
      say(node, 'syntax', 'makes a list in each frame');
    if (ts.isCallExpression(node)) checkCall(node, inFrame);
    if (ts.isForStatement(node)) checkLoop(node);
    if (inFrame && !isRuntime && ts.isBinaryExpression(node) && isAssignment(node)) checkWrite(node.left, node);
    if (inFrame && !isRuntime && isStep(node)) checkWrite(node.operand, node);
    const isNamed = ts.isVariableDeclaration(node) && node.initializer;
    if (inFrame && !isRuntime && isNamed && BUFFER_OF_STATE.test(node.initializer?.getText() ?? '')) {
      if (!isNumberOfState(node.initializer?.getText() ?? '')) say(node, 'buffer', 'another name for a buffer');
    }
  }

  /** @param {ts.CallExpression} node @param {boolean} inFrame */
  function checkCall(node, inFrame) {
    const callee = node.expression.getText();
    const name = callee.split('.').at(-1) ?? '';
    const given = node.arguments.map((one) => one.getText());
    const owner = callee.split('.')[0] ?? '';
    const isOwn = functions.has(callee) || isParameter(node, callee) || /^k1\.\w+$/.test(callee);
    const isMember = /^\w+\.\w+$/.test(callee) && (MEMBERS[owner] ?? []).includes(name);
    // The runtime may fill its output buffers and copy to them; a pattern may only copy to its state.
    const isBufferCall = isRuntime
      ? /^out\.(fill|set)$|^(hits|leaps)\.fill$/.test(callee)
      : /^state\.\w+\.\w+\.set$/.test(callee);
    if (!isOwn && !isMember && !isBufferCall) say(node, 'call', `"${callee}" must not be called`);
    if (inFrame && /^create[A-Z]/.test(name)) say(node, 'call', `"${callee}" allocates memory in each frame`);
    if (circular.has(node)) say(node, 'call', `"${callee}" is recursive`);
    if (!keepsState(name, given)) say(node, 'state', `"${callee}" writes to the state`);
  }

  /** @param {ts.ForStatement} node */
  function checkLoop(node) {
    const variable = loopVariable(node.getText(), isRuntime);
    if (variable === undefined) return void say(node, 'loop', 'a loop without a constant bound');
    const inside = (/** @type {ts.Node} */ inner) => {
      const target = ts.isBinaryExpression(inner) && isAssignment(inner) ? inner.left : undefined;
      const stepped =
        ts.isPostfixUnaryExpression(inner) || ts.isPrefixUnaryExpression(inner) ? inner.operand : undefined;
      if ((target ?? stepped)?.getText() === variable && inner.kind !== SyntaxKind.PrefixUnaryExpression) {
        say(inner, 'loop', `the variable of the loop, "${variable}", is changed in it`);
      }
      ts.forEachChild(inner, inside);
    };
    inside(node.statement);
  }

  /** @param {ts.Expression} given @param {ts.Expression} whole */
  function checkWrite(given, whole) {
    const left = bare(given);
    const target = left.getText();
    const root = /^\w+/.exec(target)?.[0] ?? '';
    if (root === 'state') {
      const value =
        ts.isBinaryExpression(whole) && whole.operatorToken.kind === SyntaxKind.EqualsToken
          ? whole.right.getText()
          : '';
      if (!isKept(target, value, literals)) say(whole, 'state', 'no node type writes to the state in this way');
    } else if (ts.isElementAccessExpression(left) && !isBuffer(root, buffers)) {
      say(whole, 'buffer', `"${root}" is not a buffer of this pattern`);
    } else if (ts.isPropertyAccessExpression(left)) {
      say(whole, 'state', `"${target}" belongs to all patterns`);
    }
  }

  /** True if a field of the state is a single number. @param {string} field */
  function isNumberOfState(field) {
    const [, node = '', name = ''] = field.split('.');
    // Compiled JavaScript has no type annotations, only an initial number.
    return new RegExp(String.raw`\b${node}: \{[^}]*\b${name}: (?:number;|-?[\d.]+)`).test(text);
  }
}

const BUFFER_OF_STATE = /^state\.\w+(\.\w+)?$/;

/** @param {ts.BinaryExpression} node */
function isAssignment({ operatorToken }) {
  return operatorToken.kind >= SyntaxKind.FirstAssignment && operatorToken.kind <= SyntaxKind.LastAssignment;
}

/** @param {ts.ArrayLiteralExpression} node */
function isUnpacked({ parent }) {
  return ts.isVariableDeclaration(parent) && ts.isArrayBindingPattern(parent.name);
}

/** True if the identifier names a member rather than referring to a variable. @param {ts.Identifier} node */
function isMemberName(node) {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    ts.isNamespaceExport(parent)
  );
}

/**
 * The names that a file declares, the ones initialised with a number literal, and the preallocated buffers.
 *
 * @param {ts.SourceFile} source
 */
function declared(source) {
  const names = new Set(['undefined', 'NaN', 'Infinity']);
  /** @type {Set<string>} */
  const functions = new Set();
  const literals = new Set();
  const buffers = new Set();
  const visit = (/** @type {ts.Node} */ node) => {
    const isNamed =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node);
    if (isNamed && node.name && ts.isIdentifier(node.name)) names.add(node.name.text);
    const isArrow = ts.isVariableDeclaration(node) && node.initializer && ts.isArrowFunction(node.initializer);
    if ((isArrow || ts.isFunctionDeclaration(node)) && node.name) functions.add(node.name.getText());
    if (ts.isNamespaceImport(node)) names.add(node.name.text);
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isIdentifier(node.name)) {
      if (/^-?[\d.e]+$/.test(node.initializer.getText())) literals.add(node.name.text);
      if (ts.isNewExpression(node.initializer)) buffers.add(node.name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { names, functions, literals, buffers };
}
