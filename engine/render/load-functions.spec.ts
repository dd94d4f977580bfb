import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { FunctionTemplate } from '../templates/function-template';
import type { ModuleFiles } from '../user-code/load-module';
import { loadFunctions } from './load-functions';

let workspace: TemporaryWorkspace;
beforeAll(() => {
  workspace = temporaryWorkspace();
  workspace.write('a.js', 'module.exports = () => "a";');
  workspace.write('b.js', 'exports.default = () => "b";');
  workspace.write('wrong.js', 'module.exports = { a: 1 };');
  workspace.write('broken.js', 'throw new Error("broken");');
});
afterAll(() => workspace.remove());

const MODULES: ModuleFiles = { files: [], key: 'k', hashes: {}, packages: {}, templates: {} };
const template = (file: string): FunctionTemplate => ({ kind: 'template', names: [file], file });
const load = (...functions: FunctionTemplate[]) => loadFunctions(workspace.root, functions, MODULES);

test('loads the functions in order', async () => {
  expect(await load()).toEqual([]);
  const loaded = await load(template('a.js'), { kind: 'partial', names: ['p', 'q'], file: 'b.js' });
  expect(loaded).toEqual([
    { kind: 'template', names: ['a.js'], file: 'a.js', render: expect.any(Function) as unknown },
    { kind: 'partial', names: ['p', 'q'], file: 'b.js', render: expect.any(Function) as unknown },
  ]);
  if (Array.isArray(loaded)) expect(loaded.map(({ render }) => render({}, {} as never))).toEqual(['a', 'b']);
});

test.each(['template', 'partial'] as const)('a %s that exports no function is a problem', async (kind) => {
  expect(await load(template('a.js'), { kind, names: [], file: 'wrong.js' }, template('broken.js'))).toEqual({
    severity: 'error',
    code: 'module',
    message: `the default export of this module of the option "${kind}s" is not a function`,
    file: 'wrong.js',
    hint: 'export (data, { path, name, key, source, partial }) => text; a module that is no template must not match the glob',
  });
});

test('a module that does not load is a problem', async () => {
  const found = await load(template('broken.js'), template('wrong.js'));
  expect(found).toMatchObject({ severity: 'error', code: 'module', file: 'broken.js' });
  expect(JSON.stringify(found)).not.toContain('is not a function');
});
