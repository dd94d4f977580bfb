import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../testing/temporary-workspace';
import { packageInputs } from './package-inputs';

let workspace: TemporaryWorkspace;
let parent: string;
let root: string;
let write: TemporaryWorkspace['write'];
beforeEach(() => {
  workspace = temporaryWorkspace();
  ({ parent, root, write } = workspace);
});
afterEach(() => workspace.remove());

const install = (name: string, folder = '.', version = '1.0.0'): void =>
  write(`${folder}/node_modules/${name}/package.json`, { name, version });
const lock = (...paths: string[]): void =>
  write('package-lock.json', { packages: Object.fromEntries(paths.map((path) => [path, {}])) });

test('a package in node_modules and in the lock file is named', () => {
  for (const name of ['both', '@s/both', 'unlocked']) install(name);
  lock('node_modules/both', 'node_modules/@s/both', 'node_modules/gone');
  const inputs = packageInputs(root);
  expect(['both', '@s/both', 'unlocked', 'gone'].map((name) => inputs(name))).toEqual([
    { name: 'both' },
    { name: '@s/both' },
    undefined,
    undefined,
  ]);
});

test('without a lock file, no package is named', () => {
  install('there');
  expect(packageInputs(root)('there')).toBeUndefined();
});

test('a package linked from elsewhere is not named', () => {
  mkdirSync(join(parent, 'linked'));
  writeFileSync(join(parent, 'linked', 'package.json'), '{}');
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(join(parent, 'linked'), join(root, 'node_modules', 'linked'));
  lock('node_modules/linked');
  expect(packageInputs(root)('linked')).toBeUndefined();
});

test('a linked workspace package is not named, even if the lock file contains it', () => {
  write('packages/own/package.json', { name: 'own' });
  write('libs/a/project.json');
  for (const folder of ['node_modules', 'libs/a/node_modules']) {
    mkdirSync(join(root, folder));
    symlinkSync(join(root, 'packages', 'own'), join(root, folder, 'own'));
  }
  lock('node_modules/own');
  expect([packageInputs(root)('own'), packageInputs(root)('own', 'libs/a')]).toEqual([undefined, undefined]);
});

test('a package in a node_modules that is itself a link is named', () => {
  install('there');
  renameSync(join(root, 'node_modules'), join(parent, 'shared'));
  symlinkSync(join(parent, 'shared'), join(root, 'node_modules'));
  lock('node_modules/there');
  expect(packageInputs(root)('there')).toEqual({ name: 'there' });
});

test.each([
  ['yarn.lock', '"there@npm:^1.0.0":\n  version: 1.0.0\n'],
  ['pnpm-lock.yaml', 'packages:\n  there@1.0.0:\n'],
  ['bun.lock', '{ "packages": { "there": ["there@1.0.0"] } }'],
])('in %s', (file, text) => {
  install('there');
  install('other');
  write(file, text);
  const inputs = packageInputs(root);
  expect([inputs('there'), inputs('other')]).toEqual([{ name: 'there' }, undefined]);
});

test('names are found in the binary bun.lockb', () => {
  install('there');
  install('other');
  write('bun.lockb', '#!bun-lockfile\0there\0');
  expect(['there', 'other'].map((name) => packageInputs(root)(name))).toEqual([{ name: 'there' }, undefined]);
});

test('in other lock files, a name is not found as part of a longer one', () => {
  install('there');
  write('yarn.lock', 'there-more@^1.0.0:\n  version: 1.0.0\n');
  expect(packageInputs(root)('there')).toBeUndefined();
});

test('names are found in bun.lock, except dependencies with a path, which Nx skips', () => {
  for (const name of ['there', 'packed', 'project']) install(name);
  const asked = '"devDependencies": { "there": "1.0.0", "packed": "file:p.tgz", "project": "workspace:*" }';
  const packages = '"there": ["there@1.0.0"], "packed": ["packed@p.tgz"], "project": ["project@workspace:p"]';
  write('bun.lock', `{ "workspaces": { "": { ${asked} } }, "packages": { ${packages} } }`);
  const inputs = packageInputs(root);
  expect([inputs('there'), inputs('packed'), inputs('project')]).toEqual([{ name: 'there' }, undefined, undefined]);
});

describe('a package that only one project has', () => {
  test('is named for modules of that project only', () => {
    install('own', 'libs/a');
    lock('libs/a/node_modules/own');
    const inputs = packageInputs(root);
    expect([inputs('own', 'libs/a/tools'), inputs('own', 'libs/a'), inputs('own', 'libs/b'), inputs('own')]).toEqual([
      { name: 'own' },
      { name: 'own' },
      undefined,
      undefined,
    ]);
  });

  test('is named behind the links of pnpm', () => {
    install('own', 'node_modules/.pnpm/own@1.0.0');
    mkdirSync(join(root, 'libs/a/node_modules'), { recursive: true });
    symlinkSync('../../../node_modules/.pnpm/own@1.0.0/node_modules/own', join(root, 'libs/a/node_modules/own'));
    write('pnpm-lock.yaml', 'packages:\n  own@1.0.0:\n');
    expect(packageInputs(root)('own', 'libs/a')).toEqual({ name: 'own' });
  });

  test('is hashed by the lock file if the root node_modules has another version', () => {
    install('own', '.', '2.0.0');
    install('own', 'libs/a');
    install('own', 'libs/b', '2.0.0');
    lock('node_modules/own', 'libs/a/node_modules/own', 'libs/b/node_modules/own');
    const inputs = packageInputs(root);
    expect([inputs('own', 'libs/a'), inputs('own', 'libs/b'), inputs('own', 'libs/c')]).toEqual([
      { lockFile: 'package-lock.json' },
      { name: 'own' },
      { name: 'own' },
    ]);
  });
});
