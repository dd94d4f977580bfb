// Readers of files that the package itself wrote, which another version, a merge or an attacker may have changed.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { HASH, JSON_WORDS, KEYS, PATHS } from './words.mjs';

const load = createRequire(new URL('../../dist/', import.meta.url));
const { parseManifest, serializeManifest } = load('./engine/graph/manifest.js');
/** @param {object} manifest */
const textOf = (manifest) => String(serializeManifest(manifest));
const { changesBetween, ManifestText } = load('./engine/graph/manifest-text.js');
const { IndexFile } = load('./engine/graph/index-file.js');
const { makePlan } = load('./engine/graph/plan.js');
const { isSafePath } = load('./engine/graph/safe-path.js');
const { resolveSettings } = load('./engine/settings.js');
const { parseJournal } = load('./engine/output/journal.js');

const manifest = textOf({
  version: 2,
  tools: { yaml: '2' },
  inputs: { 'a.json': HASH },
  patterns: { 'a.json': { fingerprint: HASH, data: HASH } },
  files: {
    'a.ts': { emit: HASH, pattern: 'a.json', template: 't', partials: ['p'], fingerprint: HASH, sha256: HASH, size: 1 },
  },
  skipped: { 'e\0a.json': { fingerprint: HASH, partials: ['p'] } },
  compiled: { 'a.js': { source: 'a.ts', fingerprint: HASH, reads: { 'b.h': HASH }, sha256: HASH, size: 2 } },
});
const index = IndexFile.of(
  { manifest: HASH, fresh: { key: 'k', folder: { mtime: 1, ctime: 2, inode: 3 }, files: 1, compiled: 0 } },
  new Map([['a.json', { size: 1, mtime: 2, ctime: 3, inode: 4, sha256: HASH }]]),
).encoded();

const OTHER = 'cd'.repeat(32);
const settings = resolveSettings(
  {
    patterns: ['specs/*'],
    templates: ['templates/*'],
    emit: [
      { template: 'one', to: '{{@name}}.ts' },
      { template: 'all', to: 'all.ts', each: 'library' },
    ],
    outputDir: 'out',
    compile: [
      { compiler: 'typescript' },
      { compiler: 'command', include: ['**/*.ts'], command: ['x', '{input}', '{output}'], extension: '.o' },
    ],
  },
  { workspaceRoot: '/workspace', projectRoot: '.', projectName: 'demo', env: {} },
);
const ITEM = 'a.json#/x';
const specs = ['a.json', 'b.json', ITEM, '__proto__'];
const inputs = {
  specs,
  items: new Map([[ITEM, { source: 'a.json', key: 'x', pointer: '/x', hash: OTHER }]]),
  emitTemplates: ['t', 't'],
  partials: new Map([['p', 'p.hbs']]),
  hashes: Object.assign(Object.create(null), { 'a.json': HASH, 'b.json': OTHER, t: HASH }),
  tools: {},
  modules: [],
  rendering: [],
  keys: { code: 'c', data: 'd', text: 't', library: 'l', commands: [] },
};
const units = {
  patterns: new Map(specs.map((spec) => [spec, [0]])),
  groups: [{ emit: 1, source: null }],
  copies: [],
};

/** Names from an input, one per line, as a manifest may contain them. @param {Buffer} input */
function namesOf(input) {
  return [...new Set(input.toString('utf8').split('\n'))].filter((name) => isSafePath(name) && name.isWellFormed());
}

/** @template T @param {readonly string[]} keys @param {(key: string) => T} make */
const record = (keys, make) => Object.fromEntries(keys.map((key) => [key, make(key)]));

/** A manifest of specs of these names, each with a file of its name and what is compiled of it. @param {string[]} names @param {(name: string) => string} hash */
function manifestOf(names, hash) {
  return {
    version: 2,
    tools: { yaml: '2' },
    inputs: record(names, hash),
    patterns: record(names, (name) => ({ fingerprint: hash(name), data: HASH })),
    files: record(names, (pattern) => ({
      ...{ emit: HASH, pattern, template: pattern, partials: [pattern] },
      ...{ fingerprint: hash(pattern), sha256: hash(pattern), size: 1 },
    })),
    skipped: record(
      names.map((name) => `${HASH}\0${name}`),
      (key) => ({ fingerprint: hash(key.slice(HASH.length + 1)), partials: [] }),
    ),
    compiled: record(
      names.map((name) => `${name}.js`),
      (path) => ({ source: path.slice(0, -3), fingerprint: hash(path.slice(0, -3)), sha256: HASH, size: 2 }),
    ),
  };
}

/** @type {Record<string, import('./targets.mjs').Target>} */
export const stateTargets = {
  manifest: {
    seeds: [manifest, '{"version":99,"files":{"a":{"sha256":"x"}}}'],
    words: [...JSON_WORDS, ...KEYS, ...PATHS, HASH, '"files":{'],
    check: (input) => {
      const reading = parseManifest(input);
      if (reading.state === 'lost') for (const [path] of reading.owned) assert.ok(isSafePath(path), path);
      if (reading.state === 'ok') assert.equal(textOf(reading.manifest), manifest);
    },
  },
  index: {
    seeds: [index, `${'0'.repeat(64)}\n{"version":4,"count":1}\n`],
    words: [...JSON_WORDS, '\n', '"version":4', '"count":1e9', '\nnull\n', HASH, '\0'],
    check: (input) => {
      const result = IndexFile.decode(input);
      if (typeof result !== 'string') assert.deepEqual(result.paths, ['a.json']);
      // With a valid checksum, any content must be read without an error.
      const rest = input.subarray(65);
      const sum = createHash('sha256').update(rest).digest('hex');
      const whole = IndexFile.decode(Buffer.concat([Buffer.from(`${sum}\n`), rest]));
      if (typeof whole === 'string') return;
      for (const path of whole.paths) assert.equal(typeof whole.entry(whole.find(path)).size, 'number');
    },
  },
  slice: {
    seeds: ['specs/a.json\nspecs/b.json', 'x","pattern":"y",\n{"source":"y",\n"files": {', '__proto__\nconstructor'],
    words: [
      '\n',
      '"pattern":"',
      '{"source":"',
      '"files": {',
      '  }',
      '    "',
      '": ',
      '",',
      '\\',
      '__proto__',
      '.js',
      'é',
      ' ',
    ],
    check: (input) => {
      const names = namesOf(input);
      const before = serializeManifest(manifestOf(names, () => HASH));
      const chosen = new Set(names.filter((name, at) => (at + name.length) % 2 === 0));
      const after = manifestOf(names, (name) => (chosen.has(name) ? OTHER : HASH));
      const text = new ManifestText(before);
      for (const name of chosen) {
        const found = text.entriesWith('files', `"pattern":${JSON.stringify(name)},`);
        assert.deepEqual(
          found.map(([path]) => path),
          [name],
        );
      }
      const fewer = manifestOf([...chosen], () => OTHER);
      for (const other of [after, fewer]) {
        const changes = changesBetween(
          manifestOf(names, () => HASH),
          other,
        );
        assert.equal(String(text.patched(changes)), textOf(other));
      }
    },
  },
  journal: {
    seeds: [`{"a.ts":"${HASH}","docs/b.md":"${HASH}"}`, '{}'],
    words: [...JSON_WORDS, ...KEYS, ...PATHS, HASH],
    check: (input) => {
      for (const [path, hash] of parseJournal(input.toString('utf8'))) {
        assert.ok(isSafePath(path), path);
        assert.equal(typeof hash, 'string');
      }
    },
  },
  plan: {
    seeds: [manifest, textOf(manifestOf(specs, () => HASH)), '{"files":{"all.ts":{"pattern":null}}}'],
    words: [
      ...JSON_WORDS,
      ...KEYS,
      ...PATHS,
      HASH,
      OTHER,
      '"pattern":null,',
      '"source":"a.ts"',
      '"reads":{}',
      '.ts',
      '.o',
    ],
    check: (input) => {
      // With a valid checksum, as for a manifest that was changed on purpose.
      let recorded;
      try {
        const { patterns = {}, files = {}, skipped = {}, compiled = {} } = JSON.parse(input.toString('utf8')) ?? {};
        const bytes = serializeManifest({ version: 2, tools: {}, inputs: {}, patterns, files, skipped, compiled });
        const reading = parseManifest(bytes);
        if (reading.state === 'ok') recorded = reading.manifest;
      } catch {
        // Plans without a manifest, too.
      }
      const there = (/** @type {string} */ path) => (path.length % 3 === 0 ? undefined : { sha256: HASH, size: 1 });
      const plan = makePlan({
        settings,
        inputs,
        units,
        manifest: recorded,
        patternsBefore: recorded?.patterns ?? {},
        isCodeTouched: false,
        touchedPrograms: new Set(),
        look: there,
        lookInput: (/** @type {string} */ path) => there(path)?.sha256,
      });
      const due = plan.jobs.filter((/** @type {{ kind: string }} */ { kind }) => kind === 'pattern');
      assert.deepEqual([...new Set(due.map((/** @type {{ spec: string }} */ { spec }) => spec))].length, due.length);
      for (const { spec } of due) assert.ok(specs.includes(spec));
      for (const [path, { sha256, size }] of [...plan.freshFiles, ...plan.freshCompiled]) {
        assert.ok(isSafePath(path), path);
        assert.deepEqual(there(path), { sha256, size });
      }
      // Each spec and the library is either due or has an unchanged file.
      const fresh = [...plan.freshFiles.values()];
      for (const spec of specs) {
        const isFresh =
          fresh.some(({ pattern }) => pattern === spec) ||
          [...plan.freshSkipped.keys()].some((key) => key.endsWith(`\0${spec}`));
        assert.ok(isFresh || due.some((/** @type {{ spec: string }} */ one) => one.spec === spec), spec);
      }
      const { due: groups, ifDataChanged } = plan.groups;
      const isLibraryKnown = [...plan.freshSkipped.keys()].some((key) => key.endsWith('\0'));
      assert.ok(
        groups.length + ifDataChanged.length === 1 || isLibraryKnown || fresh.some(({ pattern }) => pattern === null),
      );
      for (const path of plan.orphans) assert.ok(isSafePath(path) && !plan.freshFiles.has(path), path);
    },
  },
};
