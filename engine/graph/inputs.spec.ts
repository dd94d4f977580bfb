import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { sha256 } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { Settings } from '../settings';
import { SourceBytes } from '../sources/source-file';
import { FileIndex } from './file-index';
import type { FreshInputs, PackageTools } from './index-file';
import {
  freshInputs,
  hashInputs,
  moduleFiles,
  partOfInputs,
  templateOf,
  templatesOf,
  type HashedInputs,
} from './inputs';
import type { InputNames } from './names';

let workspace: TemporaryWorkspace;
let index: FileIndex;
let bytes: SourceBytes;
beforeEach(() => {
  workspace = temporaryWorkspace();
  for (const file of FILES) workspace.write(file, file);
  index = FileIndex.open(workspace.root, join(workspace.parent, 'state'), 'out', '');
  bytes = new SourceBytes();
});
afterEach(() => workspace.remove());

const NO_PACKAGES: PackageTools = { key: '', versions: {}, files: [], lookups: [], links: [] };
/** The inputs, of which every kind has one. */
const FOUND = {
  specs: ['a.json'],
  templates: new Map([['t', 't.hbs']]),
  partials: new Map([['p', 'p.hbs']]),
  copies: [{ emit: 1, source: 'copied.txt', path: 'sub/copied.txt' }],
  ambiguous: [],
};
const SINGLE = ['schema.json', 'data.json', 'helpers.js', 'prepare.js', 'load.js', 'format.js'];
const FILES = ['a.json', 't.hbs', 'copied.txt', 'p.hbs', ...SINGLE, 'lib.js', 'command.js', '.prettierrc'];
const OTHERS = ['node_modules/p/index.js', 'node_modules/q/index.js'];
const NAMES = {
  found: FOUND,
  modules: { files: ['helpers.js', 'lib.js'], computed: [] },
  codeFiles: ['helpers.js'],
  templateCodes: {},
  packages: { ...NO_PACKAGES, files: [OTHERS[0]], versions: { p: '1' } },
  tools: { tools: { p: '1', yaml: '2' }, rendering: { p: '1' } },
  commandFiles: [['command.js']],
  format: { files: ['.prettierrc'], tools: [], hasCode: false, hasPlugins: false },
  toolPackages: { ...NO_PACKAGES, files: [OTHERS[1]] },
  importLookups: [['/x', null]],
  hashes: new Map([['lib.js', sha256('lib.js')]]),
};
const EMITS = [
  { template: 't', to: 'x', each: 'pattern' },
  { template: '', copy: ['*.txt'], to: 'sub/{{@path}}', each: 'pattern' },
];

function settings(changes: Partial<Settings> = {}): Settings {
  const [schema, dataSchema, helpers, prepare, load, formatter] = SINGLE;
  const modules = { schema, dataSchema, helpers, prepare, load, format: { formatter } };
  return { workspaceRoot: workspace.root, ...modules, emits: EMITS, ...changes } as unknown as Settings;
}
function hashed(names: object = {}, changes: Partial<Settings> = {}): HashedInputs | Diagnostic[] {
  return hashInputs(settings(changes), { ...NAMES, ...names } as unknown as InputNames, index, bytes);
}
function inputs(names: object = {}, changes: Partial<Settings> = {}): HashedInputs {
  const found = hashed(names, changes);
  if (Array.isArray(found)) throw new Error(JSON.stringify(found));
  return found;
}

describe('hashInputs', () => {
  test('hashes every file that the names list', () => {
    const { hashes, keys, ...others } = inputs();
    expect(hashes).toEqual(Object.fromEntries(FILES.map((file) => [file, sha256(file)])));
    expect(Object.keys(keys)).toEqual(['code', 'data', 'text', 'library', 'format', 'commands']);
    expect(others).toEqual({
      ...{ tools: NAMES.tools.tools, modules: ['helpers.js', 'lib.js'], codeFiles: ['helpers.js'], templateCodes: {} },
      ...{ rendering: ['p'], format: NAMES.format, emitTemplates: ['t.hbs', ''], copies: FOUND.copies },
      ...{ partials: FOUND.partials, packages: NAMES.packages, commandFiles: NAMES.commandFiles },
      ...{ importLookups: NAMES.importLookups, toolPackages: NAMES.toolPackages },
    });
  });

  test('hashes files of packages too, which are no inputs of their own', () => {
    inputs();
    expect(OTHERS.map((file) => index.hasSeen(file))).toEqual([true, true]);
  });

  test('keeps the bytes of specs only', () => {
    inputs();
    expect(bytes.take('a.json')?.toString()).toBe('a.json');
    expect(bytes.take('t.hbs')).toBeUndefined();
  });

  test('gives keys that change with their files', () => {
    const before = inputs().keys;
    expect(inputs({ tools: { ...NAMES.tools, tools: { yaml: '2' } } }).keys.code).not.toBe(before.code);
    expect(inputs({ commandFiles: [[]] }).keys.commands).not.toEqual(before.commands);
    expect(inputs({}, { format: undefined }).keys.format).toBe('');
    expect(before.format).toMatch(/^[0-9a-f]{64}$/);
    expect(inputs({}, { schema: undefined }).keys.data).not.toBe(before.data);
    expect(inputs({}, { helpers: undefined }).keys).toMatchObject({ code: before.code, data: before.data });
    // Only texts of the library call the prepare module.
    const { library, text } = inputs({}, { helpers: undefined }).keys;
    expect(library).not.toBe(text);
  });

  test('leaves out specs that are no files or cannot be read, so that only these patterns fail', () => {
    mkdirSync(join(workspace.root, 'folder.json'));
    const hash = index.hash.bind(index);
    let error: Error = Object.assign(new Error('denied'), { code: 'EACCES', syscall: 'open' });
    jest.spyOn(index, 'hash').mockImplementation((path, onBytes) => {
      if (path === 'locked.json') throw error;
      return hash(path, onBytes);
    });
    const found = { ...FOUND, specs: ['locked.json', 'folder.json', 'gone.json', 'a.json'] };
    expect(Object.keys(inputs({ found }).hashes)).toEqual(FILES);
    error = new TypeError('a bug');
    expect(() => hashed({ found })).toThrow('a bug');
  });

  const missing = (option: string, path: string, what = 'does not exist'): Diagnostic => ({
    ...{ severity: 'error' as const, code: 'missing-file' },
    message: `the option "${option}" names ${path}, which ${what}`,
    hint: "check the path; it is relative to the workspace's root",
  });

  test.each<[option: string, names: object, changes: Partial<Settings>]>([
    ['templates', { found: { ...FOUND, templates: new Map([['t', 'gone']]) } }, {}],
    ['emit', { found: { ...FOUND, copies: [{ emit: 1, source: 'gone', path: 'x' }] } }, {}],
    ['partials', { found: { ...FOUND, partials: new Map([['p', 'gone']]) } }, {}],
    ['schema', {}, { schema: 'gone' }],
    ['dataSchema', {}, { dataSchema: 'gone' }],
    ['helpers', {}, { helpers: 'gone' }],
    ['prepare', {}, { prepare: 'gone' }],
    ['load', {}, { load: 'gone' }],
    ['prepare', { modules: { files: ['gone'], computed: [] } }, {}],
    ['compile', { commandFiles: [[], ['gone']] }, {}],
    ['format', { format: { ...NAMES.format, files: ['gone'] } }, {}],
  ])('reports a missing file of the option %s', (option, names, changes) => {
    expect(hashed(names, changes)).toEqual([missing(option, 'gone')]);
  });

  test('reports something else in place of a file', () => {
    workspace.write('folder/x');
    execFileSync('mkfifo', [join(workspace.root, 'pipe')]);
    expect(hashed({}, { schema: 'folder', dataSchema: 'pipe' })).toEqual([
      missing('schema', 'folder', 'is a folder, not a file'),
      missing('dataSchema', 'pipe', 'is a named pipe, not a file'),
    ]);
  });

  test('reports copies with an invalid path', () => {
    const copies = [{ emit: 1, source: 'copied.txt', path: '../copied.txt' }, ...FOUND.copies];
    expect(hashed({ found: { ...FOUND, copies } })).toEqual([
      {
        severity: 'error',
        code: 'output-path',
        message: '"copy" gives the path "../copied.txt": it leaves the output folder',
        file: 'copied.txt',
        hint: 'emit.to is "sub/{{@path}}"',
      },
    ]);
  });

  test('reports imports with computed names', () => {
    const computed = [{ file: 'lib.js', line: 2, column: 3, text: 'import(name)', more: 1 }];
    expect(hashed({ modules: { ...NAMES.modules, computed } })).toEqual([
      {
        severity: 'error',
        code: 'computed-import',
        message: 'import(name) has a computed name, so changes to what it loads would be missed',
        ...{ file: 'lib.js', line: 2, column: 3 },
        hint: 'import it by a literal name',
      },
    ]);
  });

  test('reports several problems in the order of the options', () => {
    const copies = [{ emit: 1, source: 'gone', path: '../x' }];
    const modules = { files: ['gone'], computed: [{ file: 'lib.js', line: 1, column: 1, text: 'import(x)' }] };
    const templates = new Map([['u', 'gone']]);
    const all = hashed({ found: { ...FOUND, templates, copies }, modules }) as Diagnostic[];
    expect(all.map(({ code, message }) => `${code} ${message.slice(0, 17)}`)).toEqual([
      'unknown-template emit names the te',
      'missing-file the option "emit"',
      'output-path "copy" gives the ',
      'missing-file the option "prepa',
      'computed-import import(x) has a c',
    ]);
  });

  test('reports files that changed since their imports were followed, unless there are other problems', () => {
    const hashes = new Map([...NAMES.hashes, ['helpers.js', sha256('before')], ['gone.js', sha256('')]]);
    const changed = { severity: 'error', code: 'changed-during-run', hint: 'run again' };
    const message = 'this file changed while the run was reading it';
    expect(hashed({ hashes })).toEqual([
      { ...changed, message, file: 'helpers.js' },
      { ...changed, message, file: 'gone.js' },
    ]);
    expect(hashed({ hashes }, { schema: 'gone' })).toEqual([missing('schema', 'gone')]);
  });
});

test('moduleFiles identifies the modules', () => {
  const now = { ...inputs(), modules: ['helpers.js', 'unknown.js'] };
  const templateCodes = { 't.js': { files: ['t.js', 'lib.js'], tools: ['q'] } };
  expect(moduleFiles({ ...now, templateCodes })).toEqual({
    ...{ files: ['helpers.js', 'unknown.js'], key: now.keys.code, packages: { p: '1' } },
    hashes: { 'helpers.js': sha256('helpers.js'), 'unknown.js': '' },
    templates: { 't.js': ['t.js', 'lib.js'] },
  });
});

test('the inputs that the next run reuses have neither patterns nor hashes', () => {
  const all = { ...inputs(), specs: [], items: new Map(), sources: { entries: new Map(), due: new Set<string>() } };
  const { hashes: _hashes, ...expected } = inputs();
  expect(freshInputs(all)).toEqual({ ...expected, partials: [['p', 'p.hbs']] });
});

test('partOfInputs hashes what a part of the graph needs, and asks for files of packages', () => {
  const { hashes: _hashes, ...rest } = inputs();
  const fresh: FreshInputs = { ...rest, partials: [['p', 'p.hbs']] };
  const asked: string[] = [];
  const part = partOfInputs(settings(), fresh, ['b.json'], (path) => {
    asked.push(path);
    return path === 'data.json' ? undefined : `hash of ${path}`;
  });
  const files = ['b.json', 't.hbs', 'copied.txt', 'p.hbs', 'schema.json', 'helpers.js', 'lib.js', 'command.js'];
  expect(part).toEqual({
    ...{ ...fresh, specs: ['b.json'], items: new Map(), sources: { entries: new Map(), due: new Set() } },
    partials: new Map([['p', 'p.hbs']]),
    hashes: Object.fromEntries([...files, '.prettierrc'].map((path) => [path, `hash of ${path}`])),
  });
  expect(Object.keys(part.hashes)).not.toContain('data.json');
  expect(asked.slice(-2)).toEqual(OTHERS);
});

test('an emit has a template or copies', () => {
  expect(templatesOf(['b.hbs', '', 'a.hbs', 'b.hbs'])).toEqual(['b.hbs', 'a.hbs']);
  const originOf = (emit: number, pattern: string | null) =>
    templateOf({ emitTemplates: ['t.hbs', ''] }, emit, pattern);
  expect([originOf(0, 'a.json'), originOf(1, 'copied.txt'), originOf(2, null)]).toEqual(['t.hbs', 'copied.txt', '']);
});
