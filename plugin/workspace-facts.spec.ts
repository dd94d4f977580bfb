import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../testing/temporary-workspace';
import { findImplementation } from './implementation';
import { packageInputs } from './package-inputs';
import { readWorkspaceFacts } from './workspace-facts';

let workspace: TemporaryWorkspace;
let parent: string;
let root: string;
let write: TemporaryWorkspace['write'];
beforeEach(() => {
  workspace = temporaryWorkspace();
  ({ parent, root, write } = workspace);
});
afterEach(() => workspace.remove());

const lock = (...names: string[]): object => ({
  packages: Object.fromEntries(names.map((name) => [`node_modules/${name}`, {}])),
});

describe('declared projects', () => {
  test('are named as Nx names them', () => {
    write('a/project.json', '{ "name": "from-project", /* c */ }');
    write('a/package.json', { name: 'from-package' });
    write('b/project.json');
    write('b/package.json', { name: '@s/b' });
    write('c/Deep/project.json');
    write('d/package.json', { name: 'd', nx: { name: 'from-nx' } });
    write('e/package.json');
    mkdirSync(join(root, 'f'));
    const facts = readWorkspaceFacts(root, {});
    expect(['a', 'b', 'c/Deep', 'd', 'e', 'f'].map((folder) => facts.project(folder)?.name)).toEqual([
      'from-project',
      '@s/b',
      'deep',
      'from-nx',
      undefined,
      undefined,
    ]);
    expect([facts.project('e') === undefined, facts.project('f') === undefined]).toEqual([false, true]);
    expect([facts.rootOfProjectNamed('deep'), facts.rootOfProjectNamed('from-package')]).toEqual(['c/Deep', undefined]);
  });

  test('are found by glob, but not among installed packages', () => {
    for (const folder of ['libs/a', 'libs/b/c', 'libs/node_modules/x', 'node_modules/y'])
      write(`${folder}/project.json`);
    const facts = readWorkspaceFacts(root, {});
    expect(facts.matchProjects('libs/*')).toEqual(['libs/a']);
    expect(facts.matchProjects('libs/**')).toEqual(['libs/a', 'libs/b/c']);
  });

  test('their own targets: project.json, package.json, and scripts that Nx turns into targets', () => {
    const packageJson = {
      name: 'p',
      scripts: { build: 'x', lint: 'y' },
      nx: { targets: { test: { executor: 'e:f' } } },
    };
    write('package.json', { name: 'ws', workspaces: ['pkgs/*'], scripts: { rootScript: 'x' } });
    write('pkgs/in/package.json', packageJson);
    write('tools/out/package.json', packageJson);
    write('tools/beside/package.json', { ...packageJson, nx: { includedScripts: ['lint'] } });
    write('tools/beside/project.json', { targets: { own: { command: 'z' } } });
    const facts = readWorkspaceFacts(root, {});
    const targets = (folder: string): string[] => [...(facts.project(folder)?.targets.keys() ?? [])];
    expect(targets('pkgs/in')).toEqual(['build', 'lint', 'test']);
    expect(targets('tools/out')).toEqual([]);
    expect(targets('tools/beside')).toEqual(['lint', 'own']);
    expect(targets('.')).toEqual([]);
    expect(facts.project('tools/beside')?.targets.get('own')).toEqual({
      file: 'tools/beside/project.json',
      fields: { command: 'z' },
    });
  });

  test('pnpm workspaces', () => {
    write('pnpm-workspace.yaml', "packages:\n  - 'pkgs/**'\n  - '!pkgs/no'\n");
    for (const name of ['yes', 'no']) write(`pkgs/${name}/package.json`, { name, scripts: { build: 'x' } });
    const facts = readWorkspaceFacts(root, {});
    expect(['yes', 'no'].map((name) => facts.project(`pkgs/${name}`)?.targets.size)).toEqual([1, 0]);
  });

  test('a file that is not JSON is ignored', () => {
    write('a/project.json', '{{{');
    expect(readWorkspaceFacts(root, {}).project('a')?.name).toBe('a');
  });
});

describe('the implementation', () => {
  const none = (): boolean => false;
  const all = (): boolean => true;
  const build = (folder: string, text = 'x'): string => {
    mkdirSync(join(folder, 'dist', 'plugin'), { recursive: true });
    writeFileSync(join(folder, 'dist', 'plugin', 'index.js'), text);
    return join(folder, 'dist');
  };

  test('in the workspace, linked to itself or not', () => {
    const built = build(root);
    expect(findImplementation(root, none, built)).toEqual({ kind: 'workspace', dist: 'dist' });
    mkdirSync(join(root, 'node_modules'));
    symlinkSync('..', join(root, 'node_modules', 'nx-workflow'));
    expect(findImplementation(root, all, join(root, 'node_modules', 'nx-workflow', 'dist'))).toEqual({
      kind: 'workspace',
      dist: 'dist',
    });
    expect(findImplementation(root, none, build(join(root, 'tools', 'flow')))).toEqual({
      kind: 'workspace',
      dist: 'tools/flow/dist',
    });
  });

  test('installed, and known to Nx', () => {
    const built = build(join(root, 'node_modules', 'nx-workflow'));
    expect(findImplementation(root, (name) => name === 'nx-workflow', built)).toEqual({ kind: 'installed' });
    expect(findImplementation(root, none, built)).toMatchObject({ kind: 'linked' });
  });

  test("a link into another workspace's node_modules is a link", () => {
    const other = join(parent, 'other', 'node_modules', 'nx-workflow');
    const built = build(other);
    writeFileSync(join(other, 'package.json'), '{}');
    mkdirSync(join(root, 'node_modules'));
    symlinkSync(other, join(root, 'node_modules', 'nx-workflow'));
    write('package-lock.json', lock('nx-workflow'));
    const isLocked = (name: string): boolean => packageInputs(root)(name) !== undefined;
    expect(findImplementation(root, isLocked, built)).toMatchObject({ kind: 'linked' });
  });

  test('elsewhere: a hash of all scripts', () => {
    const hash = (built: string): unknown => {
      const found = findImplementation(root, all, built);
      return found.kind === 'linked' && found.hash;
    };
    const one = hash(build(join(parent, 'one')));
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(hash(build(join(parent, 'two')))).toBe(one);
    expect(hash(build(join(parent, 'three'), 'y'))).not.toBe(one);
    writeFileSync(join(parent, 'two', 'dist', 'notes.txt'), 'not code');
    expect(hash(join(parent, 'two', 'dist'))).toBe(one);
    writeFileSync(join(parent, 'two', 'package.json'), '{ "dependencies": { "handlebars": "^4" } }');
    const alone = hash(join(parent, 'two', 'dist'));
    mkdirSync(join(parent, 'node_modules', 'handlebars'), { recursive: true });
    writeFileSync(join(parent, 'node_modules', 'handlebars', 'package.json'), '{ "version": "4.7.8" }');
    expect(hash(join(parent, 'two', 'dist'))).not.toBe(alone);
  });
});

test.each([
  ['Nx 24 chooses tasks', {}, undefined, 'tasks'],
  ['nx.json asks for projects', { affected: { legacy: true } }, undefined, 'projects'],
  ['the environment wins', { affected: { legacy: true } }, 'false', 'tasks'],
  ['the environment wins', {}, 'true', 'projects'],
])('what `nx affected` chooses: %s', (_why, nxJson, environment, expected) => {
  const before = process.env['NX_LEGACY_AFFECTED'];
  if (environment !== undefined) process.env['NX_LEGACY_AFFECTED'] = environment;
  try {
    expect(readWorkspaceFacts(root, nxJson).affectedBy).toBe(expected);
  } finally {
    if (before === undefined) delete process.env['NX_LEGACY_AFFECTED'];
    else process.env['NX_LEGACY_AFFECTED'] = before;
  }
});
