// Readers of untrusted data, each with seed inputs, the words of its format, and its invariants.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import { stateTargets } from './state-targets.mjs';
import { JSON_WORDS, KEYS, PATHS } from './words.mjs';

const load = createRequire(new URL('../../dist/', import.meta.url));
const { inferWorkflows } = load('./plugin/infer.js');
const { parseSpec } = load('./engine/sources/parse-spec.js');
const { isSafePath } = load('./engine/graph/safe-path.js');
const { parseDepfile } = load('./engine/compile/depfile.js');
const { outputPathProblem, shownPath } = load('./engine/render/output-path.js');
const { parseTemplate } = load('./engine/templates/syntax.js');
const { checkTemplate } = load('./engine/templates/check-template.js');
const { helperNames } = load('./engine/templates/helper-names.js');
const { SourceText } = load('./diagnostics/source-text.js');
const { renderDiagnostics } = load('./diagnostics/render.js');

const workflow = JSON.stringify({
  name: 'k',
  phases: ['one'],
  tasks: {
    a: { id: 1, phase: 'one', command: 'x', outputs: ['{projectRoot}/a'], project: ['k', 'libs/*'] },
    b: { id: 2, executor: 'nx:noop', dependsOn: ['a', { task: 'a', outputs: ['{projectRoot}/a'] }], after: [1] },
    c: {
      executor: 'nx-workflow:codegen',
      options: { patterns: ['{projectRoot}/p/*'], outputDir: '{projectRoot}/g', compile: [{ compiler: 'typescript' }] },
    },
  },
});
/** A workspace in memory. */
const facts = {
  targetDefaults: {},
  implementation: { kind: 'installed' },
  project: (/** @type {string} */ root) =>
    ['libs/a', 'libs/b'].includes(root) ? { root, name: root.slice(5), targets: new Map() } : undefined,
  matchProjects: () => ['libs/a', 'libs/b'],
  rootOfProjectNamed: () => undefined,
  packageInput: (/** @type {string} */ name) => ({ name }),
  importClosure: () => ({ files: [], packages: [] }),
};

/** @param {Buffer} input */
const text = (input) => input.toString('utf8');

/**
 * @param {readonly unknown[]} diagnostics
 */
function tellsThem(diagnostics) {
  assert.doesNotMatch(renderDiagnostics(diagnostics), /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
}

/**
 * Asserts that every key is an own property, so that no input changes a prototype.
 *
 * @param {unknown} value
 */
function isPlain(value) {
  const stack = [value];
  while (stack.length > 0) {
    const top = stack.pop();
    if (top === null || typeof top !== 'object') continue;
    const prototype = Object.getPrototypeOf(top);
    if (prototype !== Object.prototype && !Array.isArray(top)) return false;
    stack.push(...Object.values(top));
  }
  return true;
}

/**
 * @param {{ locate: (pointer: string) => { column: number, excerpt: string } }} spec
 * @param {unknown} value
 * @param {string} pointer
 */
function hasPlaces(spec, value, pointer) {
  if (value === null || typeof value !== 'object') {
    const { column, excerpt } = spec.locate(pointer);
    assert.ok(column >= 1 && column <= excerpt.length + 1, pointer);
    return;
  }
  for (const [key, inner] of Object.entries(value).slice(0, 5)) {
    hasPlaces(spec, inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

/** @param {string} name */
const spec = (name) => (/** @type {Buffer} */ input) => {
  const result = parseSpec(name, input);
  if (Array.isArray(result)) {
    assert.ok(result.length > 0);
    tellsThem(result);
  } else {
    assert.ok(isPlain(result.data));
    if (input.length < 200) hasPlaces(result, result.data, '');
  }
  assert.equal(/** @type {Record<string, unknown>} */ ({})['polluted'], undefined);
};

/** @typedef {{ seeds: (string | Buffer)[], words: string[], check: (input: Buffer) => void }} Target */

/** @type {Record<string, Target>} */
export const targets = {
  workflow: {
    seeds: [workflow, '{}', '{ // a comment\n "tasks": {} }'],
    words: [
      ...JSON_WORDS,
      ...KEYS,
      ...PATHS,
      '"dependsOn":["a"]',
      '"project":"../*"',
      '{projectRoot}',
      '{workspaceRoot}',
    ],
    check: (input) => {
      const results = inferWorkflows([{ file: 'k/nx-workflow.json', text: text(input) }], facts);
      for (const { projects, diagnostics } of results) {
        tellsThem(diagnostics);
        for (const root of Object.keys(projects)) assert.ok(['k', 'libs/a', 'libs/b'].includes(root), root);
      }
      JSON.stringify(results);
    },
  },
  'spec-json': {
    seeds: ['{ "title": "A", "nodes": [{ "type": "x", "value": 1.5 }] }', '// c\n{ "a": [1, null, true,], }'],
    words: [...JSON_WORDS, ...KEYS, '[[[[[[[[', '\ufeff'],
    check: spec('a.json'),
  },
  'spec-yaml': {
    seeds: ['title: A\nnodes:\n  - type: x\n    value: 1.5\n', 'a: &a [x, y]\nb: *a\nc: |\n  text\n', '? a\n: b\n'],
    words: [
      '&a',
      '*a',
      '<<:',
      '- ',
      ': ',
      '? ',
      '!!str',
      '!x',
      '|',
      '>',
      '---',
      '...',
      '%YAML',
      '#',
      '\t',
      '\n',
      '  ',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      '__proto__',
      'constructor',
      '<<: *a',
      '---\n',
      '1e400',
      '!!timestamp 2024-01-02',
    ],
    check: spec('a.yaml'),
  },
  'spec-toml': {
    seeds: [
      '# c\ntitle = "A"\n[[nodes]]\ntype = "x"\nvalue = 1.5\n[nodes.in]\n"a b".c = [1, { d = 2024-01-02 }]\n',
      'a.b = 0x1F\nt = """\nx"""""\nwhen = 07:32:00\nn = 9007199254740993\n',
      "l = '''\ny'''\n'k' = 'v'\n",
    ],
    words: [
      ...['[', ']', '[[', ']]', '{', '}', '=', '.', ',', '#', '\n', '\r\n', ' ', '"', "'", '"""', "'''", '\\'],
      ...['inf', 'nan', '1e400', '1_000', '0b1', 'true', '1979-05-27T07:32:00Z', '9223372036854775807', ...KEYS],
    ],
    check: spec('a.toml'),
  },
  ...stateTargets,
  depfile: {
    seeds: ['a.o: a.cpp include/b.h \\\n  /usr/include/c.h\n', 'd\\ x/a.o: with\\ space.h b\\#.h c$$d.h\n'],
    words: ['\\', '\\\n', ': ', ' ', '$$', '#', '\t', '\r\n', 'C:\\a'],
    check: (input) => assert.ok(Array.isArray(parseDepfile(text(input)))),
  },
  path: {
    seeds: ['a/b.ts', 'docs/é.md', '.hidden/x'],
    words: PATHS,
    check: (input) => {
      const path = text(input);
      assert.doesNotMatch(shownPath(path), /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      if (outputPathProblem(path) !== undefined) return;
      assert.ok(isSafePath(path), path);
      assert.ok(posix.join('/out', path).startsWith('/out/'), path);
      assert.equal(posix.normalize(path), path);
    },
  },
  template: {
    seeds: [
      '{{> header}}\n{{#each nodes}}{{> (partial "n/" type)}},{{/each}}',
      '{{#if a}}{{b.c}}{{else}}{{{d}}}{{/if}}',
    ],
    words: [
      '{{',
      '}}',
      '{{{',
      '}}}',
      '{{#',
      '{{/',
      '{{>',
      '{{!--',
      '--}}',
      '{{else}}',
      '(',
      ')',
      '../',
      '@',
      '|',
      'as |x|',
      '~',
      '"',
      '[',
      ']',
    ],
    check: (input) => {
      const source = new SourceText('t.hbs', text(input));
      const parsed = parseTemplate(source);
      const names = {
        helpers: helperNames(['partial'], []),
        partials: new Set(['header', 'n/x']),
        inline: new Set(['own']),
      };
      tellsThem('problem' in parsed ? [parsed.problem] : checkTemplate(parsed.ast, source, names));
    },
  },
};
