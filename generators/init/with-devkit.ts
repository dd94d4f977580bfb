import { addDependenciesToPackageJson, logger, readJson, type GeneratorCallback, type Tree } from '@nx/devkit';
import { next } from '../next-step';
import { ownVersion } from '../own-package';
import { PACKAGE } from '../plugin-options';
import { workflowFiles } from '../workflow-file/find';
import { FIRST_STEP } from './first-step';
import type { InitOptions } from './options';

/** @param isAdded true if the plugin was just added to nx.json */
export function initWithDevkit(tree: Tree, isAdded: boolean, options: InitOptions): GeneratorCallback {
  const isListed = options.skipPackageJson === true || !tree.exists('package.json') || isInPackageJson(tree);
  if (!isAdded && isListed) logger.info(`${PACKAGE} is already set up; nothing changed`);
  if (!isAdded && isListed) return () => undefined;
  const install = isListed ? undefined : addDependenciesToPackageJson(tree, {}, { [PACKAGE]: `^${ownVersion()}` });
  return next(workflowFiles(tree).length > 0 ? 'npx nx-workflow validate' : FIRST_STEP, install);
}

function isInPackageJson(tree: Tree): boolean {
  const manifest = readJson<Record<string, Record<string, string> | undefined>>(tree, 'package.json');
  return ['dependencies', 'devDependencies'].some((kind) => manifest[kind]?.[PACKAGE] !== undefined);
}
