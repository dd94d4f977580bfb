import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256 } from '../state/hash';
import { ClosureReads, importClosure } from './import-closure';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-')));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

describe('the files that a module loads', () => {
  it('are found for every form of import', () => {
    write({
      'a.mjs': `import one from './one.mjs';
import { two } from "./two.js";
import * as three from './three.cjs'; import './four.mjs'
export { five } from './five.mjs';
export * from './six.mjs'
const seven = await import('./seven.mjs');
import data from './data.json' with { type: 'json' };
import {
  eight,
} from './eight.mjs';
const nine = await import(\`./nine.mjs\`);
`,
      'two.js': "const x = require('./ten'); require.resolve('./eleven.js');",
      ...Object.fromEntries(
        ['one.mjs', 'three.cjs', 'four.mjs', 'five.mjs', 'six.mjs', 'seven.mjs', 'eight.mjs', 'nine.mjs'].map(
          (name) => [name, ''],
        ),
      ),
      ...{ 'data.json': "import './not-code'", 'ten.js': '', 'eleven.js': '', 'unused.js': '' },
    });
    expect(importClosure(root, ['a.mjs'])).toMatchObject({
      files: [
        'a.mjs',
        'data.json',
        'eight.mjs',
        'eleven.js',
        'five.mjs',
        'four.mjs',
        'nine.mjs',
        'one.mjs',
        'seven.mjs',
        'six.mjs',
        'ten.js',
        'three.cjs',
        'two.js',
      ],
      packages: [],
      missing: [],
      computed: [],
      unreadable: [],
    });
  });

  it('are found without an extension, in a folder, and by the name of the compiled file', () => {
    write({
      'a.js': "require('./b'); require('./c'); require('./d.js'); require('..//x/../x/e'); require('./f')",
      'b.cjs': '',
      'c/index.js': '',
      'd.ts': '',
      'x/e.json': '{}',
      'f.js': '',
      'f/index.js': '',
    });
    // `..` from the root of the workspace leads out of it.
    write({ 'deep/a.js': "require('../b'); require('../x/e')" });
    expect(importClosure(root, ['deep/a.js']).files).toEqual(['b.cjs', 'deep/a.js', 'x/e.json']);
    expect(importClosure(root, ['a.js']).files).toEqual(['a.js', 'b.cjs', 'c/index.js', 'd.ts', 'f.js']);
  });

  it('may import each other in a cycle', () => {
    write({ 'a.js': "require('./b')", 'b.js': "require('./a'); require('./b')" });
    expect(importClosure(root, ['b.js', 'a.js', 'a.js']).files).toEqual(['a.js', 'b.js']);
  });

  it('that are missing are reported, each once with its importer', () => {
    write({ 'a.js': "require('./gone'); import('./also.mjs')", 'b.js': "require('./gone')" });
    expect(importClosure(root, ['a.js', 'b.js']).missing).toEqual([
      { file: 'a.js', specifier: './also.mjs' },
      { file: 'a.js', specifier: './gone' },
      { file: 'b.js', specifier: './gone' },
    ]);
  });

  it('are not missing in TypeScript if they are found for a `require`', () => {
    write({ 'a.ts': "import { b } from './b'; import { c } from './c'; new URL('./d', import.meta.url)", 'b.ts': '' });
    const { files, missing } = importClosure(root, ['a.ts']);
    expect([files, missing]).toEqual([['a.ts', 'b.ts'], [{ file: 'a.ts', specifier: './c' }]]);
  });

  it('are searched in comments too: one too many only costs a rerun', () => {
    write({ 'a.js': "// require('./b')\n", 'b.js': '' });
    expect(importClosure(root, ['a.js']).files).toEqual(['a.js', 'b.js']);
  });

  it('include an entry that does not exist, which is reported when it is loaded', () => {
    expect(importClosure(root, ['none.js'])).toMatchObject({
      files: ['none.js'],
      packages: [],
      missing: [],
      computed: [],
      unreadable: [],
    });
  });

  it('are the same for an absolute entry, and for one behind a link', () => {
    write({ 'a.js': "require('./b')", 'b.js': '' });
    symlinkSync(join(root, 'a.js'), join(root, 'link.js'));
    expect(importClosure(root, [join(root, 'a.js')]).files).toEqual(['a.js', 'b.js']);
    expect(importClosure(root, ['link.js']).files).toEqual(['a.js', 'b.js']);
  });

  it('include none outside the workspace', () => {
    write({ 'inner/a.js': "require('../outer'); require('./b')", 'inner/b.js': '', 'outer.js': '' });
    expect(importClosure(join(root, 'inner'), ['a.js']).files).toEqual(['a.js', 'b.js']);
  });
});

describe('the packages that a module imports', () => {
  it('are named without subpaths and without built-in modules', () => {
    write({
      'a.js': `require('left'); require('@scope/right/deep/file.js'); require('fs'); require('node:path');
import x from 'left/sub'; import('not-installed')`,
      'node_modules/left/index.js': "require('inner')",
      'node_modules/left/sub.js': '',
      'node_modules/left/package.json': '{ "name": "left" }',
      'node_modules/@scope/right/deep/file.js': '',
    });
    expect(importClosure(root, ['a.js'])).toMatchObject({
      files: ['a.js'],
      packages: ['@scope/right', 'left', 'not-installed'].map((name) => ({
        name,
        from: '.',
        imports: expect.any(Array),
      })),
      missing: [],
      computed: [],
      unreadable: [],
    });
  });

  it('are named for each folder that imports them', () => {
    write({ 'lib/a.js': "require('./deep/b'); require('left')", 'lib/deep/b.js': "require('left')", 'lib/c.js': '' });
    expect(importClosure(root, ['lib/a.js']).packages).toEqual([
      { name: 'left', from: 'lib', imports: [{ specifier: 'left', kind: 'require' }] },
      { name: 'left', from: 'lib/deep', imports: [{ specifier: 'left', kind: 'require' }] },
    ]);
  });

  it('are named by their folder in node_modules if a path leads there', () => {
    write({
      'a.mjs': "import '../node_modules/dep/lib/x.js'; import './node_modules/@acme/one/index.js'",
      'node_modules/@acme/one/index.js': '',
    });
    expect(importClosure(root, ['a.mjs']).packages).toEqual([expect.objectContaining({ name: '@acme/one' })]);
  });

  it('that are linked from the workspace count by their files', () => {
    write({
      'a.js': "require('linked')",
      'packages/linked/package.json': '{ "name": "linked", "main": "main.js" }',
      'packages/linked/main.js': "require('./part')",
      'packages/linked/part.js': '',
      'node_modules/.keep': '',
    });
    symlinkSync(join(root, 'packages/linked'), join(root, 'node_modules/linked'));
    expect(importClosure(root, ['a.js'])).toMatchObject({
      files: ['a.js', 'packages/linked/main.js', 'packages/linked/part.js'],
      manifests: ['packages/linked/package.json'],
      packages: [],
      missing: [],
      computed: [],
      unreadable: [],
    });
  });
});

describe('imports, by the rules of their syntax,', () => {
  it('resolve `import` and `require` of a workspace package', () => {
    write({
      'a.mjs': "import 'linked'; import 'linked/sub'",
      'b.cjs': "require('linked'); require('linked/sub')",
      'packages/linked/package.json': JSON.stringify({
        name: 'linked',
        exports: {
          '.': { import: './dist/i.mjs', require: './dist/r.cjs' },
          './sub': { node: { import: './dist/node.mjs' }, default: './dist/default.cjs' },
        },
      }),
      ...Object.fromEntries(
        ['i.mjs', 'r.cjs', 'node.mjs', 'default.cjs'].map((name) => [`packages/linked/dist/${name}`, '']),
      ),
      'node_modules/.keep': '',
    });
    symlinkSync(join(root, 'packages/linked'), join(root, 'node_modules/linked'));
    expect(importClosure(root, ['a.mjs']).files).toEqual([
      'a.mjs',
      'packages/linked/dist/i.mjs',
      'packages/linked/dist/node.mjs',
    ]);
    expect(importClosure(root, ['b.cjs']).files).toEqual([
      'b.cjs',
      'packages/linked/dist/default.cjs',
      'packages/linked/dist/r.cjs',
    ]);
  });

  it('resolve `#name`, also to a package', () => {
    write({
      'a.mjs': "import '#lib/x.mjs'; import '#dep'",
      'package.json': JSON.stringify({ imports: { '#lib/*': { import: './lib/*' }, '#dep': 'dep/deep.js' } }),
      'lib/x.mjs': '',
    });
    const { files, packages, missing, manifests } = importClosure(root, ['a.mjs']);
    expect([files, missing]).toEqual([['a.mjs', 'lib/x.mjs'], []]);
    expect(packages).toEqual([{ name: 'dep', from: '.', imports: [{ specifier: '#dep', kind: 'import' }] }]);
    expect(manifests).toEqual(['package.json']);
  });

  it('resolve folders with a `main`, and JSON without its extension', () => {
    write({
      'a.cjs': "require('./lib2'); require('./conf')",
      'lib2/package.json': '{ "main": "src/main" }',
      'lib2/src/main.js': '',
      'lib2/index.js': '',
      'conf.json': '{}',
    });
    expect(importClosure(root, ['a.cjs']).files).toEqual(['a.cjs', 'conf.json', 'lib2/src/main.js']);
  });

  it('resolve URLs, and include files that a module names by one', () => {
    write({
      'a.mjs': `import './x.mjs?v=1'; import './y.mjs#part'; import './z%2Emjs'; import(new URL('./w.mjs', import.meta.url));
new URL('./t.txt', import.meta.url); new URL('./gone.txt', import.meta.url); new URL('.', import.meta.url)`,
      ...{ 'x.mjs': '', 'y.mjs': '', 'z.mjs': '', 'w.mjs': '', 't.txt': "require('./no')" },
    });
    expect(importClosure(root, ['a.mjs'])).toMatchObject({
      files: ['a.mjs', 't.txt', 'w.mjs', 'x.mjs', 'y.mjs', 'z.mjs'],
      missing: [],
    });
  });

  it('report a computed name', () => {
    write({
      'lib/a.mjs': 'const n = 1;\nawait import(`./${n}.mjs`);',
      'b.js': "import('p')",
      'node_modules/p/index.js': 'import(name)',
    });
    expect(importClosure(root, ['lib/a.mjs', 'b.js']).computed).toEqual([
      { file: 'lib/a.mjs', line: 2, column: 7, text: 'import(`./${n}.mjs`)' },
    ]);
  });

  it('report a workspace package that is not built', () => {
    write({
      'a.js': "require('linked')",
      'packages/linked/package.json': '{ "name": "linked", "exports": "./dist/index.js" }',
      'node_modules/.keep': '',
    });
    symlinkSync(join(root, 'packages/linked'), join(root, 'node_modules/linked'));
    expect(importClosure(root, ['a.js']).missing).toEqual([{ file: 'a.js', specifier: 'linked' }]);
  });

  it('see a package.json that has changed since the last call', () => {
    write({ 'a.js': "require('./p')", 'p/package.json': '{ "main": "one" }', 'p/one.js': '', 'p/two.js': '' });
    expect(importClosure(root, ['a.js']).files).toEqual(['a.js', 'p/one.js']);
    write({ 'p/package.json': '{ "main": "two" }' });
    expect(importClosure(root, ['a.js']).files).toEqual(['a.js', 'p/two.js']);
  });
});

describe('data about the files', () => {
  it('has the hash of each file that was read', () => {
    write({ 'a.js': "require('./b.json'); require('./c.js')", 'b.json': '{}', 'c.js': '// c' });
    expect([...importClosure(root, ['a.js', 'none.js']).hashes].sort()).toEqual([
      ['a.js', sha256("require('./b.json'); require('./c.js')")],
      ['c.js', sha256('// c')],
    ]);
  });

  it('is shared between several modules', () => {
    write({ 'a.js': "require('./b')", 'b.js': "require('left')" });
    const reads = new ClosureReads();
    const before = importClosure(root, ['a.js'], reads);
    write({ 'b.js': "require('right')" });
    const after = importClosure(root, ['b.js'], reads);
    expect(after.packages).toEqual(before.packages);
    expect(after.hashes.get('b.js')).toBe(before.hashes.get('b.js'));
  });

  it('is updated for a file that was missing before', () => {
    const reads = new ClosureReads();
    expect(importClosure(root, ['a.js'], reads).hashes.size).toBe(0);
    write({ 'a.js': '' });
    expect([...importClosure(root, ['a.js'], reads).hashes.keys()]).toEqual(['a.js']);
  });

  it('has the unreadable files', () => {
    write({ 'a.js': "require('./folder.js'); require('./pipe.js')", 'folder.js/index.js': '' });
    execFileSync('mkfifo', [join(root, 'pipe.js')]);
    const { files, hashes, unreadable } = importClosure(root, ['a.js', 'folder.js', 'pipe.js']);
    expect(files).toEqual(['a.js', 'folder.js', 'folder.js/index.js', 'pipe.js']);
    expect([...hashes.keys()].sort()).toEqual(['a.js', 'folder.js/index.js']);
    expect([...new Set(unreadable.map(({ message }) => message))]).toEqual([
      `EFTYPE: it is a named pipe, not a file, read '${join(root, 'pipe.js')}'`,
    ]);
  });

  it('does not depend on the order of the entries', () => {
    write({
      'a.js': 'import(a);\nimport(b); import(c);',
      'b.js': "import(d); require('./c')",
      'c.js': "require('./a'); require('p')",
      'd/package.json': '{ "type": "module" }',
      'd/a.js': "import '#x'; import './b.js'",
      'd/b.js': '',
    });
    const [first, second] = [
      ['a.js', 'b.js', 'd/a.js'],
      ['d/a.js', 'b.js', 'a.js', 'c.js'],
    ].map((entries) => importClosure(root, entries));
    expect(second).toMatchObject({ ...first, lookups: expect.anything(), hashes: expect.anything() });
    expect(first!.computed.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
      'a.js:1:1',
      'a.js:2:1',
      'a.js:2:12',
      'b.js:1:1',
    ]);
  });
});

describe('the resolution hash', () => {
  const resolutionOf = (): string => importClosure(root, ['a.js']).resolution;

  it('changes if package.json makes a file an ES module', () => {
    write({ 'a.js': '', 'package.json': '{}' });
    const before = resolutionOf();
    write({ 'package.json': '{ "type": "module" }' });
    const after = resolutionOf();
    expect(after).not.toBe(before);
    write({ 'package.json': '{ "type": "module", "name": "other" }' });
    expect(resolutionOf()).toBe(after);
    write({ 'package.json': '{ "type": "commonjs" }' });
    expect(resolutionOf()).not.toBe(after);
  });

  it('changes if an import resolves to another of the same files', () => {
    write({ 'a.js': "require('./b'); require('./c'); require('./b.js'); require('./b/index.js')", 'c.js': '' });
    write({ 'b.js': '', 'b/index.js': '' });
    const before = resolutionOf();
    expect(resolutionOf()).toBe(before);
    write({ 'a.js': "require('./b'); require('./c'); require('./b.js'); require('./b/index.js') // no more" });
    expect(resolutionOf()).toBe(before);
    write({ 'a.js': "require('./b/'); require('./c'); require('./b.js'); require('./b/index.js')" });
    expect(resolutionOf()).not.toBe(before);
  });

  it('manifests are only those of imports by `#` or by a package name', () => {
    write({
      'package.json': '{ "imports": { "#x": "./x.js" } }',
      'a.js': "require('./lib/b')",
      'lib/package.json': '{}',
      'lib/b.js': '',
      'x.js': '',
    });
    expect(importClosure(root, ['a.js']).manifests).toEqual([]);
    write({ 'a.js': "require('#x')" });
    expect(importClosure(root, ['a.js']).manifests).toEqual(['package.json']);
  });
});
