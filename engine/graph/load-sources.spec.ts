import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Settings } from '../settings';
import type { SourceEntry } from '../sources/loaded-sources';
import type { Leaves } from './dependencies';
import type { HashedInputs } from './inputs';
import { loadInputsOf, loadSources, sourceFingerprint, type SourceFacts } from './load-sources';
import type { Manifest } from './manifest';

const entry = (fingerprint: string, pointer: string, reads?: Record<string, string>): SourceEntry => ({
  ...{ fingerprint, data: 'd', items: { [pointer]: `hash of ${pointer}` } },
  ...(reads ? { reads } : {}),
});

interface Facts extends Partial<Pick<SourceFacts, 'files' | 'isCodeTouched' | 'mayLoad'>> {
  /** Entries of the manifest. */
  readonly recorded?: Record<string, SourceEntry>;
  /** Entries of files that this run has already loaded. */
  readonly loaded?: Record<string, SourceEntry>;
  readonly problems?: Diagnostic[];
  readonly manifest?: Manifest | undefined;
}

/** Loading gives each file an entry with the pointer `/loaded`. */
function facts({ recorded = {}, loaded = {}, problems = [], ...changes }: Facts) {
  const entries = new Map(Object.entries(loaded));
  const load = jest.fn((paths: readonly string[]) => {
    for (const path of paths) entries.set(path, entry(`now ${path}`, '/loaded'));
    return Promise.resolve(problems);
  });
  const all = {
    ...{
      settings: {},
      files: ['a.json', 'b.json'],
      manifest: { sources: recorded },
      isCodeTouched: false,
      mayLoad: true,
    },
    inputs: {
      fingerprintOf: (path: string) => `now ${path}`,
      hashInput: (path: string) => (path === 'gone.txt' ? undefined : 'hash'),
    },
    loads: { get: (path: string) => (entries.has(path) ? { entry: entries.get(path) } : undefined), load },
    ...changes,
  } as unknown as SourceFacts;
  return { all, load };
}

async function found(given: Facts): Promise<{ specs: unknown; due: string[]; loaded: readonly string[] }> {
  const { all, load } = facts(given);
  const result = await loadSources(all);
  if (Array.isArray(result)) throw new Error(JSON.stringify(result));
  return { specs: result.specs, due: [...result.sources.due], loaded: load.mock.calls.flatMap(([paths]) => paths) };
}

const CURRENT = { 'a.json': entry('now a.json', '/x'), 'b.json': entry('now b.json', '/y', { 'read.txt': 'hash' }) };
const RELOADED = {
  specs: ['a.json#/loaded', 'b.json#/loaded'],
  due: ['a.json', 'b.json'],
  loaded: ['a.json', 'b.json'],
};

describe('loadSources', () => {
  test('loads no file that is up to date', async () => {
    expect(await found({ recorded: CURRENT })).toEqual({ specs: ['a.json#/x', 'b.json#/y'], due: [], loaded: [] });
  });

  test('returns items and entries by path', async () => {
    const result = await loadSources(facts({ recorded: CURRENT, files: ['a.json'] }).all);
    expect(result).toEqual({
      specs: ['a.json#/x'],
      items: new Map([
        [
          'a.json#/x',
          { source: 'a.json', key: 'x', name: 'x', pointer: '/x', root: '', hash: 'hash of /x', isPlain: true },
        ],
      ]),
      sources: { entries: new Map([['a.json', CURRENT['a.json']]]), due: new Set() },
    });
  });

  test('loads files with another fingerprint or no entry', async () => {
    const recorded = { ...CURRENT, 'a.json': entry('old', '/x') };
    const expected = { specs: ['a.json#/loaded', 'b.json#/y'], due: ['a.json'], loaded: ['a.json'] };
    expect(await found({ recorded })).toEqual(expected);
    expect(await found({ recorded: { 'b.json': CURRENT['b.json'] } })).toEqual(expected);
  });

  test('loads a file whose name every object has', async () => {
    const { specs, due } = await found({ files: ['constructor'] });
    expect([specs, due]).toEqual([['constructor#/loaded'], ['constructor']]);
  });

  test('loads every file if something that any of them read has changed', async () => {
    const changed = entry('now b.json', '/y', { 'read.txt': 'other' });
    expect(await found({ recorded: { ...CURRENT, 'b.json': changed } })).toEqual(RELOADED);
    expect(await found({ recorded: { ...CURRENT, 'c.json': changed } })).toEqual(RELOADED);
  });

  test('loads every file if something else that user code read has changed, or without a manifest', async () => {
    expect(await found({ recorded: CURRENT, isCodeTouched: true })).toEqual(RELOADED);
    expect(await found({ manifest: undefined })).toEqual(RELOADED);
    expect(await found({ manifest: {} as Manifest })).toEqual(RELOADED);
  });

  test('does not load again what this run has loaded, which counts as due', async () => {
    const loaded = { 'a.json': entry('now a.json', '/z', { 'read.txt': 'hash' }) };
    const expected = { specs: ['a.json#/z', 'b.json#/y'], due: ['a.json'], loaded: [] };
    expect(await found({ recorded: CURRENT, loaded })).toEqual(expected);
  });

  test.each([
    ['its fingerprint', entry('old', '/z')],
    ['a file that it read', entry('now a.json', '/z', { 'gone.txt': 'hash' })],
  ])('loads again what this run has loaded if %s has changed', async (_title, loaded) => {
    expect(await found({ recorded: CURRENT, loaded: { 'a.json': loaded } })).toEqual({
      ...{ specs: ['a.json#/loaded', 'b.json#/y'], due: ['a.json'], loaded: ['a.json'] },
    });
  });

  test('leaves out due files if it may not load them', async () => {
    const recorded = { 'b.json': CURRENT['b.json'] };
    expect(await found({ recorded, mayLoad: false })).toEqual({ specs: ['b.json#/y'], due: ['a.json'], loaded: [] });
  });

  test('returns the problems of loading', async () => {
    const problem: Diagnostic = { severity: 'error', code: 'load', message: 'wrong' };
    expect(await loadSources(facts({ problems: [problem] }).all)).toEqual([problem]);
  });
});

describe('sourceFingerprint', () => {
  const leaves = { hashes: { 'a.json': '1' }, tools: {}, codeFiles: [], rendering: [] } as unknown as Leaves;
  const of = (items: string | undefined, changes: Partial<Leaves> = {}): string =>
    sourceFingerprint({ items } as Settings, { ...leaves, ...changes }, 'a.json');

  test('changes with the file and with the option "items"', () => {
    const all = [of(undefined), of(''), of('/paths'), of(undefined, { hashes: { 'a.json': '2' } })];
    expect(new Set(all).size).toBe(4);
    expect(of(undefined, { hashes: { 'a.json': '1', 'b.json': '1' } })).toBe(of(undefined));
  });

  test('is among the inputs of loading', () => {
    const inputs = {
      ...{
        ...leaves,
        modules: ['load.js'],
        keys: { code: 'key' },
        packages: { versions: { p: '1' } },
        templateCodes: {},
      },
    } as unknown as HashedInputs;
    const hashInput = (): undefined => undefined;
    const { fingerprintOf, ...others } = loadInputsOf({ items: '/x' } as Settings, inputs, hashInput);
    expect(fingerprintOf('a.json')).toBe(of('/x'));
    expect(others).toEqual({
      modules: { files: ['load.js'], key: 'key', hashes: { 'load.js': '' }, packages: { p: '1' }, templates: {} },
      hashes: { 'a.json': '1' },
      hashInput,
    });
  });
});
