// @ts-check
import { parser } from '@lezer/cpp';
import { inCircles, isBuffer, isKept, keepsState, loopVariable, MATH } from './audit-rules.mjs';

/**
 * @typedef {import('./audit-rules.mjs').Hit} Hit
 * @typedef {import('@lezer/common').SyntaxNode} Node
 */

/** Syntax nodes and keywords that generated C++ may use. Punctuation is not checked. */
const SYNTAX = new Set(
  `Program LineComment BlockComment PreprocDirective PreprocDirectiveName PreprocArg String SystemLibString Attribute
  AttributeName NamespaceDefinition NamespaceIdentifier StructSpecifier EnumSpecifier Enumerator EnumeratorList
  FieldDeclarationList FieldDeclaration FieldIdentifier Declaration InitDeclarator InitializerList ArrayDeclarator
  PointerDeclarator ReferenceDeclarator FunctionDeclarator ParenthesizedDeclarator FunctionDefinition ParameterList
  ParameterDeclaration PrimitiveType TypeIdentifier ScopedTypeIdentifier TypeDescriptor TemplateType TemplateFunction
  TemplateArgumentList Identifier ScopedIdentifier CompoundStatement ExpressionStatement ReturnStatement IfStatement
  ForStatement ForRangeLoop ContinueStatement BreakStatement ConditionClause ParenthesizedExpression CallExpression
  ArgumentList AssignmentExpression UpdateExpression UnaryExpression BinaryExpression ConditionalExpression
  SubscriptExpression FieldExpression CommaExpression Number True False nullptr ArithOp LogicOp BitOp CompareOp UpdateOp
  LogicalExpression const constexpr inline namespace struct enum class for if else return continue break`.split(/\s+/),
);
const DIRECTIVE =
  /^#(pragma once|include ("([a-z0-9_]+|(\.\.\/){5}build\/cpp-runtime\/k1_runtime)\.hpp"|<(algorithm|cmath|cstdint|initializer_list)>)|(ifndef|define) K1_\w+_HPP|ifndef K1_REAL|define K1_REAL double|endif.*)\s*$/;
const TYPES = ['std::uint32_t', 'std::int64_t', 'std::initializer_list', 'k1::real'];
const ALIAS = 'using real = K1_REAL;';
/** Names that the runtime declares for the patterns. */
const RUNTIME_TYPES = [
  'real',
  'K1_REAL',
  'Frame',
  'Parameters',
  'AudioSnapshot',
  'State',
  'PatternMeta',
  'Stops',
  'TempoLockState',
];

/**
 * Finds constructs that generated C++ must not use. Works on the syntax tree, so comments and strings are ignored.
 *
 * @param {string} text
 * @returns {{ hits: Hit[], errors: number[] }} `errors`: offsets of syntax errors
 */
export function auditCpp(text) {
  const tree = parser.parse(text);
  const isRuntime = text.includes('namespace k1 {');
  const { names, functions, literals, buffers } = declared(tree.topNode, text);
  const circular = callsInCircles(tree.topNode, text);
  /** @type {Hit[]} */
  const hits = [];
  /** @type {number[]} */
  const errors = [];
  const say = (/** @type {Node} */ node, /** @type {Hit['rule']} */ rule, /** @type {string} */ message) =>
    void hits.push({ rule, offset: node.from, message });
  const before = (/** @type {number} */ offset) => text.slice(Math.max(0, offset - 40), offset).trimEnd();
  const textOf = (/** @type {Node | null} */ node) => (node ? text.slice(node.from, node.to) : '');
  tree.iterate({
    enter({ node, name, type, from, to }) {
      if (type.isError) {
        // The grammar does not support trailing commas in enumerator lists.
        const trailing = /,\s*$/.test(text.slice(0, from)) && /^\s*\}/.test(text.slice(to));
        if (!trailing) errors.push(from);
        return;
      }
      const own = text.slice(from, to);
      if (name === 'AliasDeclaration' && own === ALIAS) return false;
      if (/^[A-Za-z]/.test(name) && !SYNTAX.has(name))
        return say(node, 'syntax', `${name} is not part of generated code`);
      if (name === 'PreprocDirective' && !DIRECTIVE.test(own)) say(node, 'syntax', `"${own.trim()}" is not allowed`);
      if (name === 'AttributeName' && own !== 'maybe_unused')
        say(node, 'syntax', `the attribute ${own} is not allowed`);
      if (name === 'ScopedIdentifier' && !isScopedName(own)) say(node, 'name', `"${own}" is not allowed`);
      if (name === 'ScopedTypeIdentifier' && !TYPES.includes(own))
        say(node, 'name', `the type "${own}" is not allowed`);
      if (name === 'TypeIdentifier' && !node.parent?.name.startsWith('Scoped') && !names.has(own)) {
        say(node, 'name', `the type "${own}" is not allowed`);
      }
      if (name === 'Identifier' && !/^(Scoped|Preproc)/.test(node.parent?.name ?? '') && !names.has(own)) {
        say(node, 'name', `"${own}" is not declared here`);
      }
      if (name === 'CallExpression') checkCall(node);
      if (name === 'ForStatement') checkLoop(node, own);
      if (name === 'AssignmentExpression' || name === 'UpdateExpression') checkWrite(node, own);
      const isLocal = node.parent && /^(Init|Array)?Declarat(or|ion)$/.test(node.parent.name);
      // A pointer or reference to const is read-only.
      if (
        !isRuntime &&
        /^(Pointer|Reference)Declarator$/.test(name) &&
        isLocal &&
        !/\bconst [\w:]+$/.test(before(from))
      ) {
        say(node, 'buffer', 'another name for a buffer');
      }
    },
  });
  return { hits, errors };

  /** @param {Node} node */
  function checkCall(node) {
    const callee = textOf(node.firstChild);
    const given = childrenOf(node.getChild('ArgumentList')).map(textOf);
    const cast = /^static_cast<(float|double|int|k1::real|std::uint32_t|std::int64_t)>$/.test(callee);
    const name = callee.replace(/^(k1|std)::/, '');
    const isOwn =
      functions.has(callee) ||
      isParameter(node, callee) ||
      RUNTIME_TYPES.includes(callee) ||
      /^k1::\w+$/.test(callee) ||
      MATH.cpp.includes(callee.replace(/^std::/, ''));
    if (!cast && !(isOwn && /^((k1|std)::)?\w+$/.test(callee))) say(node, 'call', `"${callee}" must not be called`);
    if (circular.has(node.from)) say(node, 'call', `"${callee}" is recursive`);
    if (!keepsState(name, given)) say(node, 'state', `"${callee}" writes to the state`);
  }

  /** True if `name` is a parameter of the enclosing function. @param {Node} node @param {string} name */
  function isParameter(node, name) {
    const given = functionAround(node)?.getChild('FunctionDeclarator')?.getChild('ParameterList');
    return new RegExp(String.raw`\b${name.replace(/\W/g, '.')}\s*[,)]`).test(textOf(given ?? null));
  }

  /** @param {Node} node @param {string} own */
  function checkLoop(node, own) {
    const variable = loopVariable(own, isRuntime);
    if (variable === undefined) return void say(node, 'loop', 'a loop without a constant bound');
    const body = node.lastChild;
    body?.cursor().iterate(({ name, node: inner }) => {
      if (!/^(Assignment|Update)Expression$/.test(name)) return;
      if (targetOf(inner) === variable) say(inner, 'loop', `the variable of the loop, "${variable}", is changed in it`);
    });
  }

  /** The target of an assignment, `++` or `--`. @param {Node} node */
  function targetOf(node) {
    const target = node.name === 'AssignmentExpression' ? textOf(node.firstChild) : textOf(node).replace(/\+\+|--/, '');
    return target.replace(/^[\s(]+|[\s)]+$/g, '');
  }

  /** @param {Node} node @param {string} own */
  function checkWrite(node, own) {
    const target = targetOf(node);
    const root = /^\w+/.exec(target)?.[0] ?? '';
    if (!isRuntime && root === 'state') {
      const isPlain = / = /.test(own.slice(target.length, target.length + 3));
      if (!isPlain || !isKept(target, textOf(node.lastChild), literals)) {
        say(node, 'state', 'no node type writes to the state in this way');
      }
    } else if (!isRuntime && target.includes('[') && !isBuffer(root, buffers)) {
      say(node, 'buffer', `"${root}" is not a buffer of this pattern`);
    }
  }

  /** @param {string} own */
  function isScopedName(own) {
    if (/^std::\w+$/.test(own)) return MATH.cpp.includes(own.slice('std::'.length));
    return /^(k1|TempoLockState)::\w+$/.test(own);
  }
}

/** @param {Node} node */
function functionAround(node) {
  let around = node.parent;
  while (around && around.name !== 'FunctionDefinition') around = around.parent;
  return around;
}

/** Offsets of the calls that are part of a recursion. @param {Node} top @param {string} text */
function callsInCircles(top, text) {
  /** @type {{ from: string, to: string, offset: number }[]} */
  const calls = [];
  top.cursor().iterate(({ name, node }) => {
    if (name !== 'CallExpression') return;
    const declarator = functionAround(node)?.getChild('FunctionDeclarator')?.getChild('Identifier');
    const callee = node.firstChild;
    if (!declarator || !callee) return;
    const [from, to] = [declarator, callee].map((one) => text.slice(one.from, one.to).replace(/^k1::/, ''));
    calls.push({ from: from ?? '', to: to ?? '', offset: node.from });
  });
  return new Set(inCircles(calls).map(({ offset }) => offset));
}

/** @param {Node | null} node */
function childrenOf(node) {
  /** @type {Node[]} */
  const found = [];
  for (let child = node?.firstChild; child; child = child.nextSibling) if (/\w/.test(child.name)) found.push(child);
  return found;
}

/**
 * The names that a file declares (variables, parameters, functions, types), the ones initialised with a number literal,
 * and the buffers.
 *
 * @param {Node} top @param {string} text
 */
function declared(top, text) {
  const names = new Set(['static_cast', 'maybe_unused', 'HUGE_VAL', ...RUNTIME_TYPES]);
  /** @type {Set<string>} */
  const functions = new Set(['static_cast']);
  const literals = new Set();
  const buffers = new Set();
  top.cursor().iterate(({ name, node }) => {
    const parent = node.parent?.name ?? '';
    const isDeclarator =
      /(Declarator|Declaration|Definition|Specifier|ForRangeLoop)$/.test(parent) || parent === 'Enumerator';
    if (!/^(Identifier|TypeIdentifier|NamespaceIdentifier)$/.test(name) || !isDeclarator) return;
    const own = text.slice(node.from, node.to);
    // In a declaration, the first identifier is the name; later ones belong to the initial value.
    if (name === 'Identifier' && parent === 'InitDeclarator' && node.prevSibling) return;
    if (name === 'TypeIdentifier' && !/Specifier$/.test(parent)) return;
    names.add(own);
    if (parent === 'FunctionDeclarator') functions.add(own);
    if (parent === 'ArrayDeclarator') buffers.add(own);
    if (parent === 'InitDeclarator' && /^=\s*-?[\d.]+f?;/.test(text.slice(node.to).trimStart())) literals.add(own);
  });
  return { names, functions, literals, buffers };
}
