import { hashInput } from './hash-input';

const PROJECTS = new Set(['a', 'lib-b']);

/** Names in the hash details of Nx 24. */
test.each([
  ['env:MODE', 'environment', 'MODE', []],
  ['runtime:node -p "a:b"', 'runtime', 'node -p "a:b"', []],
  ['AllExternalDependencies', 'external-dependency', 'any package of the lock file', []],
  ['npm:handlebars', 'external-dependency', 'handlebars', []],
  ['a:ProjectConfiguration', 'configuration', 'the configuration of project a', []],
  ['lib-b:TsConfig', 'configuration', "the root tsconfig's paths for project lib-b", []],
  [
    'a:libs/a/src/**/*,!libs/a/src/**/*.md',
    'file',
    'libs/a/src/**/*, !libs/a/src/**/*.md',
    ['libs/a/src/**/*', '!libs/a/src/**/*.md'],
  ],
  ['a:json:libs/a/package.json[version]', 'file', 'libs/a/package.json [version]', ['libs/a/package.json']],
  ['a:json:libs/a/package.json', 'file', 'libs/a/package.json', ['libs/a/package.json']],
  ['a:libs/a/!(x,y).ts,', 'file', 'libs/a/!(x,y).ts', ['libs/a/!(x,y).ts']],
  ['workspace:[{workspaceRoot}/nx.json,!{workspaceRoot}/x]', 'file', 'nx.json, !x', ['nx.json', '!x']],
  ['files:[dist/**/*.js]', 'file', 'dist/**/*.js', ['dist/**/*.js']],
  [
    'workspace:[{workspaceRoot}/x/{a,b}.json,{workspaceRoot}/y.hbs]',
    'file',
    'x/{a,b}.json, y.hbs',
    ['x/{a,b}.json', 'y.hbs'],
  ],
  [
    'workspace:[{workspaceRoot}/nx.json,{workspaceRoot}/.gitignore,{workspaceRoot}/.nxignore]',
    'configuration',
    'nx.json, .gitignore, .nxignore',
    ['nx.json', '.gitignore', '.nxignore'],
  ],
  ['libs/a/{out,out/**/*}:libs/a/out', 'upstream-output', 'libs/a/{out,out/**/*}', ['libs/a/{out,out/**/*}']],
  ['SomethingNew', 'other', 'SomethingNew', []],
])('%s', (name, kind, what, globs) => {
  expect(hashInput(name, PROJECTS)).toMatchObject({ kind, what, globs });
});

test('an input from another task has the outputs of that task', () => {
  expect(hashInput('libs/a/gen/**/!(.x):libs/a/gen,libs/a/more', PROJECTS).outputs).toEqual([
    'libs/a/gen',
    'libs/a/more',
  ]);
});
