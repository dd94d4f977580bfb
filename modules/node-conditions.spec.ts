import Module from 'node:module';
import { globalFolders, nodeConditions, resolutionSettings } from './node-conditions';

const { env, execArgv } = process;
const [options, argv] = [env['NODE_OPTIONS'], [...execArgv]];
const features = process.features as { require_module?: boolean };
const requiresEsm = features.require_module;

function set(nodeOptions: string | undefined, args: readonly string[] = []): void {
  if (nodeOptions === undefined) delete env['NODE_OPTIONS'];
  else env['NODE_OPTIONS'] = nodeOptions;
  execArgv.splice(0, execArgv.length, ...args);
}

function setRequiresEsm(value: boolean | undefined): void {
  Object.defineProperty(process.features, 'require_module', { value, configurable: true });
}

beforeEach(() => set(undefined));
afterEach(() => {
  set(options, argv);
  setRequiresEsm(requiresEsm);
});

test('the conditions of this Node, for each syntax', () => {
  setRequiresEsm(false);
  expect([...nodeConditions('import')]).toEqual(['node', 'import', 'node-addons']);
  expect([...nodeConditions('require')]).toEqual(['node', 'require', 'node-addons']);
  setRequiresEsm(undefined);
  expect(nodeConditions('require').has('module-sync')).toBe(false);
  setRequiresEsm(true);
  expect([...nodeConditions('require')]).toEqual(['node', 'require', 'node-addons', 'module-sync']);
});

test.each<[string | undefined, readonly string[], readonly string[]]>([
  ['--conditions=development', [], ['development']],
  ['--conditions development', [], ['development']],
  ['-C development', [], ['development']],
  ['-C=development', [], ['development']],
  ['--no-warnings -C one --conditions="two"', [], ['one', 'two']],
  [undefined, ['-C', 'one'], ['one']],
  ['-C two', ['--conditions=one'], ['one', 'two']],
  ['--other-C one', [], []],
  ['--max-old-space-size=100', [], []],
])('conditions that a user sets by NODE_OPTIONS %j and the arguments %j', (nodeOptions, args, expected) => {
  setRequiresEsm(false);
  set(nodeOptions, args);
  expect([...nodeConditions('import')].slice(3)).toEqual(expected);
  expect(resolutionSettings()).toEqual([process.version, ...expected, '', ...globalFolders()]);
});

test('settings of resolution contain every spelling of the flag for require of ES modules', () => {
  set('--no-experimental-require-module --require-module', ['--no-require-module']);
  expect(resolutionSettings().slice(0, 4)).toEqual([
    process.version,
    '--no-require-module',
    '--no-experimental-require-module',
    '--require-module',
  ]);
});

test('the global folders are those of Node', () => {
  const paths = (Module as unknown as { globalPaths: readonly string[] }).globalPaths;
  expect(paths.length).toBeGreaterThan(0);
  expect(globalFolders()).toEqual(paths);
});
