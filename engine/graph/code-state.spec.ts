import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { codeState, UNKNOWN_READS } from './code-state';

type Facts = Parameters<typeof codeState>[0];

let workspace: TemporaryWorkspace;
beforeAll(() => {
  workspace = temporaryWorkspace();
  workspace.write('folder/a', '');
  workspace.write('reads.js', 'process.env.A');
});
afterAll(() => workspace.remove());

function stateOf(facts: object) {
  const hashInput = (path: string): string | undefined => (path === 'a.json' ? 'A' : undefined);
  const inputs = { modules: [], packages: { key: '' }, format: { hasPlugins: false } };
  const all = { settings: { workspaceRoot: workspace.root }, inputs, hashInput, ...facts };
  return codeState(all as unknown as Facts);
}

const BEFORE = {
  salt: 's',
  values: { 'probe folder': 'file', 'file a.json': 'A', 'file b.json': 'B', 'probe none': 'missing' },
};

test('current values are compared with those of earlier runs', () => {
  jest.spyOn(Date, 'now').mockReturnValue(1234);
  const { began, readsNow, touchedReads } = stateOf({ readsBefore: BEFORE });
  jest.restoreAllMocks();
  expect(began).toBe(1234);
  expect([...readsNow]).toEqual([
    ['probe folder', 'folder'],
    ['file a.json', 'A'],
    ['file b.json', 'missing'],
    ['probe none', 'missing'],
  ]);
  expect(touchedReads).toEqual(['probe folder', 'file b.json']);
});

test('values that a scan of the same reads has found are taken, other than of files', () => {
  const readsNow = new Map([
    ['probe folder', 'file'],
    ['file a.json', 'X'],
  ]);
  const scanOf = (reads: object) => ({ index: { header: { reads } }, readsNow });
  const same = stateOf({ readsBefore: BEFORE, scan: scanOf(BEFORE) });
  expect(same.touchedReads).toEqual(['file b.json']);
  expect(same.readsNow.get('file a.json')).toBe('A');
  expect(stateOf({ readsBefore: BEFORE, scan: scanOf({ ...BEFORE }) }).touchedReads).toEqual([
    'probe folder',
    'file b.json',
  ]);
});

test('variables are hashed with the salt of the earlier reads', () => {
  const valueWith = (salt: string) =>
    stateOf({ readsBefore: { salt, values: { 'env NX_WORKFLOW_UNSET': 'x' } } }).readsNow.get('env NX_WORKFLOW_UNSET');
  expect(valueWith('s')).toMatch(/^[0-9a-f]{64}$/);
  expect(valueWith('s')).toBe(valueWith('s'));
  expect(valueWith('s')).not.toBe(valueWith('t'));
});

describe('without known reads', () => {
  const code = { modules: ['reads.js'], packages: { key: '' }, format: { hasPlugins: false } };

  test.each<[facts: object, touched: readonly string[]]>([
    [{}, []],
    [{ manifest: {} }, []],
    [{ manifest: {}, inputs: code }, ['unknown']],
    [{ inputs: code }, []],
    [{ manifest: {}, declared: { env: [], runtime: [] } }, []],
    [{ manifest: {}, declared: { env: ['A'], runtime: [] } }, ['unknown']],
    [{ manifest: {}, declared: { env: [], runtime: ['date'] } }, ['unknown']],
    [{ declared: { env: ['A'], runtime: ['date'] } }, []],
  ])('%j gives %j', (facts, touched) => {
    const state = stateOf(facts);
    expect(state.touchedReads).toEqual(touched);
    expect(state.readsNow.size).toBe(0);
    expect(UNKNOWN_READS).toBe('unknown');
  });
});
