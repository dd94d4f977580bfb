import { sha256 } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { Settings } from '../settings';
import { loadChecks, type Checks } from './checks';
import { loadedSpec } from './loaded-sources';

let workspace: TemporaryWorkspace;
beforeEach(() => (workspace = temporaryWorkspace()));
afterEach(() => workspace.remove());

const SCHEMAS = { 'a.json': '{"required": ["a"]}', 'b.json': '{"required": ["b"]}', 'broken.json': '{' };

const load = (options: Partial<Settings>): ReturnType<typeof loadChecks> => {
  for (const [path, text] of Object.entries(SCHEMAS)) workspace.write(path, text);
  const hashes = Object.fromEntries(Object.entries(SCHEMAS).map(([path, text]) => [path, sha256(text)]));
  return loadChecks({ workspaceRoot: workspace.root, ...options } as unknown as Settings, hashes);
};
const run = (options: Partial<Settings>, data: unknown): unknown[] => {
  const checks = load(options) as Checks;
  const spec = loadedSpec('s.txt', data);
  return [checks.spec(spec), checks.data(spec, 'name')].map((found) =>
    found.map(({ code, message }) => [code, message]),
  );
};

const LACKS_A = ['spec-schema', 'the spec lacks "a"'];
const LACKS_B = ['spec-schema', 'the spec lacks "b"'];
const BOTH = { schema: 'a.json', dataSchema: 'b.json' };

test.each<[what: string, options: Partial<Settings>, data: unknown, ofSpec: unknown[], ofData: unknown[]]>([
  ['without schemas, all is valid', {}, {}, [], []],
  ['without schemas, prepared data is valid', { prepare: 'p.js' }, {}, [], []],
  ['a schema checks specs', { schema: 'a.json' }, {}, [LACKS_A], []],
  ['a data schema checks specs that are the data', { dataSchema: 'b.json' }, {}, [LACKS_B], []],
  ['the first schema with problems ends the check', BOTH, {}, [LACKS_A], []],
  ['the data schema comes second', BOTH, { a: 1 }, [LACKS_B], []],
  ['valid by both', BOTH, { a: 1, b: 1 }, [], []],
  [
    'a data schema checks prepared data only',
    { ...BOTH, prepare: 'p.js' },
    { a: 1 },
    [],
    [['data-schema', 'the data of "name" lacks "b"']],
  ],
  ['a schema does not check prepared data', { schema: 'a.json', prepare: 'p.js' }, {}, [LACKS_A], []],
])('%s', (_what, options, data, ofSpec, ofData) => {
  expect(run(options, data)).toEqual([ofSpec, ofData]);
});

test('a problem of prepared data names the part', () => {
  workspace.write('c.json', '{"properties": {"x": {"type": "string"}}}');
  const hashes = { 'c.json': sha256('{"properties": {"x": {"type": "string"}}}') };
  const settings = { workspaceRoot: workspace.root, dataSchema: 'c.json', prepare: 'p.js' } as unknown as Settings;
  const checks = loadChecks(settings, hashes) as Checks;
  expect(checks.data(loadedSpec('s.txt', { x: 1 }), 'name')).toEqual([
    {
      severity: 'error',
      code: 'data-schema',
      message: '"x" in the data of "name" must be string, not 1',
      file: 's.txt',
      hint: 'the rule is c.json#/properties/x/type\nit is at /x of the data',
    },
  ]);
});

test.each<Partial<Settings>>([
  { schema: 'broken.json', dataSchema: 'b.json' },
  { schema: 'a.json', dataSchema: 'broken.json' },
])('a broken schema is reported: %j', (options) => {
  expect(load(options)).toMatchObject([{ code: 'schema', file: 'broken.json' }]);
});

test('a schema without a hash has changed', () => {
  workspace.write('a.json');
  const settings = { workspaceRoot: workspace.root, schema: 'a.json' } as unknown as Settings;
  expect(loadChecks(settings, {})).toMatchObject([{ file: 'a.json' }]);
});
