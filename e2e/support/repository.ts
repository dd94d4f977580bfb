import { cpSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { linkOrCopy, Workspace } from './workspace';

const REPOSITORY = resolve(__dirname, '..', '..');
/** What a fresh clone has not; `dist` and `node_modules` are what `npm ci` makes of it. */
const LEFT_OUT = /^(\.git|\.nx|\.cache|build|coverage|node_modules|examples\/.*\/(build|generated))$/;

/**
 * This repository as it is after `git clone` and `npm ci`, in a folder of its own: with the examples and the built
 * plugin, without anything that a run leaves behind. Dispose of it when the test is over.
 */
export async function copyOfRepository(folder = 'repository'): Promise<Workspace> {
  const root = join(realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-e2e-'))), folder);
  cpSync(REPOSITORY, root, {
    recursive: true,
    filter: (source) => !LEFT_OUT.test(relative(REPOSITORY, source).replaceAll('\\', '/')),
  });
  // Not the state folder, which this repository's own runs write to.
  await linkOrCopy(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'), '.cache');
  return new Workspace(root);
}
