import { relative } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../testing/temporary-workspace';
import { ModuleDisk } from './module-disk';
import { packageName, packageScope, resolveModule } from './resolve-module';
import type { ModuleImport } from './scan-imports';

let workspace: TemporaryWorkspace;
beforeEach(() => (workspace = temporaryWorkspace()));
afterEach(() => workspace.remove());

const disk = (): ModuleDisk => ModuleDisk.create(() => undefined);

/** The file that an import in `a.js` resolves to, relative to the workspace; otherwise the kind of the result. */
function target(kind: ModuleImport['kind'], specifier: string, from = 'a.js'): string {
  const found = resolveModule(disk(), `${workspace.root}/${from}`, { kind, specifier });
  if (found.kind === 'file') return relative(workspace.root, found.path);
  return found.kind === 'none' && found.folder !== undefined
    ? `none in ${relative(workspace.root, found.folder)}`
    : found.kind;
}

test.each(['@scope', '%', ''])('%j names no package', (specifier) => {
  expect([target('import', specifier), target('require', specifier)]).toEqual(['none', 'none']);
});

describe('require', () => {
  test.each(['js', 'json', 'node'])('adds the extension .%s, also in a folder', (extension) => {
    workspace.write(`one.${extension}`, '');
    workspace.write(`two/index.${extension}`, '');
    workspace.write('three/package.json', { main: 'lib' });
    workspace.write(`three/lib/index.${extension}`, '');
    expect(['./one', './two', './three'].map((specifier) => target('require', specifier))).toEqual([
      `one.${extension}`,
      `two/index.${extension}`,
      `three/lib/index.${extension}`,
    ]);
  });

  it('prefers the file to the folder, unless the specifier ends with a slash or a dot', () => {
    workspace.write('one.js', '');
    workspace.write('one/index.js', '');
    const specifiers = ['./one', './one/', './one/.', './one/../one'];
    expect(specifiers.map((specifier) => target('require', specifier))).toEqual([
      'one.js',
      'one/index.js',
      'one/index.js',
      'one.js',
    ]);
  });

  it('takes an empty main for none', () => {
    workspace.write('one/package.json', { main: '' });
    workspace.write('one/index.js', '');
    workspace.write('one.js', '');
    expect(target('require', './one/')).toBe('one/index.js');
  });

  it('finds built-in modules before packages, and packages in the nearest node_modules', () => {
    workspace.write('node_modules/fs/index.js', '');
    workspace.write('node_modules/left/index.js', '');
    workspace.write('lib/node_modules/left/index.js', '');
    expect(['fs', 'node:fs', 'left'].map((specifier) => target('require', specifier, 'lib/a.js'))).toEqual([
      'builtin',
      'builtin',
      'lib/node_modules/left/index.js',
    ]);
  });

  it('names the folder of a package that lacks the file', () => {
    workspace.write('node_modules/left/package.json');
    expect(['left', 'left/sub', 'right'].map((specifier) => target('require', specifier))).toEqual([
      'none in node_modules/left',
      'none in node_modules/left',
      'none',
    ]);
  });
});

describe('import', () => {
  it('takes a package by its main with any ending, then by its index', () => {
    workspace.write('node_modules/left/package.json', { main: 'lib' });
    const found: string[] = [];
    for (const file of ['index.node', 'index.js', 'lib/index.node', 'lib/index.js', 'lib.node', 'lib.js']) {
      workspace.write(`node_modules/left/${file}`, '');
      found.push(target('import', 'left'));
    }
    expect(found).toEqual(
      ['index.node', 'index.js', 'lib/index.node', 'lib/index.js', 'lib.node', 'lib.js'].map(
        (file) => `node_modules/left/${file}`,
      ),
    );
  });

  it('names the folder of a package whose exports lead nowhere', () => {
    workspace.write('node_modules/left/package.json', { exports: './gone.js' });
    expect(target('import', 'left')).toBe('none in node_modules/left');
  });

  it('resolves # names in the nearest package only', () => {
    workspace.write('package.json', { imports: { '#x': './x.js', '#gone': './gone.js' } });
    workspace.write('x.js', '');
    workspace.write('lib/package.json', {});
    expect([target('import', '#x'), target('import', '#gone'), target('import', '#x', 'lib/a.js')]).toEqual([
      'x.js',
      'none in ',
      'none',
    ]);
  });

  it('takes other schemes for built-in', () => {
    expect(['https://host/a.js', 'data:text/javascript,0', 'node:fs'].map((one) => target('import', one))).toEqual([
      'builtin',
      'builtin',
      'builtin',
    ]);
  });
});

test('a relative import without its file is resolved as in a TypeScript loader', () => {
  const files = ['one.d.ts', 'two.jsx', 'three/index.mts', 'four.ts', 'five.tsx', 'six.mts'];
  for (const file of files) workspace.write(file, '');
  const specifiers = ['./one', './two', './three', './four.js', './five.js', './six.mjs'];
  expect(specifiers.map((specifier) => target('import', specifier))).toEqual(files);
  expect(target('url', './four.js')).toBe('none');
});

test('the scope of a module ends at node_modules', () => {
  workspace.write('package.json', { name: 'root' });
  workspace.write('node_modules/left/package.json', { name: 'left' });
  const nameOf = (file: string): unknown => packageScope(disk(), `${workspace.root}/${file}`)?.json.name;
  expect(['a.js', 'lib/a.js', 'node_modules/left/a.js', 'node_modules/a.js'].map(nameOf)).toEqual([
    'root',
    'root',
    'left',
    undefined,
  ]);
});

test('the package name of a specifier', () => {
  expect(['left', 'left/a/b', '@scope/right', '@scope/right/a'].map(packageName)).toEqual([
    'left',
    'left',
    '@scope/right',
    '@scope/right',
  ]);
});
