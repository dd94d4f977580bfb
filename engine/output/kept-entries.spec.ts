import type { GeneratedEntry } from '../graph/manifest';
import { STALE, unitKey } from '../graph/manifest';
import { NO_ITEMS } from '../sources/item';
import type { RenderOutcome } from '../render/render-all';
import { emitKey, type Settings } from '../settings';
import { buildEntries, type Entries } from './entries';
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
  compilers: [{ compiler: 'typescript', transformer: 'oxc', include: ['**/*.ts'] }],
} as unknown as Settings;

const KEYS = SETTINGS.emits.map((emit) => emitKey(SETTINGS, emit));

const INPUTS = {
  specs: ['a.json', 'b.json'],
  items: NO_ITEMS,
  sources: { entries: new Map(), due: new Set() },
  copies: [{ source: 'copied.txt', path: 'copied.txt', emit: 0 }],
  hashes: {},
  tools: {},
  templateCodes: {},
  emitTemplates: ['one.hbs', 'all.hbs', 'src.hbs'],
  partials: new Map(),
  format: { hasCode: false },
  keys: { data: 'kd', text: 'kt', library: 'kl', code: 'kc', format: 'kf', commands: [] },
} as unknown as PlannedGraph['inputs'];

const entry = (emit: string, pattern: string | null): GeneratedEntry => ({
  ...{ emit, pattern, template: 't.hbs', partials: [], fingerprint: 'old', sha256: 's', size: 1 },
});
const compiled = (source: string) => ({ source, fingerprint: 'old', sha256: 'c', size: 2 });
const skip = (fingerprint = 'old') => ({ partials: ['p'], fingerprint });
const data = (fingerprint = 'old') => ({ fingerprint, data: 'd' });

interface Given {
  readonly manifest?: object;
  readonly isCodeTouched?: boolean;
  readonly isRedone?: boolean;
  readonly outcome?: object;
}

function build({ manifest, isCodeTouched = false, isRedone = false, outcome = {} }: Given): Entries {
  const nothing = { rendered: [], skipped: [], compiled: [], patterns: [], keptGroups: [], failures: [] };
  const graph = {
    settings: SETTINGS,
    inputs: INPUTS,
    plan: {
      ...{ freshPatterns: new Map(), freshFiles: new Map(), freshSkipped: new Map(), freshCompiled: new Map() },
      conditional: new Map([['a.ts', { sha256: 's', compilers: [0], inPlace: [] }]]),
    },
    manifest: manifest && { patterns: {}, files: {}, skipped: {}, compiled: {}, ...manifest },
    facts: { patternsBefore: {}, isCodeTouched, touchedPrograms: new Map() },
    isRedone,
  } as unknown as PlannedGraph;
  return buildEntries(graph, { ...nothing, ...outcome } as unknown as RenderOutcome);
}

const rendered = (path: string, emit: number, pattern: string | null, sha256 = 's') => ({
  ...{ path, staged: '', sha256, size: 1, mtime: 0, inode: 0, emit, pattern, partials: [] },
});
const keys = (map: ReadonlyMap<string, unknown>): string[] => [...map.keys()];

test('compiled files are kept if their source has the same bytes', () => {
  const manifest = { compiled: { 'a.js': compiled('a.ts'), 'b.js': compiled('b.ts') } };
  const ofHash = (sha256: string) =>
    keys(build({ manifest, outcome: { rendered: [rendered('a.ts', 0, 'a.json', sha256)] } }).compiled);
  expect(ofHash('s')).toEqual(['a.js']);
  expect(ofHash('t')).toEqual([]);
});

test('files and skips of patterns whose data came out equal are kept', () => {
  const manifest = {
    files: { 'a.ts': entry(KEYS[0]!, 'a.json'), 'b.ts': entry(KEYS[0]!, 'b.json'), 'all.ts': entry(KEYS[1]!, null) },
    skipped: { [unitKey(KEYS[0]!, 'a.json')]: skip(), [unitKey(KEYS[0]!, 'b.json')]: skip() },
    compiled: { 'a.js': compiled('a.ts') },
  };
  const pattern = (kept: number[]) => ({ spec: 'a.json', data: 'd', isSame: true, kept, reads: [] });
  const made = build({ manifest, outcome: { patterns: [pattern([0])] } });
  expect(Object.fromEntries(made.files)).toEqual({ 'a.ts': entry(KEYS[0]!, 'a.json') });
  expect([keys(made.skipped), keys(made.compiled)]).toEqual([[unitKey(KEYS[0]!, 'a.json')], ['a.js']]);
  expect(build({ manifest, outcome: { patterns: [pattern([])] } }).files.size).toBe(0);
  expect(build({ outcome: { patterns: [pattern([0])] } }).files.size).toBe(0);
});

test('kept groups get a fingerprint over their new data', () => {
  const all = entry(KEYS[1]!, null);
  const manifest = {
    files: { 'a.ts': entry(KEYS[2]!, 'a.json'), 'all.ts': all, 'other.ts': entry(KEYS[2]!, 'b.json') },
    skipped: { [unitKey(KEYS[1]!, null)]: skip(), [unitKey(KEYS[2]!, 'b.json')]: skip() },
    compiled: { 'a.js': compiled('a.ts') },
  };
  const keptGroups = [
    { emit: 1, source: null },
    { emit: 2, source: 'a.json' },
  ];
  const made = build({ manifest, outcome: { keptGroups } });
  expect([keys(made.files), keys(made.skipped), keys(made.compiled)]).toEqual([
    ['a.ts', 'all.ts'],
    [unitKey(KEYS[1]!, null)],
    ['a.js'],
  ]);
  const known = made.files.get('all.ts')!;
  expect(known).toEqual({ ...all, fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown });
  expect(made.skipped.get(unitKey(KEYS[1]!, null))).toEqual({
    partials: ['p'],
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
  });
  const again = build({ manifest: { files: { 'all.ts': known } }, outcome: { keptGroups } });
  expect(again.files.get('all.ts')).toBe(known);
  expect(build({ manifest, outcome: {} }).files.size).toBe(0);
});

describe('after a failure', () => {
  const gone = 'e'.repeat(64);
  const manifest = {
    patterns: { 'a.json': data(), 'b.json': data(), 'gone.json': data() },
    files: {
      'a.ts': entry(KEYS[0]!, 'a.json'),
      'b.ts': entry(KEYS[0]!, 'b.json'),
      'gone.ts': entry(KEYS[0]!, 'gone.json'),
      'old-emit.ts': entry(gone, 'a.json'),
      'all.ts': entry(KEYS[1]!, null),
      'copied.txt': entry(KEYS[0]!, 'copied.txt'),
    },
    skipped: {
      [unitKey(KEYS[2]!, 'a.json')]: skip(),
      [unitKey(KEYS[2]!, 'gone.json')]: skip(),
      [unitKey(gone, 'a.json')]: skip(),
    },
    compiled: { 'a.js': compiled('a.ts'), 'b.js': compiled('b.ts'), 'gone.js': compiled('gone.ts') },
  };
  const failures = [{ severity: 'error', code: 'x', message: 'y' }];

  test('the last good entries of existing patterns are kept', () => {
    const made = build({ manifest, outcome: { failures, rendered: [rendered('new-b.ts', 0, 'b.json')] } });
    expect(keys(made.patterns)).toEqual(['a.json', 'b.json']);
    expect(keys(made.files)).toEqual(['new-b.ts', 'a.ts', 'all.ts', 'copied.txt']);
    expect(keys(made.skipped)).toEqual([unitKey(KEYS[2]!, 'a.json')]);
    expect(keys(made.compiled)).toEqual(['a.js']);
    expect(made.files.get('a.ts')).toEqual(entry(KEYS[0]!, 'a.json'));
  });

  test('entries of this run take precedence', () => {
    const outcome = {
      failures,
      rendered: [rendered('a.ts', 0, 'b.json')],
      skipped: [{ emit: 2, pattern: 'a.json', partials: [] }],
      patterns: [{ spec: 'a.json', data: 'new', isSame: false, kept: [], reads: [] }],
    };
    const made = build({ manifest, outcome });
    expect(made.files.get('a.ts')?.pattern).toBe('b.json');
    expect(made.patterns.get('a.json')?.data).toBe('new');
    expect(made.skipped.get(unitKey(KEYS[2]!, 'a.json'))?.partials).toEqual([]);
  });

  test.each([{ isCodeTouched: true }, { isRedone: true }])('they are stale if %j', (given) => {
    const made = build({ manifest, outcome: { failures }, ...given });
    expect(made.files.get('a.ts')).toEqual({ ...entry(KEYS[0]!, 'a.json'), fingerprint: STALE });
    expect(made.patterns.get('a.json')).toEqual(data(STALE));
    expect(made.skipped.get(unitKey(KEYS[2]!, 'a.json'))).toEqual(skip(STALE));
    expect(made.compiled.get('a.js')).toEqual(compiled('a.ts'));
  });

  test('nothing is kept without a failure or a manifest', () => {
    expect(build({ manifest }).files.size).toBe(0);
    expect(build({ outcome: { failures } }).files.size).toBe(0);
  });
});
