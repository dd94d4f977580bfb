import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../testing/temporary-workspace';
import { isInstalled, isPackagePath, packageFolder, parsePackagePath } from './package-path';

test.each<[string, { name: string; path: string } | undefined]>([
  ['package:left/templates/a.hbs', { name: 'left', path: 'templates/a.hbs' }],
  ['package:@scope/right/**/*.hbs', { name: '@scope/right', path: '**/*.hbs' }],
  ['package:left\\templates\\a.hbs', { name: 'left', path: 'templates/a.hbs' }],
  ['package:left/a/../b/', { name: 'left', path: 'b' }],
  ['package:left/..a', { name: 'left', path: '..a' }],
  ['package:left', undefined],
  ['package:left/', undefined],
  ['package:left/.', undefined],
  ['package:left/..', undefined],
  ['package:left/../right/a', undefined],
  ['package:left//a', undefined],
  ['package:.left/a', undefined],
  ['package:@scope/a', undefined],
  ['package:@a@b/c/d', undefined],
  ['package:left@1/a', undefined],
  ['package:@scope/a@1/b', undefined],
  ['left/a', undefined],
  ['a package:left/a', undefined],
])('%s', (text, expected) => {
  expect(parsePackagePath(text)).toEqual(expected);
});

test('a text with the prefix is meant as one, whatever follows', () => {
  expect(['package:', 'package:.', 'Package:a/b', 'a package:b'].map(isPackagePath)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('installed paths', () => {
  const paths = ['node_modules/a', 'libs/a/node_modules/b/c', 'libs/my_node_modules/a', 'a/node_modules', '.'];
  expect(paths.map(isInstalled)).toEqual([true, true, false, true, false]);
});

describe('the folder of a package', () => {
  let workspace: TemporaryWorkspace;
  beforeEach(() => (workspace = temporaryWorkspace()));
  afterEach(() => workspace.remove());

  it('is in the nearest node_modules that has its package.json', () => {
    workspace.write('node_modules/left/package.json');
    workspace.write('libs/a/node_modules/left/package.json');
    workspace.write('libs/b/node_modules/left/index.js', '');
    const folders = ['libs/a/deep', 'libs/a', 'libs/b', '.'].map((from) => packageFolder(workspace.root, 'left', from));
    expect(folders).toEqual([
      'libs/a/node_modules/left',
      'libs/a/node_modules/left',
      'node_modules/left',
      'node_modules/left',
    ]);
    expect(packageFolder(workspace.root, 'right', 'libs/a')).toBeUndefined();
  });

  it('is its own folder for a linked package of the workspace, and the link for any other', () => {
    workspace.write('packages/left/package.json');
    workspace.write('node_modules/.store/right/package.json');
    workspace.write('../outside/package.json');
    symlinkSync(join(workspace.root, 'packages/left'), join(workspace.root, 'node_modules/left'));
    symlinkSync('.store/right', join(workspace.root, 'node_modules/right'));
    symlinkSync(join(workspace.parent, 'outside'), join(workspace.root, 'node_modules/outside'));
    const folders = ['left', 'right', 'outside'].map((name) => packageFolder(workspace.root, name, '.'));
    expect(folders).toEqual(['packages/left', 'node_modules/right', 'node_modules/outside']);
  });

  it('is the root for a link to the workspace itself', () => {
    workspace.write('package.json');
    mkdirSync(join(workspace.root, 'node_modules'));
    symlinkSync('..', join(workspace.root, 'node_modules/own'));
    expect(packageFolder(workspace.root, 'own', 'libs/a')).toBe('.');
  });
});
