// @ts-check
// Compares a registry of error codes with the sources that use them. `npm run review` runs it; exit code 1 if they
// differ. Usage, from the root of the repository: node tools/review-error-codes.mjs <registry>
import glob from 'fast-glob';
import { readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { Node, Project } from 'ts-morph';
import { registryProblems } from './error-registry.mjs';
import { readJson } from './json-file.mjs';

/**
 * A use of an error code in a source.
 *
 * @typedef {{ code: string, file: string, line: number, column: number }} CodeUse
 * @typedef {{ file: string, line: number, column: number, text: string, texts: string[] }} Throw `texts`: what is in quotes
 */

/**
 * For each area of a registry, the uses of codes, unregistered codes and unused codes. `wrong` has problems of the
 * registry itself, and `lines` all findings as messages.
 *
 * @param {string} registry its file
 */
export function compareCodes(registry) {
  /** @type {{ areas: import('./error-registry.mjs').Area[] }} */
  const { areas } = readJson(registry);
  const wrong = registryProblems(areas);
  const looked = areas.map((area) => {
    const uses = codesIn(sourcesOf(area.sources));
    const given = new Set(uses.map(({ code }) => code));
    const unregistered = uses.filter(({ code }) => !Object.hasOwn(area.codes, code));
    const unused = Object.keys(area.codes).filter((code) => !given.has(code));
    return { area, uses, unregistered, unused };
  });
  const lines = [
    ...wrong.map((text) => `${registry} error ${text}`),
    ...looked.flatMap(({ area: { id }, unregistered, unused }) => [
      ...unregistered.map(
        ({ code, file, line, column }) =>
          `${file}:${line}:${column} error code "${code}" is not in ${registry} under "${id}"`,
      ),
      ...unused.map((code) => `${registry} error no source of "${id}" reports the code "${code}": remove it`),
    ]),
  ];
  return { looked, wrong, lines };
}

/** @param {string[]} globs @returns {{ file: string, text: string }[]} without tests, sorted */
export function sourcesOf(globs) {
  const files = glob.sync(globs, { ignore: ['**/*.spec.ts', '**/testing/**', '**/node_modules/**'] });
  return files.sort((a, b) => (a < b ? -1 : 1)).map((file) => ({ file, text: readFileSync(file, 'utf8') }));
}

/**
 * All error codes in sources: values of a property or variable `code`, and arguments of a parameter of that name; a
 * constant of the same file counts as its value. Parses without type checking, so it accepts both TypeScript and
 * JavaScript. A code with a variable end is written as `schema-*`.
 *
 * @param {{ file: string, text: string }[]} sources
 * @returns {CodeUse[]} in the order of the sources
 */
function codesIn(sources) {
  const files = parse(sources);
  /** By method name, since methods are called from other files. @type {Map<string, number>} */
  const positions = new Map();
  for (const file of files) {
    file.forEachDescendant((node) => {
      const position = codeParameter(node);
      if (position < 0) return;
      const name = nameOf(node);
      if (name) positions.set(Node.isMethodDeclaration(node) ? name : `${file.getFilePath()} ${name}`, position);
    });
  }
  return files.flatMap((file) => {
    /** @type {CodeUse[]} */
    const uses = [];
    const take = (/** @type {Node | undefined} */ value) => {
      for (const { code, node } of codeTexts(value)) uses.push({ code, ...placeOf(node) });
    };
    file.forEachDescendant((node) => {
      if (Node.isPropertyAssignment(node) || Node.isVariableDeclaration(node) || Node.isPropertyDeclaration(node)) {
        if (node.getName() === 'code') take(node.getInitializer());
      } else if (Node.isBinaryExpression(node) && node.getOperatorToken().getText() === '=') {
        const target = node.getLeft();
        const isCodeOf = Node.isPropertyAccessExpression(target) && target.getName() === 'code';
        if (isCodeOf && codeTexts(node.getRight()).every(({ code }) => isCode(code))) take(node.getRight());
      } else if (Node.isCallExpression(node)) {
        const called = node.getExpression();
        const name = Node.isPropertyAccessExpression(called) ? called.getName() : called.getText();
        const position = positions.get(`${file.getFilePath()} ${name}`) ?? positions.get(name);
        if (position !== undefined) take(node.getArguments()[position]);
      }
    });
    return uses;
  });
}

/**
 * All throw statements.
 *
 * @param {{ file: string, text: string }[]} sources
 * @returns {Throw[]}
 */
export function throwsIn(sources) {
  return parse(sources).flatMap((file) => {
    /** @type {Throw[]} */
    const found = [];
    file.forEachDescendant((node) => {
      if (!Node.isThrowStatement(node)) return;
      const texts = node.getDescendants().flatMap((one) => (Node.isStringLiteral(one) ? one.getLiteralText() : []));
      found.push({ ...placeOf(node), text: node.getText().split('\n')[0] ?? '', texts });
    });
    return found;
  });
}

/** @param {{ file: string, text: string }[]} sources */
function parse(sources) {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    compilerOptions: { allowJs: true },
  });
  return sources.map(({ file, text }) => project.createSourceFile(`/${file}`, text));
}

/** The index of a function's parameter `code`. @param {Node} node */
function codeParameter(node) {
  const isFunction =
    Node.isFunctionDeclaration(node) ||
    Node.isMethodDeclaration(node) ||
    Node.isArrowFunction(node) ||
    Node.isFunctionExpression(node);
  return isFunction ? node.getParameters().findIndex((parameter) => parameter.getName() === 'code') : -1;
}

/** @param {Node} node */
function nameOf(node) {
  if (Node.isFunctionDeclaration(node) || Node.isMethodDeclaration(node)) return node.getName();
  const parent = node.getParent();
  return Node.isVariableDeclaration(parent) ? parent.getName() : undefined;
}

/** @param {Node | undefined} value @returns {{ code: string, node: Node }[]} */
function codeTexts(value) {
  if (value === undefined) return [];
  if (Node.isStringLiteral(value) || Node.isNoSubstitutionTemplateLiteral(value)) {
    return [{ code: value.getLiteralText(), node: value }];
  }
  if (Node.isTemplateExpression(value)) return [{ code: `${value.getHead().getLiteralText()}*`, node: value }];
  if (Node.isParenthesizedExpression(value) || Node.isAsExpression(value) || Node.isSatisfiesExpression(value)) {
    return codeTexts(value.getExpression());
  }
  if (Node.isIdentifier(value) && value.getText() !== 'code') {
    // A variable `code` may also be generated code, which is not a word.
    const constant = value.getSourceFile().getVariableDeclaration(value.getText());
    return codeTexts(constant?.getInitializer()).filter(({ code }) => isCode(code));
  }
  if (Node.isBinaryExpression(value)) return operatorTexts(value);
  if (!Node.isConditionalExpression(value)) return [];
  return [...codeTexts(value.getWhenTrue()), ...codeTexts(value.getWhenFalse())];
}

/** @param {string} text */
function isCode(text) {
  return /^[a-z][a-z0-9]*(-[a-z0-9]+)*(-\*)?$/.test(text);
}

/** Concatenated or alternative texts. @param {import('ts-morph').BinaryExpression} value */
function operatorTexts(value) {
  const operator = value.getOperatorToken().getText();
  const [left, right] = [codeTexts(value.getLeft()), codeTexts(value.getRight())];
  if (operator === '??' || operator === '||') return [...left, ...right];
  if (operator !== '+' || left.length === 0) return [];
  return left.map(({ code }) => ({ code: `${code}${right[0]?.code ?? '*'}`, node: value.getLeft() }));
}

/** @param {Node} node */
function placeOf(node) {
  const file = node.getSourceFile();
  const { line, column } = file.getLineAndColumnAtPos(node.getStart());
  return { file: file.getFilePath().slice(1), line, column };
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const { looked, lines } = compareCodes(argv[2] ?? '');
  for (const line of lines) console.error(line);
  console.log(`review-error-codes: ${lines.length} differences in ${looked.length} areas`);
  process.exitCode = lines.length > 0 || looked.length === 0 ? 1 : 0;
}
