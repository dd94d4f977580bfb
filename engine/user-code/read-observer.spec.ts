import { execFileSync } from 'node:child_process';
import fs, { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { SeenRead } from './user-read';

const CHILD = resolve(__dirname, '..', 'testing', 'observe-child.cjs');
const OBSERVE = resolve(__dirname, '..', '..', 'dist', 'engine', 'user-code', 'read-observer.js');
const PACKAGES = resolve(__dirname, '..', '..', 'node_modules');

const FILES: Readonly<Record<string, string>> = {
  'a.txt': 'a',
  'b.json': '{"b":1}',
  'tree/one.txt': '1',
  'tree/deep/two.txt': '2',
  '.env': 'FROM_FILE=1\n',
  '.prettierrc': '{"singleQuote":true}',
  'src/main.ts': 'import { x } from "./other";\nexport const y: number = x;\n',
  'src/other.ts': 'export const x = 1;\n',
  'node_modules/reader/package.json': '{"name":"reader","main":"index.js"}',
  'node_modules/reader/index.js': `const fs = require('fs');
    exports.read = (path) => fs.readFileSync(path, 'utf8');
    exports.stat = (path) => fs.statSync(path).size;
    exports.glob = (pattern) => fs.globSync(pattern);
    exports.env = () => process.env.ONLY_PACKAGE;
    exports.list = () => Object.keys(process.env).length;
    exports.spawn = () => require('child_process').spawnSync(process.execPath, ['-e', '0']);
    exports.later = async (path) => { await null; return fs.promises.readFile(path, 'utf8'); };`,
};

/** Observed reads in short form: `file a.txt`, with `*` if not read directly. */
type Row = readonly [name: string, text: string, ...expected: string[]];

const FS = `const fs = require('fs');`;
const P = `const at = (name) => require('path').join(__dirname, name);`;
const M = `import { fileURLToPath } from 'node:url'; const at = (name) => fileURLToPath(new URL(name, import.meta.url));`;

const HAS_SEARCH = 'globSync' in fs;
const SEARCHES: readonly Row[] = [
  [
    'globSync',
    `${FS} exports.run = () => { fs.globSync('tree/*.txt', { cwd: __dirname }); }`,
    'folder tree',
    'probe .',
  ],
  [
    'globSync of folders at any depth, but for some',
    `${FS} exports.run = () => { fs.globSync('src*/**/*.txt', { cwd: __dirname, exclude: (name) => name === 'x' }); fs.globSync('tree/**/*.txt'); }`,
    'folder .',
    'folder src',
    'folder tree',
    'folder tree/deep',
  ],
  [
    'glob with a callback',
    `${FS}${P} exports.run = () => new Promise((done) => fs.glob('tree/*/*.txt', { cwd: __dirname }, () => { fs.statSync(at('a.txt')); done(); }))`,
    'file a.txt',
    'folder tree',
    'folder tree/deep',
    'probe .',
  ],
  [
    'promises.glob',
    `${FS} exports.run = async () => { for await (const _ of fs.promises.glob('tree/*/*.txt', { cwd: __dirname })); }`,
    'folder tree',
    'folder tree/deep',
    'probe .',
  ],
  [
    'ESM: glob in a list of its own',
    `import { glob } from 'fs/promises'; export const run = async () => { const found = glob('tree/*/*.txt'); const all = []; for (;;) { const { done, value } = await found.next(); if (done) return all; all.push(value); } }`,
    'folder tree',
    'folder tree/deep',
    'probe .',
  ],
  ["a package's globSync", `exports.run = () => { require('reader').glob('tree/*.txt'); }`, 'folder tree*'],
];

const HAS_DATABASE = isBuiltin('node:sqlite');
const SQL = `const { DatabaseSync } = require('node:sqlite');`;
const DATABASES: readonly Row[] = [
  [
    'a database',
    `${SQL}${P} exports.run = () => { const d = new DatabaseSync(at('data.db'), { readOnly: true }); d.prepare('select 1').all(); d.close(); }`,
    'file data.db',
  ],
  [
    'a database by a URI, with changes beside it',
    `${SQL}${P} exports.run = () => { new DatabaseSync('file:' + at('beside.db') + '?mode=ro').close(); }`,
    'file beside.db',
    'file beside.db-wal',
  ],
  [
    'ESM: a database',
    `import { DatabaseSync } from 'node:sqlite'; ${M} export const run = () => { new DatabaseSync(at('data.db')).close(); }`,
    'file data.db',
  ],
  ['a database in memory', `${SQL} exports.run = () => { new DatabaseSync(':memory:').close(); }`],
  [
    'a database that it created',
    `${SQL}${FS}${P} exports.run = () => { const d = new DatabaseSync(at('made.db')); d.exec('create table t (x)'); d.close(); new DatabaseSync(at('made.db')).close(); fs.rmSync(at('made.db')); }`,
  ],
  [
    'a database that is attached',
    `${SQL}${P} exports.run = () => { const d = new DatabaseSync(':memory:'); d.exec("attach '" + at('data.db') + "' as other"); d.close(); }`,
    'opaque database connection',
  ],
];

const ROWS: readonly Row[] = [
  ['readFileSync', `${FS}${P} exports.run = () => { fs.readFileSync(at('a.txt')); }`, 'file a.txt'],
  [
    'readFile with a callback',
    `${FS}${P} exports.run = () => new Promise((done) => fs.readFile(at('a.txt'), done))`,
    'file a.txt',
  ],
  ['promises.readFile', `${FS}${P} exports.run = () => fs.promises.readFile(at('a.txt'))`, 'file a.txt'],
  [
    'fs/promises',
    `const { readFile } = require('node:fs/promises');${P} exports.run = () => readFile(at('a.txt'))`,
    'file a.txt',
  ],
  [
    'promisify(readFile)',
    `${FS}${P} exports.run = () => require('util').promisify(fs.readFile)(at('a.txt'))`,
    'file a.txt',
  ],
  ['promisify(exists)', `${FS}${P} exports.run = () => require('util').promisify(fs.exists)(at('none'))`, 'probe none'],
  [
    'captured at the top',
    `const { readFileSync } = require('fs');${P} exports.run = () => { readFileSync(at('a.txt')); }`,
    'file a.txt',
  ],
  ['at load', `${FS}${P} exports.text = fs.readFileSync(at('a.txt'), 'utf8')`, 'file a.txt'],
  ['a relative path', `${FS} exports.run = () => { fs.readFileSync('a.txt'); }`, 'file a.txt'],
  ['a Buffer', `${FS}${P} exports.run = () => { fs.readFileSync(Buffer.from(at('a.txt'))); }`, 'file a.txt'],
  [
    'a URL',
    `${FS}${P} exports.run = () => { fs.readFileSync(require('url').pathToFileURL(at('a.txt'))); }`,
    'file a.txt',
  ],
  [
    'a descriptor',
    `${FS}${P} exports.run = () => { const fd = fs.openSync(at('a.txt')); fs.readFileSync(fd); fs.closeSync(fd); }`,
    'file a.txt',
  ],
  [
    'open with a callback',
    `${FS}${P} exports.run = () => new Promise((done) => fs.open(at('a.txt'), 'r', (_e, fd) => fs.close(fd, done)))`,
    'file a.txt',
  ],
  [
    'promises.open',
    `${FS}${P} exports.run = async () => { const h = await fs.promises.open(at('a.txt')); await h.readFile(); await h.close(); }`,
    'file a.txt',
  ],
  [
    'createReadStream',
    `${FS}${P} exports.run = async () => { for await (const _ of fs.createReadStream(at('a.txt'))); }`,
    'file a.txt',
  ],
  [
    'new ReadStream',
    `${FS}${P} exports.run = async () => { for await (const _ of new fs.ReadStream(at('a.txt'))); }`,
    'file a.txt',
  ],
  [
    'openAsBlob',
    `${FS}${P} exports.run = async () => { await (await fs.openAsBlob(at('a.txt'))).text(); }`,
    'file a.txt',
  ],
  [
    'a read of a missing file',
    `${FS}${P} exports.run = () => { try { fs.readFileSync(at('none')); } catch {} }`,
    'probe none',
  ],
  [
    'a read below a file',
    `${FS}${P} exports.run = () => { try { fs.readFileSync(at('a.txt/x')); } catch {} }`,
    'probe a.txt/x',
  ],
  [
    'promises.readFile of a missing file',
    `${FS}${P} exports.run = () => fs.promises.readFile(at('none')).catch(() => 0)`,
    'probe none',
  ],
  [
    'existsSync',
    `${FS}${P} exports.run = () => { fs.existsSync(at('a.txt')); fs.existsSync(at('none')); }`,
    'probe a.txt',
    'probe none',
  ],
  ['accessSync', `${FS}${P} exports.run = () => { fs.accessSync(at('a.txt')); }`, 'probe a.txt'],
  ['promises.access', `${FS}${P} exports.run = () => fs.promises.access(at('a.txt'))`, 'probe a.txt'],
  [
    'a look and a read',
    `${FS}${P} exports.run = () => { if (fs.existsSync(at('a.txt'))) fs.readFileSync(at('a.txt')); }`,
    'file a.txt',
  ],
  ['statSync of a file', `${FS}${P} exports.run = () => { fs.statSync(at('a.txt')).size; }`, 'file a.txt'],
  ['promises.lstat of a file', `${FS}${P} exports.run = () => fs.promises.lstat(at('a.txt'))`, 'file a.txt'],
  ['stat of a folder', `${FS}${P} exports.run = () => new Promise((done) => fs.stat(at('tree'), done))`, 'probe tree'],
  ['readdirSync', `${FS}${P} exports.run = () => { fs.readdirSync(at('tree')); }`, 'folder tree'],
  ['readdirSync of the workspace', `${FS} exports.run = () => { fs.readdirSync(__dirname); }`, 'folder .'],
  [
    'readdir with a callback',
    `${FS}${P} exports.run = () => new Promise((done) => fs.readdir(at('tree'), done))`,
    'folder tree',
  ],
  ['promises.readdir', `${FS}${P} exports.run = () => fs.promises.readdir(at('tree'))`, 'folder tree'],
  [
    'readdirSync, recursive',
    `${FS}${P} exports.run = () => { fs.readdirSync(at('tree'), { recursive: true }); }`,
    'folder tree',
    'folder tree/deep',
  ],
  ['opendirSync', `${FS}${P} exports.run = () => { fs.opendirSync(at('tree')).closeSync(); }`, 'folder tree'],
  [
    'promises.opendir',
    `${FS}${P} exports.run = async () => { for await (const _ of await fs.promises.opendir(at('tree'))); }`,
    'folder tree',
  ],
  [
    'copyFileSync',
    `${FS}${P} exports.run = () => { fs.copyFileSync(at('a.txt'), at('made-1')); fs.readFileSync(at('made-1')); }`,
    'file a.txt',
  ],
  [
    'cpSync',
    `${FS}${P} exports.run = () => { fs.cpSync(at('tree'), at('made-2'), { recursive: true }); fs.readFileSync(at('made-2/one.txt')); }`,
    'file tree/deep/two.txt',
    'file tree/one.txt',
    'folder tree',
    'folder tree/deep',
  ],
  [
    'promises.cp',
    `${FS}${P} exports.run = () => fs.promises.cp(at('tree'), at('made-3'), { recursive: true })`,
    'file tree/deep/two.txt',
    'file tree/one.txt',
    'folder tree',
    'folder tree/deep',
  ],
  ['readlinkSync', `${FS}${P} exports.run = () => { fs.readlinkSync(at('link')); }`, 'link link'],
  [
    'realpathSync',
    `${FS}${P} exports.run = () => { fs.realpathSync(at('link')); fs.realpathSync.native(at('a.txt')); }`,
    'link a.txt',
    'link link',
  ],
  [
    'realpath with a callback',
    `${FS}${P} exports.run = () => new Promise((done) => fs.realpath(at('link'), done))`,
    'link link',
  ],
  ['promises.realpath', `${FS}${P} exports.run = () => fs.promises.realpath(at('link'))`, 'link link'],
  [
    'what it wrote itself',
    `${FS}${P} exports.run = () => { fs.writeFileSync(at('made-4'), 'x'); fs.readFileSync(at('made-4')); }`,
  ],
  [
    'what it wrote by a stream',
    `${FS}${P} exports.run = async () => { await new Promise((done) => fs.createWriteStream(at('made-5')).end('x', done)); fs.readFileSync(at('made-5')); }`,
  ],
  [
    'what it wrote by open',
    `${FS}${P} exports.run = () => { fs.closeSync(fs.openSync(at('made-6'), 'w')); fs.readFileSync(at('made-6')); }`,
  ],
  [
    'what it added to',
    `${FS}${P} exports.run = () => { fs.appendFileSync(at('added.txt'), 'x'); fs.readFileSync(at('added.txt')); }`,
    'file added.txt',
  ],
  [
    'what it would have made',
    `${FS}${P} exports.run = () => { for (const make of [
      () => fs.writeFileSync(at('kept/1'), '', { flag: 'wx' }), () => fs.closeSync(fs.openSync(at('kept/2'), 'wx')),
      () => fs.copyFileSync(at('link'), at('kept/3'), fs.constants.COPYFILE_EXCL), () => fs.linkSync(at('link'), at('kept/4')),
      () => fs.cpSync(at('link'), at('kept/5'), { force: false }),
    ]) try { make(); } catch {}
    for (const name of '12345') fs.readFileSync(at('kept/' + name)); }`,
    'file kept/1',
    'file kept/2',
    'file kept/3',
    'file kept/4',
    'file kept/5',
    'file link',
  ],
  [
    'what it leads a link to',
    `${FS}${P} exports.run = () => { fs.symlinkSync(at('a.txt'), at('made-9')); fs.readFileSync(at('a.txt')); }`,
    'file a.txt',
  ],
  [
    'what it may add to and read',
    `${FS}${P} exports.run = () => { for (const name of ['kept/6', 'made-8']) { const file = fs.openSync(at(name), 'a+'); fs.readFileSync(file); fs.closeSync(file); } }`,
    'file kept/6',
  ],
  [
    'FileReadStream',
    `${FS}${P} exports.run = () => new Promise((done) => new fs.FileReadStream(at('a.txt')).on('close', done).resume())`,
    'file a.txt',
  ],
  [
    'a temporary folder that it created',
    `${FS}${P} exports.run = () => { const d = fs.mkdtempSync(at('temp-')); fs.writeFileSync(d + '/x', ''); fs.readdirSync(d); fs.readFileSync(d + '/x'); }`,
  ],
  [
    'a folder that it created',
    `${FS}${P} exports.run = () => { fs.mkdirSync(at('made-7')); fs.readdirSync(at('made-7')); }`,
  ],
  [
    'a folder that was there',
    `${FS}${P} exports.run = () => { fs.mkdirSync(at('tree'), { recursive: true }); fs.readdirSync(at('tree')); }`,
    'folder tree',
  ],
  ["the system's temporary folder", `${FS} exports.run = () => { fs.readdirSync(require('os').tmpdir()); }`],
  [
    'a file outside',
    `${FS}${P} exports.run = () => { fs.readFileSync(at('../outside.txt')); fs.existsSync(at('../outside.txt')); }`,
    'file ../outside.txt',
  ],
  ["a package's read of a file outside", `${P} exports.run = () => { require('reader').read(at('../outside.txt')); }`],
  [
    'a file in node_modules',
    `${FS}${P} exports.run = () => { fs.readFileSync(at('node_modules/reader/package.json')); }`,
    'file node_modules/reader/package.json',
  ],
  [
    "a package's read in node_modules",
    `${P} exports.run = () => { require('reader').read(at('node_modules/reader/package.json')); }`,
  ],
  [
    'a module of a package, and what it is resolved by',
    `exports.run = () => { require('reader/package.json'); require.resolve('reader'); return import('reader'); }`,
  ],
  ["a package's read", `${P} exports.run = () => { require('reader').read(at('a.txt')); }`, 'file a.txt*'],
  ["a package's stat", `${P} exports.run = () => { require('reader').stat(at('a.txt')); }`, 'probe a.txt*'],
  ["a package's read after a wait", `${P} exports.run = () => require('reader').later(at('a.txt'))`, 'file a.txt*'],
  [
    "a package's read and one's own",
    `${FS}${P} exports.run = () => { require('reader').read(at('a.txt')); fs.readFileSync(at('a.txt')); }`,
    'file a.txt',
  ],
  [
    'a function of Node handed on',
    `${FS}${P} exports.run = () => { [at('a.txt')].map((path) => path).forEach((path) => fs.readFileSync(path)); [at('b.json')].map(fs.readFileSync); }`,
    'file a.txt',
    'file b.json',
  ],
  [
    'a timer that calls Node',
    `${FS}${P} exports.run = () => new Promise((done) => setTimeout(fs.readFile, 1, at('a.txt'), done))`,
    'file a.txt*',
  ],
  [
    'code made at run time',
    `${FS}${P} exports.run = () => { new Function('fs', 'path', 'fs.readFileSync(path)')(fs, at('a.txt')); }`,
    'file a.txt',
  ],
  ['require of a module and JSON', `exports.run = () => { require('./b.json'); require('reader'); }`],
  ['import() of a module', `exports.run = async () => { await import('./other.mjs'); }`],
  [
    'a read after several waits',
    `${FS}${P} exports.run = async () => { await null; await new Promise((d) => setTimeout(d, 5)); fs.readFileSync(at('a.txt')); }`,
    'file a.txt',
  ],
  [
    'a read before a failure',
    `${FS}${P} exports.run = async () => { await null; fs.readFileSync(at('a.txt')); throw new Error('x'); }`,
    'file a.txt',
  ],
  [
    'a read that a promise of the load makes',
    `${FS}${P} const text = (async () => { await null; return fs.promises.readFile(at('a.txt')); })(); exports.run = () => text`,
    'file a.txt',
  ],

  ['a variable', `exports.run = () => { process.env.ROW_A; }`, 'env ROW_A'],
  ['a variable, destructured', `exports.run = () => { const { ROW_B } = process.env; }`, 'env ROW_B'],
  ['in', `exports.run = () => { 'ROW_C' in process.env; }`, 'env ROW_C'],
  [
    'hasOwn',
    `exports.run = () => { Object.hasOwn(process.env, 'ROW_D'); process.env.hasOwnProperty('ROW_E'); }`,
    'env ROW_D',
    'env ROW_E',
  ],
  ['require("process").env', `exports.run = () => { require('node:process').env.ROW_F; }`, 'env ROW_F'],
  ['env captured', `const { env } = process; exports.run = () => { env.ROW_G; }`, 'env ROW_G'],
  ['a variable of a package', `exports.run = () => { require('reader').env(); require('reader').list(); }`],
  [
    'a variable that Node asks for',
    `exports.run = () => { new console.Console(new (require('stream').PassThrough)()).log(1); }`,
  ],
  ['a spread', `exports.run = () => { ({ ...process.env }); }`, 'opaque environment'],
  ['Object.keys', `exports.run = () => { Object.keys(process.env); process.env.ROW_H; }`, 'opaque environment'],
  ['Object.entries', `exports.run = () => { Object.entries(process.env); }`, 'opaque environment'],
  ['JSON.stringify', `exports.run = () => { JSON.stringify(process.env); }`, 'opaque environment'],
  ['for in', `exports.run = () => { for (const name in process.env) process.env[name]; }`, 'opaque environment'],
  ['a variable that it set', `exports.run = () => { process.env.ROW_I = 'x'; process.env.ROW_I; }`],
  [
    'env as it was',
    `exports.run = () => { const e = process.env; e.ROW_J = 1; const is = e.ROW_J; delete e.ROW_J; if (is !== '1' || 'ROW_J' in e || e.ROW_J !== undefined) throw 1; }`,
  ],

  [
    'spawnSync',
    `exports.run = () => { require('child_process').spawnSync(process.execPath, ['-e', '0']); }`,
    'opaque child process',
  ],
  ['execSync', `exports.run = () => { require('child_process').execSync('true'); }`, 'opaque child process'],
  [
    'promisify(exec)',
    `exports.run = () => require('util').promisify(require('child_process').exec)('true')`,
    'opaque child process',
  ],
  [
    'fork',
    `exports.run = () => { require('child_process').fork(__dirname + '/nothing.cjs').kill(); }`,
    'opaque child process',
  ],
  ["a package's process", `exports.run = () => { require('reader').spawn(); }`, 'opaque child process*'],
  [
    'a thread',
    `exports.run = () => new (require('worker_threads').Worker)('0', { eval: true }).terminate()`,
    'opaque worker thread',
  ],
  ['an addon', `${FS}exports.run = () => { try { require('./broken.node'); } catch {} }`, 'opaque native addon'],

  [
    'ESM: readFileSync',
    `import { readFileSync } from 'node:fs'; ${M} export const run = () => { readFileSync(at('a.txt')); }`,
    'file a.txt',
  ],
  [
    'ESM: default',
    `import fs from 'fs'; ${M} export const run = () => { fs.readFileSync(at('a.txt')); }`,
    'file a.txt',
  ],
  [
    'ESM: namespace',
    `import * as fs from 'fs'; ${M} export const run = () => new Promise((done) => fs.readFile(at('a.txt'), done))`,
    'file a.txt',
  ],
  [
    'ESM: promises',
    `import { readFile } from 'node:fs/promises'; ${M} export const run = () => readFile(new URL('a.txt', import.meta.url))`,
    'file a.txt',
  ],
  [
    'ESM: await at the top',
    `import { readFile } from 'node:fs/promises'; export const text = await readFile(new URL('a.txt', import.meta.url))`,
    'file a.txt',
  ],
  [
    'ESM: readdirSync',
    `import { readdirSync } from 'fs'; ${M} export const run = () => { readdirSync(at('tree')); }`,
    'folder tree',
  ],
  [
    'ESM: statSync',
    `import { statSync } from 'fs'; ${M} export const run = () => { statSync(at('a.txt')); }`,
    'file a.txt',
  ],
  [
    'ESM: existsSync',
    `import { existsSync } from 'fs'; ${M} export const run = () => { existsSync(at('none')); }`,
    'probe none',
  ],
  [
    'ESM: createReadStream',
    `import { createReadStream } from 'fs'; ${M} export const run = async () => { for await (const _ of createReadStream(at('a.txt'))); }`,
    'file a.txt',
  ],
  [
    'ESM: a variable',
    `import { env } from 'node:process'; export const run = () => { process.env.ROW_K; env.ROW_L; }`,
    'env ROW_K',
    'env ROW_L',
  ],
  [
    'ESM: execFileSync',
    `import { execFileSync } from 'child_process'; export const run = () => { execFileSync('true'); }`,
    'opaque child process',
  ],
  [
    'ESM: a thread',
    `import { Worker } from 'worker_threads'; export const run = () => new Worker('0', { eval: true }).terminate()`,
    'opaque worker thread',
  ],
  ['ESM: imports', `import './other.mjs'; import reader from 'reader'; export const run = () => reader.env()`],

  ...(HAS_SEARCH ? SEARCHES : []),
  ...(HAS_DATABASE ? DATABASES : []),

  ['lodash', `const _ = require('lodash'); exports.run = () => _.template('<%= a %>')({ a: 1 })`],
  ['yaml', `exports.run = () => require('yaml').parse('a: 1')`],
  [
    'prettier',
    `const prettier = require('prettier'); exports.run = async () => { const o = await prettier.resolveConfig(__dirname + '/x.ts', { editorconfig: true }); return prettier.format('let a = "b"', { ...o, parser: 'typescript' }); }`,
    'file .prettierrc*',
  ],
  [
    'typescript',
    `const ts = require('typescript'); ${P} exports.run = () => { ts.createProgram([at('src/main.ts')], { types: [] }).getSemanticDiagnostics(); }`,
    'file src/main.ts*',
    'file src/other.ts*',
  ],
  [
    'dotenv',
    `exports.run = () => { require('dotenv').config({ quiet: true, path: __dirname + '/.env' }); process.env.FROM_FILE; }`,
    'file .env*',
  ],
  [
    'loadEnvFile',
    `exports.run = () => { delete process.env.FROM_FILE; process.loadEnvFile(); process.env.FROM_FILE; }`,
    'file .env',
  ],
];

let scratch: string;
let root: string;

beforeAll(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'observe-')));
  root = join(scratch, 'workspace');
  mkdirSync(join(scratch, 'temporary'));
  for (const [path, text] of Object.entries(FILES)) write(path, text);
  write('../outside.txt', 'outside');
  write('added.txt', '');
  write('other.mjs', 'export default 1');
  write('nothing.cjs', '');
  write('broken.node', 'no addon');
  for (const name of '123456') write(`kept/${name}`, '');
  for (const name of ['data.db', 'beside.db', 'beside.db-wal']) write(name, '');
  symlinkSync('a.txt', join(root, 'link'));
  for (const name of ['dotenv', 'graceful-fs', 'lodash', 'prettier', 'typescript', 'yaml']) {
    symlinkSync(join(PACKAGES, name), join(root, 'node_modules', name));
  }
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

interface Found {
  readonly seen: readonly SeenRead[];
  readonly outcome?: unknown;
}

function look(names: readonly string[], preload = ''): Found[] {
  const output = execFileSync(process.execPath, [CHILD, root, JSON.stringify(names), preload], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: join(scratch, 'temporary'), LISTED: '1' },
  });
  return JSON.parse(output) as Found[];
}

function inShort({ read, direct }: SeenRead): string {
  const what = read.kind === 'env' ? read.name : read.kind === 'opaque' ? read.what : read.path;
  return `${read.kind} ${what}${direct ? '' : '*'}`;
}

describe('reads of user code', () => {
  let found: Found[];
  beforeAll(() => {
    const names = ROWS.map(([name, text], index) => {
      const file = `row-${index}.${name.startsWith('ESM') ? 'mjs' : 'cjs'}`;
      write(file, text);
      return file;
    });
    found = look(names);
  });

  test.each(ROWS.map(([name, , ...expected], index) => [name, index, expected] as const))(
    '%s',
    (_name, index, expected) => {
      const seen = (found[index]?.seen ?? []).map(inShort);
      expect(seen.filter((one) => !/^probe .*\*$/.test(one) || expected.includes(one))).toEqual(expected);
    },
  );
});

/** Runs a script with `ReadObserver`, helper functions and the workspace's `require`; gives what it prints as JSON. */
function script(text: string, env: Readonly<Record<string, string>> = {}): unknown {
  const start = `const { ReadObserver } = require(${JSON.stringify(OBSERVE)});
    const fs = require('fs');
    const root = ${JSON.stringify(root)};
    const load = (name) => require('module').createRequire(root + '/any.js')(name);
    const seen = (o) => o.seenReads().map(({ read, direct }) => read.kind + ' ' + (read.path ?? read.name ?? read.what) + (direct ? '' : '*'));
    const say = (value) => process.stdout.write(JSON.stringify(value));`;
  const file = join(scratch, 'script.cjs');
  writeFileSync(file, `${start}\n(async () => { ${text} })()`);
  const output = execFileSync(process.execPath, [file], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: join(scratch, 'temporary'), ...env },
  });
  return JSON.parse(output);
}

describe('ReadObserver', () => {
  beforeAll(() => {
    write(
      'helpers.cjs',
      `const fs = require('fs');
exports.a = () => fs.readFileSync('a.txt', 'utf8');
exports.b = async () => {
  await new Promise((done) => setTimeout(done, 20));
  return fs.promises.readFile('b.json', 'utf8');
};
exports.fails = async () => {
  await null;
  throw new Error('x');
};
exports.package = () => require('reader').read('a.txt');
exports.env = () => process.env.GIVEN;
exports.late = () => void setTimeout(exports.a, 10);
exports.thenable = () => ({ then: (done) => { exports.a(); done(5); } });`,
    );
  });

  it('reports the place of a read, or of the call of the package that reads', () => {
    expect(
      script(`const o = ReadObserver.start(root); const h = load('./helpers.cjs');
        o.run(h.a); const p = ReadObserver.start(root); p.run(h.package); say([o.seenReads(), p.seenReads()]);`),
    ).toMatchObject([
      [
        {
          read: { kind: 'file', path: 'a.txt' },
          direct: true,
          by: { file: 'helpers.cjs', line: 2, column: 22 },
        },
      ],
      [
        {
          read: { kind: 'file', path: 'a.txt' },
          direct: false,
          by: { file: 'helpers.cjs', line: 11, column: 43 },
        },
      ],
    ]);
  });

  it('observes nothing before and after work, even if the work failed', () => {
    expect(
      script(`const o = ReadObserver.start(root); const h = load('./helpers.cjs');
        h.a(); h.env();
        const failure = await o.run(h.fails).catch((error) => error.message);
        try { o.run(() => { throw new Error('y'); }); } catch {}
        h.a(); await h.b(); h.env();
        say([failure, seen(o)]);`),
    ).toEqual(['x', []]);
  });

  it('separates concurrent work', () => {
    expect(
      script(`const [o, p] = [ReadObserver.start(root), ReadObserver.start(root)]; const h = load('./helpers.cjs');
        const b = o.run(h.b); p.run(h.a); await b; say([seen(o), seen(p)]);`),
    ).toEqual([['file b.json'], ['file a.txt']]);
  });

  it('attributes reads of nested work to both', () => {
    expect(
      script(`const [o, p] = [ReadObserver.start(root), ReadObserver.start(root)]; const h = load('./helpers.cjs');
        await o.run(() => p.run(h.b)); o.run(() => o.run(h.a)); h.env(); say([seen(o), seen(p)]);`),
    ).toEqual([['file a.txt', 'file b.json'], ['file b.json']]);
  });

  it('attributes later reads of asynchronous work', () => {
    expect(
      script(`const o = ReadObserver.start(root); const h = load('./helpers.cjs');
        o.run(h.late); const before = seen(o); await new Promise((done) => setTimeout(done, 40)); say([before, seen(o)]);`),
    ).toEqual([[], ['file a.txt']]);
  });

  it('attributes reads of a queue from earlier work to the running work', () => {
    write(
      'queue.cjs',
      `const { EventEmitter } = require('events');
       let wake; const jobs = [];
       (async () => { for (;;) { await new Promise((done) => { wake = done; }); for (const job of jobs.splice(0)) job(); } })();
       exports.ask = (path) => new Promise((done) => { jobs.push(() => done(require('fs').readFileSync(path, 'utf8'))); wake(); });`,
    );
    expect(
      script(`const [o, p] = [ReadObserver.start(root), ReadObserver.start(root)];
        const queue = o.run(() => load('./queue.cjs'));
        await p.run(() => queue.ask('a.txt')); say(seen(p));`),
    ).toEqual(['file a.txt']);
  });

  it('returns the result of the work', () => {
    expect(
      script(`const o = ReadObserver.start(root); const h = load('./helpers.cjs');
        say([o.run(h.a), await o.run(h.b), await o.run(h.thenable), seen(o)]);`),
    ).toEqual(['a', '{"b":1}', 5, ['file a.txt', 'file b.json']]);
  });

  it('leaves a late rejection unhandled', () => {
    expect(
      script(`const o = ReadObserver.start(root); const h = load('./helpers.cjs');
        process.on('unhandledRejection', (error) => say(error.message)); void o.run(h.fails);`),
    ).toBe('x');
  });

  it('sees through graceful-fs, loaded before or after', () => {
    expect(
      script(`load('graceful-fs').gracefulify(fs); const o = ReadObserver.start(root); const h = load('./helpers.cjs');
        o.run(h.a); await o.run(h.b); say(seen(o));`),
    ).toEqual(['file a.txt', 'file b.json']);
    expect(
      script(`const o = ReadObserver.start(root); load('graceful-fs').gracefulify(fs); const h = load('./helpers.cjs');
        o.run(h.a); await o.run(h.b); say(seen(o));`),
    ).toEqual(['file a.txt', 'file b.json']);
  });

  it('recognizes the workspace through a link to it', () => {
    symlinkSync(root, join(scratch, 'by-link'));
    expect(
      script(`const link = ${JSON.stringify(join(scratch, 'by-link'))};
        const o = ReadObserver.start(link); const h = load('./helpers.cjs');
        o.run(h.a); o.run(() => load('reader').read(link + '/b.json')); say(seen(o));`),
    ).toEqual(['file a.txt', 'file b.json*']);
  });

  it('passes the environment unchanged to processes and threads', () => {
    expect(
      script(
        `const o = ReadObserver.start(root); process.env.SET = 1; delete process.env.GONE;
        const print = 'JSON.stringify([process.env.GIVEN, process.env.SET, process.env.GONE ?? null])';
        const out = o.run(() => require('child_process').execFileSync(process.execPath, ['-p', print], { encoding: 'utf8' }));
        const { Worker } = require('worker_threads');
        const thread = await new Promise((done) =>
          new Worker('require("worker_threads").parentPort.postMessage(' + print + ')', { eval: true }).once('message', done));
        say([JSON.parse(out), JSON.parse(thread), typeof process.env.SET, { ...process.env }.GIVEN, Object.keys(process.env).includes('SET')]);`,
        { GIVEN: 'g', GONE: 'x' },
      ),
    ).toEqual([['g', '1', null], ['g', '1', null], 'string', 'g', true]);
  });

  it('is limited to its thread', () => {
    expect(
      script(`const o = ReadObserver.start(root); const { Worker } = require('worker_threads'); const h = load('./helpers.cjs');
        const text = \`const { ReadObserver } = require(${JSON.stringify(OBSERVE)}); const o = ReadObserver.start(\${JSON.stringify(root)});
          const h = require('\${root}/helpers.cjs');
          o.run(h.b).then(() => require('worker_threads').parentPort.postMessage(o.seenReads().map(({ read }) => read.path)))\`;
        const there = new Promise((done) => new Worker(text, { eval: true }).once('message', done));
        o.run(h.a); say([seen(o), await there]);`),
    ).toEqual([['file a.txt'], ['b.json']]);
  });
});
