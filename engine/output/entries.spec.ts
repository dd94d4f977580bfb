import type { GeneratedEntry } from '../graph/manifest';
import { STALE, unitKey } from '../graph/manifest';
import type { RunGraph } from '../graph/run-graph';
import { NO_ITEMS } from '../sources/item';
import type { RenderOutcome } from '../render/render-all';
import { emitKey, type Settings } from '../settings';
import { buildEntries, buildManifest, isMade, markStale, obsoletePaths, restoreEntries, type Entries } from './entries';
import type { PlannedGraph } from './kept-entries';

const SETTINGS = {
  outputDir: 'out',
  escape: false,
  missingFields: 'empty',
  emits: [
    { template: 'one', to: '{{@name}}.ts', each: 'pattern' },
    { template: 'all', to: 'all.ts', each: 'library' },
    { template: 'src', to: 'src.ts', each: 'source' },
  ],
  compilers: [
    { compiler: 'typescript', transformer: 'oxc', include: ['**/*.ts'] },
    { compiler: 'command', include: ['**/*.scss'], command: ['sass'], extension: '.css', outputs: [] },
  ],
} as unknown as Settings;

const KEYS = SETTINGS.emits.map((emit) => emitKey(SETTINGS, emit));

const INPUTS = {
  specs: ['a.json', 'b.json'],
  items: NO_ITEMS,
  sources: { entries: new Map(), due: new Set() },
  copies: [],
  hashes: { 'a.json': 'ha', 'b.json': 'hb', 'one.hbs': 'h1' },
  tools: { 'nx-workflow': '1' },
  templateCodes: {},
  emitTemplates: ['one.hbs', 'all.hbs', 'src.hbs'],
  partials: new Map(),
  format: { hasCode: false },
  keys: { data: 'kd', text: 'kt', library: 'kl', code: 'kc', format: 'kf', commands: [] },
} as unknown as PlannedGraph['inputs'];

const entry = (emit: number, pattern: string | null, more: Partial<GeneratedEntry> = {}): GeneratedEntry => ({
  emit: KEYS[emit]!,
  pattern,
  template: INPUTS.emitTemplates[emit]!,
  partials: [],
  fingerprint: 'old',
  sha256: 's',
  size: 1,
  ...more,
});
const compiled = (source: string, fingerprint = 'old') => ({ source, fingerprint, sha256: 'c', size: 2 });

interface Given {
  readonly plan?: object;
  readonly manifest?: object;
  readonly facts?: object;
  readonly isRedone?: boolean;
  readonly settings?: object;
}

function graphOf({ plan = {}, manifest, facts = {}, isRedone = false, settings = {} }: Given = {}): PlannedGraph {
  return {
    settings: { ...SETTINGS, ...settings },
    inputs: INPUTS,
    plan: {
      freshPatterns: new Map(),
      freshFiles: new Map(),
      freshSkipped: new Map(),
      freshCompiled: new Map(),
      conditional: new Map(),
      ...plan,
    },
    manifest: manifest && { patterns: {}, files: {}, skipped: {}, compiled: {}, ...manifest },
    facts: { patternsBefore: {}, isCodeTouched: false, touchedPrograms: new Map(), ...facts },
    isRedone,
  } as unknown as PlannedGraph;
}

const outcomeOf = (more: object = {}): RenderOutcome => {
  const nothing = { rendered: [], skipped: [], compiled: [], patterns: [], keptGroups: [], failures: [] };
  return { ...nothing, ...more } as unknown as RenderOutcome;
};

const build = (given: Given = {}, outcome: object = {}): Entries => buildEntries(graphOf(given), outcomeOf(outcome));

const rendered = (path: string, emit: number, pattern: string | null, more: object = {}) => ({
  ...{ path, staged: '', sha256: 's', size: 1, mtime: 0, inode: 0, emit, pattern, partials: [] },
  ...more,
});
const pattern = (spec: string, kept: number[] = [], reads: unknown[] = []) => ({
  ...{ spec, data: `data of ${spec}`, isSame: false, kept, reads },
});
const HASH = /^[0-9a-f]{64}$/;

describe('buildEntries', () => {
  test('keeps what is up to date', () => {
    const plan = {
      freshPatterns: new Map([['a.json', { fingerprint: 'f', data: 'd' }]]),
      freshFiles: new Map([['a.ts', entry(0, 'a.json')]]),
      freshSkipped: new Map([['key', { partials: [], fingerprint: 'f' }]]),
      freshCompiled: new Map([['a.js', compiled('a.ts')]]),
    };
    const made = build({ plan });
    expect(made).toEqual({
      patterns: plan.freshPatterns,
      files: plan.freshFiles,
      skipped: plan.freshSkipped,
      compiled: plan.freshCompiled,
    });
    expect(made.files).not.toBe(plan.freshFiles);
  });

  test('records patterns, files and skips of this run', () => {
    const made = build(
      {},
      {
        patterns: [pattern('a.json'), pattern('b.json', [], [{ path: 'x.txt', sha256: 'hx' }])],
        rendered: [rendered('a.ts', 0, 'a.json', { formatted: 'ff', partials: ['p'] }), rendered('all.ts', 1, null)],
        skipped: [{ emit: 0, pattern: 'b.json', partials: ['q'] }],
      },
    );
    expect(Object.fromEntries(made.patterns)).toMatchObject({ 'a.json': { data: 'data of a.json' } });
    expect(Object.keys(made.patterns.get('a.json')!)).toEqual(['fingerprint', 'data']);
    expect(Object.keys(made.patterns.get('b.json')!)).toEqual(['fingerprint', 'data', 'reads']);
    expect(made.files.get('a.ts')).toEqual({
      ...entry(0, 'a.json', { partials: ['p'], formatted: 'ff' }),
      fingerprint: expect.stringMatching(HASH) as unknown,
    });
    expect(made.files.get('all.ts')).not.toHaveProperty('formatted');
    expect([...made.skipped]).toEqual([
      [unitKey(KEYS[0]!, 'b.json'), { partials: ['q'], fingerprint: expect.stringMatching(HASH) as unknown }],
    ]);
  });

  test('a fingerprint covers the data of its patterns, as known from this run or before', () => {
    const ofFile = (emit: number, source: string | null, patterns: unknown[], patternsBefore = {}): string => {
      const outcome = { patterns, rendered: [rendered('x.ts', emit, source)] };
      return build({ facts: { patternsBefore } }, outcome).files.get('x.ts')!.fingerprint;
    };
    const [a, b] = [pattern('a.json'), pattern('b.json')];
    const before = { 'b.json': { fingerprint: 'f', data: 'data of b.json' } };
    expect(ofFile(1, null, [a, b])).toBe(ofFile(1, null, [a], before));
    expect(ofFile(1, null, [a, b])).not.toBe(ofFile(1, null, [a]));
    expect(ofFile(0, 'a.json', [a, b])).toBe(ofFile(0, 'a.json', [a]));
    expect(ofFile(0, 'a.json', [a])).not.toBe(ofFile(0, 'a.json', []));
  });

  test('records compiled files, but none whose source is missing', () => {
    const file = (path: string, source: string, compiler: number, sha256: string) => ({
      ...rendered(path, 0, ''),
      source,
      compiler,
      sha256,
    });
    const made = build(
      { plan: { freshFiles: new Map([['b.ts', entry(0, 'b.json', { sha256: 'other' })]]) } },
      {
        rendered: [rendered('a.ts', 0, 'a.json')],
        compiled: [
          file('a.js', 'a.ts', 0, '1'),
          file('a.js.map', 'a.ts', 0, '2'),
          file('b.js', 'b.ts', 0, '3'),
          file('none.js', 'none.ts', 0, '4'),
          file('b.css', 'b.ts', 1, '5'),
        ],
      },
    ).compiled;
    expect([...made.keys()]).toEqual(['a.js', 'a.js.map', 'b.js', 'b.css']);
    expect([...made.values()].map(({ source, sha256 }) => [source, sha256])).toEqual([
      ['a.ts', '1'],
      ['a.ts', '2'],
      ['b.ts', '3'],
      ['b.ts', '5'],
    ]);
    const [js, map, other, css] = [...made.values()].map(({ fingerprint }) => fingerprint);
    expect([map, js]).toEqual([js, expect.stringMatching(HASH)]);
    expect(new Set([js, other, css]).size).toBe(3);
  });
});

const entriesOf = (files: object, made: object = {}): Entries => {
  const [ofFiles, ofCompiled] = [files, made].map((one) => new Map(Object.entries(one)));
  return { patterns: new Map(), skipped: new Map(), files: ofFiles, compiled: ofCompiled } as unknown as Entries;
};

test('obsolete paths are those that no emit, compiler or command makes', () => {
  const entries = entriesOf({ 'a.scss': {}, 'b.ts': {} }, { 'b.js': {} });
  expect(['a.scss', 'b.js', 'c'].map((path) => isMade(entries, path))).toEqual([true, true, false]);
  const paths = ['z', 'b.js', 'a.css', 'b.ts', 'b.css', 'a.scss'];
  expect(obsoletePaths(SETTINGS, entries, paths)).toEqual(['z', 'b.css']);
  expect(obsoletePaths({ ...SETTINGS, compilers: [] }, entries, paths)).toEqual(['z', 'a.css', 'b.css']);
});

describe('buildManifest', () => {
  const entries = entriesOf({ 'a.ts': entry(0, 'a.json') }, { 'a.js': compiled('a.ts') });
  const build = (more: object, sources = new Map()) =>
    buildManifest(
      { inputs: { ...INPUTS, sources: { entries: sources, due: new Set() } }, ...more } as unknown as RunGraph,
      entries,
    );

  test('lists all inputs, or those that a part of the graph touches', () => {
    expect(build({})).toEqual({
      version: build({}).version,
      tools: { 'nx-workflow': '1' },
      inputs: INPUTS.hashes,
      patterns: {},
      files: { 'a.ts': entry(0, 'a.json') },
      skipped: {},
      compiled: { 'a.js': compiled('a.ts') },
    });
    expect(build({ part: { touched: ['b.json', 'gone.json'] } }).inputs).toEqual({ 'b.json': 'hb' });
    expect(build({}, new Map([['a.json', 'entry']])).sources).toEqual({ 'a.json': 'entry' });
  });
});

describe('restoreEntries', () => {
  const manifest = { files: { 'a.ts': entry(0, 'a.json') }, compiled: { 'a.js': compiled('a.ts') } };
  const restored = (given: Given = {}) => {
    const entries = entriesOf({ 'a.ts': {}, 'new.ts': {}, 'c.ts': {} }, { 'a.js': {}, 'new.js': {} });
    restoreEntries(graphOf({ manifest, ...given }), entries, ['a.ts', 'a.js', 'new.ts', 'new.js']);
    return [Object.fromEntries(entries.files), Object.fromEntries(entries.compiled)];
  };

  test('restores the entries before, or removes new ones', () => {
    expect(restored()).toEqual([{ 'a.ts': entry(0, 'a.json'), 'c.ts': {} }, { 'a.js': compiled('a.ts') }]);
  });

  test.each<[what: string, given: Given]>([
    ['reads of user code changed', { facts: { isCodeTouched: true } }],
    ['everything is done again', { isRedone: true }],
    ['there is user code', { settings: { helpers: 'h.js' } }],
    ['a program changed', { facts: { touchedPrograms: new Map([['sass', 'changed']]) } }],
  ])('marks them stale if %s', (_what, given) => {
    expect(restored(given)[1]).toEqual({ 'a.js': compiled('a.ts', STALE) });
  });
});

test('markStale marks the existing outputs of compilations', () => {
  const entries = entriesOf({}, { 'a.js': compiled('a.ts'), 'a.css': compiled('a.scss'), 'b.css': compiled('b.scss') });
  markStale({ settings: SETTINGS }, entries, [
    { source: 'a.ts', compiler: 0 },
    { source: 'a.scss', compiler: 1 },
  ]);
  expect([...entries.compiled].map(([path, { fingerprint }]) => [path, fingerprint])).toEqual([
    ['a.js', STALE],
    ['a.css', STALE],
    ['b.css', 'old'],
  ]);
});
