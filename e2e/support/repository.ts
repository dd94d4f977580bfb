import { cpSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { linkOrCopy, Workspace } from './workspace';

const REPOSITORY = resolve(__dirname, '..', '..');
/** Files that a fresh clone does not have; `dist` and `node_modules` are created by `npm ci`. */
const LEFT_OUT = /^(\.git|\.nx|\.cache|build|coverage|node_modules|examples\/.*\/(build|generated))$/;

/**
 * This repository as after `git clone` and `npm ci`, in a folder of its own: with the examples and the built plugin, but
 * without outputs and state of runs. Dispose of it after the test.
 */
export async function copyOfRepository(folder = 'repository'): Promise<Workspace> {
  const root = join(realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-e2e-'))), folder);
  cpSync(REPOSITORY, root, {
    recursive: true,
    filter: (source) => !LEFT_OUT.test(relative(REPOSITORY, source).replaceAll('\\', '/')),
  });
  // Except the state folder, which runs in this repository write to.
  await linkOrCopy(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'), '.cache');
  return new Workspace(root);
}
