import { execSync } from 'node:child_process';
import type { GeneratorCallback, Tree } from '@nx/devkit';
import { parse } from 'jsonc-parser';
import { set } from '../json/edit';
import { ownVersion } from '../own-package';
import { PACKAGE } from '../plugin-options';
import { FIRST_STEP } from './first-step';

/** Adds the devkit in Nx's version, and this package if it is not listed, to package.json, and installs. */
export function initWithoutDevkit(tree: Tree, nxVersion: string): GeneratorCallback {
  const text = tree.read('package.json', 'utf-8') ?? '{}';
  const manifest = parse(text) as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
  const isListed = ['dependencies', 'devDependencies'].some((kind) => manifest[kind]?.[PACKAGE] !== undefined);
  const listed = isListed ? text : set(text, ['devDependencies', PACKAGE], `^${ownVersion()}`);
  tree.write('package.json', set(listed, ['devDependencies', '@nx/devkit'], nxVersion));
  return () => {
    execSync(`${packageManager(tree)} install`, { cwd: tree.root, stdio: 'inherit', windowsHide: true });
    process.stdout.write(`next: ${FIRST_STEP}\n`);
  };
}

/** The package manager, by its lock file. */
export function packageManager(tree: Tree): 'bun' | 'yarn' | 'pnpm' | 'npm' {
  const has = (...files: readonly string[]): boolean => files.some((file) => tree.exists(file));
  if (has('bun.lock', 'bun.lockb')) return 'bun';
  if (has('yarn.lock')) return 'yarn';
  return has('pnpm-lock.yaml', 'pnpm-workspace.yaml') ? 'pnpm' : 'npm';
}
