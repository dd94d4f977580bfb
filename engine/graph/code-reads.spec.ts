import { join } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { NO_READS, type ObservedReads } from '../user-code/observed-reads';
import { changedCodeReads, changedReadFiles, nextReads } from './code-reads';
import type { RunGraph } from './run-graph';

let workspace: TemporaryWorkspace;
beforeAll(() => {
  workspace = temporaryWorkspace();
  workspace.write('folder/a', '');
  workspace.write('a.txt', 'a');
});
afterAll(() => workspace.remove());

const SHA_A = 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb';

function graphOf(parts: object = {}, settings: object = {}): RunGraph {
  return {
    settings: { workspaceRoot: workspace.root, emits: [], compilers: [], ...settings },
    inputs: {
      hashes: {},
      sources: { entries: new Map(), due: new Set() },
      format: { hasCode: false },
      templateCodes: {},
      emitTemplates: ['t.hbs'],
      partials: new Map(),
    },
    plan: { freshPatterns: new Set(), freshFiles: new Set(), freshSkipped: new Set() },
    index: {
      hash: (path: string) => (path === 'a.txt' ? { sha256: SHA_A } : undefined),
      changedSince: (paths: string[]) => paths.filter((path) => path === 'moved.txt'),
    },
    readsNow: new Map([['probe old', 'file']]),
    readsBefore: { salt: 's', values: { 'probe old': 'folder', 'probe folder': 'x' } },
    ...parts,
  } as unknown as RunGraph;
}

const reading = (...own: readonly object[]): ObservedReads => ({ ...NO_READS, own: own as ObservedReads['own'] });
const NOTHING = { patterns: [], keptGroups: [], failures: [], reads: NO_READS };

type Context = Parameters<typeof nextReads>[1];
function next(graph: RunGraph, outcome: object = {}, declared?: object) {
  const whole = { ...NOTHING, ...outcome } as Parameters<typeof nextReads>[2];
  return nextReads(graph, { declared } as unknown as Context, whole);
}

describe('nextReads', () => {
  test('evaluates what was observed, sorted by name', () => {
    const reads = reading(
      { read: { kind: 'probe', path: 'none' } },
      { read: { kind: 'file', path: 'a.txt' } },
      { read: { kind: 'file', path: 'gone.txt' } },
      { read: { kind: 'opaque', what: 'x' }, direct: true },
    );
    const { salt, values } = next(graphOf(), { reads });
    expect(salt).toBe('s');
    expect(Object.entries(values)).toEqual([
      ['file a.txt', SHA_A],
      ['file gone.txt', 'missing'],
      ['probe none', 'missing'],
    ]);
  });

  test('makes a new salt without earlier reads', () => {
    const { salt, values } = next(graphOf({ readsBefore: undefined, part: {} }));
    expect(salt).toMatch(/^[0-9a-f]{32}$/);
    expect(values).toEqual({});
  });

  const BEFORE = { 'probe folder': 'folder', 'probe old': 'file' };
  const due = (...paths: readonly string[]) => ({
    sources: { entries: new Map([['a.ts', {}]]), due: new Set(paths) },
    format: { hasCode: false },
    templateCodes: {},
    partials: new Map(),
    hashes: {},
  });
  const plan = (name: string) => ({
    plan: { freshPatterns: new Set(), freshFiles: new Set(), freshSkipped: new Set(), [name]: new Set(['x']) },
  });
  const withHelpers = { helpers: 'h.js', emits: [{ each: 'pattern' }] };

  test.each<[title: string, parts: object, settings: object, outcome: object, keeps: boolean]>([
    ['everything was made', {}, {}, {}, false],
    ['only a part was loaded', { part: {} }, {}, {}, true],
    ['something failed', {}, {}, { failures: [{}] }, true],
    ['a group was kept', {}, {}, { keptGroups: [{}] }, true],
    ['a file was kept', {}, {}, { patterns: [{ kept: [] }, { kept: [0] }] }, true],
    ['no file was kept', {}, {}, { patterns: [{ kept: [] }] }, false],
    ['a source was not loaded', { inputs: due() }, {}, {}, true],
    ['all sources were loaded', { inputs: due('a.ts') }, {}, {}, false],
    ['prepared data was kept', plan('freshPatterns'), { prepare: 'p.js' }, {}, true],
    ['data was kept without prepare', plan('freshPatterns'), {}, {}, false],
    ['all data was prepared', {}, { prepare: 'p.js' }, {}, false],
    ['code made a kept file', plan('freshFiles'), withHelpers, {}, true],
    ['code skipped a kept file', plan('freshSkipped'), withHelpers, {}, true],
    ['code made all files', {}, withHelpers, {}, false],
    ['no code made the kept file', plan('freshFiles'), { emits: [{ each: 'pattern' }] }, {}, false],
  ])('if %s', (_title, parts, settings, outcome, keeps) => {
    expect(next(graphOf(parts, settings), outcome).values).toEqual(keeps ? BEFORE : {});
  });

  test.each<[settings: object, adds: boolean]>([
    [{}, false],
    [{ helpers: 'h.js' }, true],
    [{ compilers: [{ compiler: 'typescript' }] }, false],
    [{ compilers: [{ compiler: 'command' }] }, true],
  ])('with %j adds declared variables and commands: %j', (settings, adds) => {
    const readsNow = new Map([
      ['env A', 'a'],
      ['runtime date', 'd'],
    ]);
    const { values } = next(graphOf({ readsNow }, settings), {}, { env: ['A'], runtime: ['date'] });
    expect(values).toEqual(adds ? { 'env A': 'a', 'runtime date': 'd' } : {});
  });
});

describe('changedCodeReads', () => {
  const file = (path: string, value = SHA_A) => ({ read: { kind: 'file', path }, stamp: { value } });
  const probe = (kind: string, path: string) => ({ read: { kind, path }, stamp: { value: 'other' } });
  const changedOf = (reads: ObservedReads, hashes: object = {}) =>
    changedCodeReads(graphOf({ inputs: { hashes } }), reads).map(({ code, file: path }) => [code, path]);

  test('reports each changed path once, of own and shared reads', () => {
    const reads = { ...reading(file('a.txt', 'x'), file('a.txt', 'x')), shared: [probe('folder', 'folder')] };
    expect(changedOf(reads as unknown as ObservedReads)).toEqual([
      ['changed-during-run', 'a.txt'],
      ['changed-during-run', 'folder'],
    ]);
  });

  test.each<[title: string, read: object, written: readonly string[], hashes: object, changed: boolean]>([
    ['an equal file', file('a.txt'), [], {}, false],
    ['a changed file', file('a.txt', 'x'), [], {}, true],
    ['a changed file that the code wrote', file('a.txt', 'x'), ['a.txt'], {}, true],
    ['an input', file('a.txt', 'x'), [], { 'a.txt': 'h' }, false],
    ['a path outside the workspace', file('../a.txt', 'x'), [], {}, false],
    ['a read without a stamp', { read: { kind: 'file', path: 'a.txt' } }, [], {}, false],
    ['a variable', { read: { kind: 'env', name: 'A' }, stamp: { value: 'x' } }, [], {}, false],
    ['a probe', probe('probe', 'a.txt'), [], {}, true],
    ['a probe of a written file', probe('probe', 'a.txt'), ['a.txt'], {}, false],
    ['a link', probe('link', 'a.txt'), [], {}, true],
    ['a link that was written', probe('link', 'a.txt'), ['a.txt'], {}, false],
    ['a folder', probe('folder', 'folder'), ['a.txt'], {}, true],
    ['a folder with a written file', probe('folder', 'folder'), ['folder/a'], {}, false],
    ['a probe of a folder with a written file', probe('probe', 'folder'), ['folder/a'], {}, true],
  ])('%s', (_title, read, written, hashes, changed) => {
    const paths = written.map((path) => join(workspace.root, path));
    expect(changedOf({ ...reading(read), written: paths }, hashes)).toHaveLength(changed ? 1 : 0);
  });

  test('a file that changed and changed back counts as changed', () => {
    workspace.write('moved.txt', 'a');
    expect(changedOf(reading(file('moved.txt')))).toEqual([['changed-during-run', 'moved.txt']]);
  });
});

test('changedReadFiles reports files with other contents, each once', () => {
  const files = [
    { path: 'gone.txt', sha256: 'x' },
    { path: 'a.txt', sha256: SHA_A },
    { path: 'gone.txt', sha256: 'y' },
  ] as unknown as Parameters<typeof changedReadFiles>[1];
  expect(changedReadFiles(graphOf(), files)).toMatchObject([
    { severity: 'error', code: 'changed-during-run', file: 'gone.txt', hint: 'run again' },
  ]);
});
