import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { CodegenOptions } from '../options';
import { resolveSettings, type Settings } from '../settings';
import { findNames, type InputNames, isSameCode } from './names';
import { areUnchanged } from './observed-paths';

let workspace: TemporaryWorkspace;
beforeEach(() => {
  workspace = temporaryWorkspace();
  workspace.write('specs/a.json', '{}');
  workspace.write('templates/one.hbs', '');
  workspace.write('templates/two.js', 'import "./lib.js"');
  workspace.write('templates/lib.js', '');
  workspace.write('partials/p.hbs', '');
  workspace.write('helpers.js', 'import "p"');
  workspace.write('prepare.js', '');
  workspace.write('node_modules/p/package.json', { name: 'p', version: '1.0.0' });
  workspace.write('node_modules/p/index.js', '');
  workspace.write('node_modules/prettier/package.json', { name: 'prettier', version: '3.0.0' });
  workspace.write('node_modules/prettier/index.cjs', '');
  workspace.write('.prettierrc', '{}');
  workspace.write('bin/compile.js', 'import "./more.js"');
  workspace.write('bin/more.js', '');
});
afterEach(() => {
  jest.restoreAllMocks();
  workspace.remove();
});

const OPTIONS: CodegenOptions = {
  patterns: ['specs/*.json'],
  templates: ['templates/*'],
  partials: ['partials/*.hbs'],
  helpers: 'helpers.js',
  emit: [
    { template: 'one', to: 'a.txt' },
    { template: 'two', to: 'b.txt' },
  ],
  outputDir: 'out',
};

function settings(changes: Partial<CodegenOptions> = {}): Settings {
  const context = { workspaceRoot: workspace.root, projectRoot: '.', projectName: 'demo', env: {} };
  const found = resolveSettings({ ...OPTIONS, ...changes }, context);
  if (Array.isArray(found)) throw new Error(JSON.stringify(found));
  return found;
}
const names = (changes: Partial<CodegenOptions> = {}): InputNames => findNames(settings(changes), undefined);
const FORMAT = { formatter: 'prettier' } as const;
const compileWith = (...command: string[]): Partial<CodegenOptions> =>
  ({ compile: [{ compiler: 'command', command, extensions: ['.txt'] }] }) as unknown as Partial<CodegenOptions>;

describe('findNames', () => {
  test('lists specs, templates, partials and modules', () => {
    const { found, modules, codeFiles, templateCodes, commandFiles, programs } = names();
    expect(found.specs).toEqual(['specs/a.json']);
    expect([...found.partials]).toEqual([['p', 'partials/p.hbs']]);
    expect(modules.files).toEqual(['helpers.js', 'templates/lib.js', 'templates/two.js']);
    expect(codeFiles).toEqual(['helpers.js']);
    expect(Object.keys(templateCodes)).toEqual(['templates/two.js']);
    expect([commandFiles, programs]).toEqual([[], {}]);
  });

  test('identifies the packages that modules import', () => {
    const { packages, toolPackages, tools } = names();
    expect(packages.files).toEqual(['node_modules/p/index.js', 'node_modules/p/package.json']);
    expect(packages.versions).toEqual({ p: expect.stringMatching(/^1\.0\.0\+/) });
    expect(tools.rendering).toMatchObject(packages.versions);
    expect(toolPackages.files).toEqual([]);
  });

  test('has the formatter with its configuration', () => {
    const { format, toolPackages, tools } = names({ format: FORMAT });
    expect(format).toEqual({ files: ['.prettierrc'], tools: ['prettier'], hasCode: false, hasPlugins: false });
    expect(Object.keys(toolPackages.versions)).toEqual(['prettier']);
    expect(tools.tools['prettier']).toBe(toolPackages.versions['prettier']);
    expect(names().format).toEqual({ files: [], tools: [], hasCode: false, hasPlugins: false });
  });

  test('has the scripts of commands and their program', () => {
    workspace.write('bin/more.js', 'import "p"');
    const { commandFiles, programs, hashes, toolPackages } = names(compileWith('node', 'bin/compile.js'));
    expect(commandFiles).toEqual([['bin/compile.js', 'bin/more.js']]);
    const { place, identity } = programs['["node","bin/compile.js"]']!;
    expect(identity).toContain(place);
    expect(hashes.get('bin/more.js')).toBe(sha256('import "p"'));
    expect(toolPackages.versions).toEqual({
      '["node","bin/compile.js"]': expect.stringMatching(/^unknown\+[0-9a-f]{16}$/),
    });
  });

  test('has the hashes of all files that it read', () => {
    expect(Object.fromEntries(names().hashes)).toMatchObject({
      'helpers.js': sha256('import "p"'),
      'node_modules/p/index.js': sha256(''),
      'templates/lib.js': sha256(''),
      'templates/two.js': sha256('import "./lib.js"'),
    });
    const { hashes } = names({ format: FORMAT });
    expect([hashes.has('.prettierrc'), hashes.has('node_modules/prettier/package.json')]).toEqual([true, true]);
  });

  test.each<[title: string, change: () => unknown]>([
    ['an added spec', () => workspace.write('specs/b.json', '{}')],
    ['an added template', () => workspace.write('templates/other.hbs', '')],
    ['another version', () => workspace.write('node_modules/p/package.json', { name: 'p', version: '1.0.1' })],
    ['an added import', () => workspace.write('helpers.js', 'import "p"; import "./prepare.js"')],
  ])('has another key after %s', (_title, change) => {
    const before = names().key;
    expect(names().key).toBe(before);
    change();
    expect(names().key).not.toBe(before);
  });
});

describe('while the observed paths are unchanged, the names are too', () => {
  const LATER = Date.now() + 3_600_000;
  /** The names, as if all files had been written long before. */
  function settled(changes: Partial<CodegenOptions> = {}): InputNames {
    jest.spyOn(Date, 'now').mockReturnValue(LATER);
    return names(changes);
  }
  const at = (path: string): string => join(workspace.root, path);

  test.each<[title: string, path: string, options: Partial<CodegenOptions>]>([
    ['a spec', 'specs/b.json', {}],
    ['a partial', 'partials/b.hbs', {}],
    ['a nearer package', 'templates/node_modules/p/package.json', {}],
    ['a package.json that decides which file an import loads', 'templates/package.json', {}],
    ['a configuration of the formatter', 'specs/.prettierrc', { format: FORMAT }],
    ['a package.json near a script of a command', 'bin/package.json', compileWith('node', 'bin/compile.js')],
    ['a script that a command names', 'bin/later.js', compileWith('node', 'bin/later.js')],
  ])('so that %s shows', (_title, path, options) => {
    workspace.write('templates/two.js', 'import "./lib.js"; import "p"');
    const { observed, importLookups } = settled(options);
    const all = [...observed!, ...importLookups];
    expect(areUnchanged(all, LATER)).toBe(true);
    workspace.write(path, {});
    expect(areUnchanged(all, LATER)).toBe(false);
  });

  test('among them are programs, missing package.json files, and links to packages', () => {
    workspace.write('libs/q/package.json', { name: 'q', version: '1.0.0' });
    workspace.write('libs/q/index.js', 'import "r"');
    symlinkSync('../libs/q', at('node_modules/q'));
    workspace.write('node_modules/.bin/tool', '');
    chmodSync(at('node_modules/.bin/tool'), 0o755);
    symlinkSync('../../libs/q', at('node_modules/p/q'));
    workspace.write('node_modules/p/index.js', 'require("./q/index.js"); require("r")');
    const { observed = [], packages, programs, importLookups } = settled(compileWith('node_modules/.bin/tool'));
    expect(packages.links).not.toEqual([]);
    expect(observed).toEqual(expect.arrayContaining([...packages.links]));
    expect(packages.lookups).toContain('node_modules/p/node_modules/r/package.json');
    expect(observed).toContainEqual([at('node_modules/p/node_modules/r/package.json'), null]);
    expect(importLookups.map(([path]) => path)).toContain(at('helpers.js'));
    expect(Object.values(programs).map(({ place }) => place)).toEqual([at('node_modules/.bin/tool')]);
    expect(observed.map(([path]) => path)).toContain(at('node_modules/.bin/tool'));
  });

  test('a program that is not found is no path', () => {
    const { observed = [], programs } = settled(compileWith('./bin/none'));
    expect(Object.values(programs)).toEqual([{ place: '', identity: 'missing ' }]);
    expect(observed.map(([path]) => path)).not.toContain('');
    expect(observed.map(([path]) => path)).toContain(at('specs'));
  });

  test('unless something was touched just before', () => {
    expect(names().observed).toBeUndefined();
  });
});

test.each<[changed: string, changes: object, isSame: boolean]>([
  ['nothing', {}, true],
  ['a tool', { tools: { yaml: '3' } }, false],
  ['a module', { modules: ['b.js'] }, false],
  ['a file of a package', { packages: { files: ['q.js'], key: 'k' } }, false],
  ['the key of packages', { packages: { files: ['p.js'], key: 'other' } }, true],
  ['a file of a command', { commandFiles: [[]] }, false],
  ['the formatter', { format: { files: ['f'] } }, false],
  ['a function template', { templateCodes: { t: {} } }, false],
])('isSameCode after a change of %s', (_changed, changes, isSame) => {
  const same = { packages: { files: ['p.js'], key: 'k' }, commandFiles: [['c.js']], format: {}, templateCodes: {} };
  const now = { ...same, tools: { tools: { yaml: '2' } }, modules: { files: ['a.js'] } };
  const before = { ...same, tools: { yaml: '2' }, modules: ['a.js'], ...changes };
  expect(isSameCode(now as unknown as InputNames, before as unknown as Parameters<typeof isSameCode>[1])).toBe(isSame);
});
