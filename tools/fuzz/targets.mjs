// What reads data of strangers, each with inputs to begin with, the words of its format, and what must hold for all.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { posix } from 'node:path';

const load = createRequire(new URL('../../dist/', import.meta.url));
const { inferWorkflows } = load('./plugin/infer.js');
const { parseSpec } = load('./executors/codegen/render/spec.js');
const { parseManifest, serializeManifest } = load('./executors/codegen/plan/manifest.js');
const { IndexFile } = load('./executors/codegen/plan/index-file.js');
const { isSafePath } = load('./executors/codegen/plan/safe-path.js');
const { parseDepfile } = load('./executors/codegen/compile/depfile.js');
const { outputPathProblem, shownPath } = load('./executors/codegen/render/output-path.js');
const { parseTemplate } = load('./executors/codegen/templates/syntax.js');
const { checkTemplate } = load('./executors/codegen/templates/check-template.js');
const { SourceText } = load('./diagnostics/source-text.js');
const { renderDiagnostics } = load('./diagnostics/render.js');

const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];
const HASH = 'ab'.repeat(32);
const PATHS = [
  '..',
  '.',
  '/',
  '\\',
  'C:',
  '\0',
  '~',
  '.codegen-',
  'con',
  'é',
  '\u202e',
  'a/b',
  ' ',
  '%2e',
  '*',
  '{a,b}',
];
const JSON_WORDS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  'null',
  'true',
  '-0',
  '1e999',
  '\\ud800',
  '\\u0000',
  '//',
  '/*',
  '*/',
];
const KEYS = ['"__proto__"', '"constructor"', '"prototype"', '"toString"', '""'];

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
const manifest = serializeManifest({
  version: 1,
  tools: { yaml: '2' },
  inputs: { 'a.json': HASH },
  files: {
    'a.ts': { emit: HASH, pattern: 'a.json', template: 't', partials: ['p'], fingerprint: HASH, sha256: HASH, size: 1 },
  },
  compiled: { 'a.js': { source: 'a.ts', fingerprint: HASH, reads: { 'b.h': HASH }, sha256: HASH, size: 2 } },
});
const index = IndexFile.encode(
  { manifest: HASH, fresh: { key: 'k', folder: { mtime: 1, ctime: 2, inode: 3 }, files: 1, compiled: 0 } },
  new Map([['a.json', { size: 1, mtime: 2, ctime: 3, inode: 4, sha256: HASH }]]),
);

/** A workspace in memory. */
const facts = {
  targetDefaults: {},
  implementation: { kind: 'installed' },
  project: (/** @type {string} */ root) =>
    ['libs/a', 'libs/b'].includes(root) ? { root, name: root.slice(5), targets: new Map() } : undefined,
  matchProjects: () => ['libs/a', 'libs/b'],
  rootOfProjectNamed: () => undefined,
  isInstalled: () => true,
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

/** @param {unknown} value */
function hasForbiddenKey(value) {
  const stack = [value];
  for (let top = stack.pop(); stack.length > 0 || top !== undefined; top = stack.pop()) {
    if (top === null || typeof top !== 'object') continue;
    for (const [key, inner] of Object.entries(top)) {
      if (FORBIDDEN.includes(key)) return true;
      if (inner !== undefined) stack.push(inner);
    }
  }
  return false;
}

/** @param {string} name */
const spec = (name) => (/** @type {Buffer} */ input) => {
  const result = parseSpec(name, input);
  if (Array.isArray(result)) {
    assert.ok(result.length > 0);
    tellsThem(result);
  } else assert.equal(hasForbiddenKey(result.data), false);
  assert.equal(/** @type {Record<string, unknown>} */ ({})['polluted'], undefined);
};

/** @type {Record<string, { seeds: (string | Buffer)[], words: string[], check: (input: Buffer) => void }>} */
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
    ],
    check: spec('a.yaml'),
  },
  manifest: {
    seeds: [manifest, '{"version":99,"files":{"a":{"sha256":"x"}}}'],
    words: [...JSON_WORDS, ...KEYS, ...PATHS, HASH, '"files":{'],
    check: (input) => {
      const reading = parseManifest(text(input));
      if (reading.state === 'lost') for (const path of reading.owned.keys()) assert.ok(isSafePath(path), path);
      if (reading.state === 'ok') assert.equal(serializeManifest(reading.manifest), manifest);
    },
  },
  index: {
    seeds: [index, `${'0'.repeat(64)}\n{"version":2,"count":1}\n`],
    words: [...JSON_WORDS, '\n', '"version":2', '"count":1e9', '\nnull\n', HASH, '\0'],
    check: (input) => {
      const result = IndexFile.decode(input);
      if (typeof result !== 'string') assert.deepEqual(result.paths, ['a.json']);
    },
  },
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
      const names = { helpers: new Set(['if', 'each', 'partial']), partials: new Set(['header', 'n/x']) };
      tellsThem('problem' in parsed ? [parsed.problem] : checkTemplate(parsed.ast, source, names));
    },
  },
};
