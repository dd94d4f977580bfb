import type { GeneratorCallback, Tree } from '@nx/devkit';
import { devkitProblem, isDevkitMissing, versionOf } from '../devkit';
import { filesOnly } from '../files-only';
import { PACKAGE, RECORDS } from '../plugin-options';
import { addPlugin } from './add-plugin';
import type { InitOptions } from './options';

/**
 * Adds the plugin to nx.json and the package to package.json. Idempotent. npm and pnpm do not install the devkit, which
 * all other generators need, so it is added if it is missing.
 */
export default function initGenerator(disk: Tree, options: InitOptions): GeneratorCallback {
  const tree = filesOnly(disk);
  const plugins = options.records === true ? [PACKAGE, RECORDS] : [PACKAGE];
  if (isDevkitMissing(versionOf) && options.skipPackageJson !== true && tree.exists('package.json')) {
    const { initWithoutDevkit } = require('./without-devkit') as typeof import('./without-devkit');
    addPlugin(tree, plugins);
    return initWithoutDevkit(tree, versionOf('nx'));
  }
  const problem = devkitProblem(versionOf);
  if (problem !== undefined) throw new Error(problem);
  const { initWithDevkit } = require('./with-devkit') as typeof import('./with-devkit');
  return initWithDevkit(tree, addPlugin(tree, plugins), options);
}
