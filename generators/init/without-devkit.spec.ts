import { devkitProblem, isDevkitMissing } from '../devkit';
import { printed, workspaceTree } from '../testing/tree';
import { initWithoutDevkit, packageManager } from './without-devkit';
import { ownVersion } from '../own-package';

beforeEach(() => void printed());
afterEach(() => jest.restoreAllMocks());

const versions =
  (known: Readonly<Record<string, string>>) =>
  (name: string): string => {
    const version = known[name];
    if (version === undefined) throw new Error(`Cannot find module '${name}/package.json'`);
    return version;
  };

test('the devkit is added in the version of Nx, and the package if it is not listed', () => {
  const tree = workspaceTree({ 'package.json': { name: 'acme', devDependencies: { nx: '~22.7.0' } } });
  initWithoutDevkit(tree, '22.7.12');
  expect(JSON.parse(tree.read('package.json', 'utf-8')!)).toEqual({
    name: 'acme',
    devDependencies: { nx: '~22.7.0', 'nx-workflow': `^${ownVersion()}`, '@nx/devkit': '22.7.12' },
  });
  const listed = workspaceTree({ 'package.json': { dependencies: { 'nx-workflow': 'file:x.tgz' } } });
  initWithoutDevkit(listed, '23.1.0');
  expect(JSON.parse(listed.read('package.json', 'utf-8')!)).toEqual({
    dependencies: { 'nx-workflow': 'file:x.tgz' },
    devDependencies: { '@nx/devkit': '23.1.0' },
  });
});

test.each([
  ['package-lock.json', 'npm'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['yarn.lock', 'yarn'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['pnpm-workspace.yaml', 'pnpm'],
])('with a %s, %s installs', (file, manager) => {
  expect(packageManager(workspaceTree({ [file]: '' }))).toBe(manager);
});

test('a missing or mismatched devkit is reported with the line to write', () => {
  const missing = versions({ nx: '22.7.12' });
  expect([isDevkitMissing(missing), devkitProblem(missing)]).toEqual([
    true,
    'the generators of nx-workflow need the package @nx/devkit, which is not installed\n' +
      'hint: add "@nx/devkit": "22.7.12" to the devDependencies in package.json, install, and run this again',
  ]);
  const other = versions({ nx: '22.7.12', '@nx/devkit': '24.0.0' });
  expect([isDevkitMissing(other), devkitProblem(other)]).toEqual([
    false,
    '@nx/devkit 24.0.0 does not match nx 22.7.12\n' +
      'hint: set "@nx/devkit": "22.7.12" in the devDependencies in package.json, install, and run this again',
  ]);
  const fits = versions({ nx: '22.7.12', '@nx/devkit': '22.0.0' });
  expect([isDevkitMissing(fits), devkitProblem(fits)]).toEqual([false, undefined]);
});
