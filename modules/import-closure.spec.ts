import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { importClosure } from './import-closure';

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
  it('are found through every way of importing them', () => {
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
    expect(importClosure(root, ['a.mjs'])).toEqual({
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

  it('are found without an extension, in a folder, and under the name that TypeScript compiles to', () => {
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

  it('may import each other in a circle', () => {
    write({ 'a.js': "require('./b')", 'b.js': "require('./a'); require('./b')" });
    expect(importClosure(root, ['b.js', 'a.js', 'a.js']).files).toEqual(['a.js', 'b.js']);
  });

  it('that are missing are told, each once with its importer', () => {
    write({ 'a.js': "require('./gone'); import('./also.mjs')", 'b.js': "require('./gone')" });
    expect(importClosure(root, ['a.js', 'b.js']).missing).toEqual([
      { file: 'a.js', specifier: './also.mjs' },
      { file: 'a.js', specifier: './gone' },
      { file: 'b.js', specifier: './gone' },
    ]);
  });

  it('are looked for in comments too: one too many only costs a rerun', () => {
    write({ 'a.js': "// require('./b')\n", 'b.js': '' });
    expect(importClosure(root, ['a.js']).files).toEqual(['a.js', 'b.js']);
  });

  it('include an entry that does not exist, which whoever loads it reports', () => {
    expect(importClosure(root, ['none.js'])).toEqual({
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

  it('do not reach out of the workspace', () => {
    write({ 'inner/a.js': "require('../outer'); require('./b')", 'inner/b.js': '', 'outer.js': '' });
    expect(importClosure(join(root, 'inner'), ['a.js']).files).toEqual(['a.js', 'b.js']);
  });
});

describe('the packages that a module imports', () => {
  it('are named without subpaths and without what Node brings', () => {
    write({
      'a.js': `require('left'); require('@scope/right/deep/file.js'); require('fs'); require('node:path');
import x from 'left/sub'; import('not-installed')`,
      'node_modules/left/index.js': "require('inner')",
      'node_modules/left/sub.js': '',
      'node_modules/left/package.json': '{ "name": "left" }',
      'node_modules/@scope/right/deep/file.js': '',
    });
    expect(importClosure(root, ['a.js'])).toEqual({
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

  it('that are linked from the workspace count by their files', () => {
    write({
      'a.js': "require('linked')",
      'packages/linked/package.json': '{ "name": "linked", "main": "main.js" }',
      'packages/linked/main.js': "require('./part')",
      'packages/linked/part.js': '',
      'node_modules/.keep': '',
    });
    symlinkSync(join(root, 'packages/linked'), join(root, 'node_modules/linked'));
    expect(importClosure(root, ['a.js'])).toEqual({
      files: ['a.js', 'packages/linked/main.js', 'packages/linked/part.js'],
      packages: [],
      missing: [],
      computed: [],
      unreadable: [],
    });
  });
});
