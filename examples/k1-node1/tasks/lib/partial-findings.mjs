// @ts-check
import Handlebars from 'handlebars';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { compareText } from './result.mjs';

/** @typedef {import('../../language/catalogue.js').NodeType} NodeType */

const LANGUAGES = { ts: 'k1.', cpp: 'k1::' };

/**
 * Finds differences between the catalogue and the partials that implement it: a type without a partial or a partial
 * without a type; a port, setting or state field that only one of them has; a call of a missing runtime function.
 *
 * @param {ReadonlyMap<string, NodeType>} nodeTypes
 * @param {string} folder the partials, with a folder for each language
 * @returns {string[]} messages, each starting with the file
 */
export function partialFindings(nodeTypes, folder) {
  return Object.entries(LANGUAGES).flatMap(([language, prefix]) => {
    const own = posix.join(folder, language);
    const partials = readdirSync(own).filter((name) => name.endsWith('.hbs'));
    const orphans = partials.filter((name) => !nodeTypes.has(name.replace(/\.hbs$/, '')));
    const known = runtimeFunctions(posix.join(own, 'runtime'));
    return [
      ...orphans.map((name) => `${own}/${name} error there is no such node type`),
      ...[...nodeTypes].flatMap(([type, def]) => {
        const file = posix.join(own, `${type}.hbs`);
        if (!existsSync(file)) return [`${file} error missing partial`];
        const text = readFileSync(file, 'utf8');
        const problem = syntaxProblem(text);
        const found = problem === undefined ? findings(text, def, prefix, known) : [problem];
        return found.map((one) => `${file} error ${one}`);
      }),
    ];
  });
}

/** @param {string} text */
function syntaxProblem(text) {
  try {
    Handlebars.parse(text);
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error).message.split('\n').join(' ');
  }
}

/** @param {string} text @param {NodeType} def @param {string} prefix @param {ReadonlySet<string>} known */
function findings(text, def, prefix, known) {
  const used = usedNames(text);
  const started = Object.values(def.state ?? {}).flatMap(({ initial }) =>
    typeof initial === 'object' ? [initial.param] : [],
  );
  // The pattern template, not the partial, stores delayed inputs and outputs that live in the state.
  const delayed = Object.keys(def.inputs).filter((port) => def.inputs[port]?.delayed);
  const stored = Object.entries(def.outputs).flatMap(([port, { storage }]) =>
    storage === undefined ? [] : [port, storage],
  );
  // The partial of Parameter gets the entry of parameters.json as further settings.
  const facts = def.implicit ? ['kind', 'min', 'max', 'nan', 'outside'] : [];
  return [
    ...differences('input', used.in, Object.keys(def.inputs), delayed),
    ...differences('output', used.out, Object.keys(def.outputs), stored),
    ...differences('parameter', used.params, [...Object.keys(def.params), ...facts], [...started, ...facts]),
    ...differences('state', used.state, Object.keys(def.state ?? {}), [...delayed, ...stored]),
    ...calls(text, prefix)
      .filter((name) => !known.has(name))
      .map((name) => `it calls "${prefix}${name}", which the runtime does not have`),
  ];
}

/** @param {string} kind @param {ReadonlySet<string>} used @param {string[]} declared @param {string[]} elsewhere */
function differences(kind, used, declared, elsewhere) {
  return [
    ...[...used]
      .filter((name) => !declared.includes(name))
      .map((name) => `the ${kind} "${name}" is not in the catalogue`),
    ...declared
      .filter((name) => !used.has(name) && !elsewhere.includes(name))
      .map((name) => `the ${kind} "${name}" is not used`),
  ].sort(compareText);
}

/** The ports, settings and state fields that a partial uses. @param {string} text */
function usedNames(text) {
  /** @type {Record<string, Set<string>>} */
  const used = { in: new Set(), out: new Set(), params: new Set(), state: new Set() };
  class Names extends Handlebars.Visitor {
    /** @override @param {hbs.AST.PathExpression} path */
    PathExpression({ parts: [kind = '', name] }) {
      if (name !== undefined) used[kind]?.add(name);
    }
  }
  new Names().accept(Handlebars.parse(text));
  for (const [, field = ''] of text.matchAll(/\{\{state\}\}\.(\w+)/g)) used.state?.add(field);
  return /** @type {Record<'in' | 'out' | 'params' | 'state', Set<string>>} */ (used);
}

/** The runtime functions that a partial calls, except calls with computed names. @param {string} text @param {string} prefix */
function calls(text, prefix) {
  const call = new RegExp(String.raw`\b${prefix.replace('.', String.raw`\.`)}([a-z]\w*)\(`, 'g');
  return [...text.matchAll(call)].flatMap(([, name]) => name ?? []);
}

/** @param {string} folder */
function runtimeFunctions(folder) {
  const text = readdirSync(folder)
    .map((name) => readFileSync(posix.join(folder, name), 'utf8'))
    .join('\n');
  const defined = /(?:export (?:function|const)|inline [\w:]+) (\w+)\b/g;
  return new Set([...text.matchAll(defined)].flatMap(([, name]) => name ?? []));
}
