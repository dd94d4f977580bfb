import '../needs-devkit';
import { createProjectGraphAsync, type Tree } from '@nx/devkit';
import { renderDiagnostics } from '../../diagnostics/render';
import { checkCommitted, type Outdated, type StaleTarget } from './check-committed';
import { runTargets } from './run-targets';
import { syncedTargets } from './synced-targets';

/** In each output folder. */
const MANIFEST = '.codegen-manifest.json';

/** What a sync generator tells Nx; Nx takes it for out of sync where the tree has changes. */
interface SyncResult {
  readonly outOfSyncMessage: string;
  readonly outOfSyncDetails: string[];
  readonly callback: () => Promise<void>;
}

/**
 * Brings generated code that is committed up to date, for `nx sync`. The tree gets what a run would change, which is all
 * that `nx sync:check` looks at. After Nx has written it, the tasks themselves run: what a compiler command makes is known
 * to that command alone, and a task that reads what another one generates can be told only then.
 */
export default async function syncGenerator(tree: Tree): Promise<SyncResult | undefined> {
  const synced = syncedTargets(await createProjectGraphAsync());
  if (synced.length === 0) return undefined;
  const ids = new Set(synced.map(({ project, target }) => `${project}:${target}`));
  const checked = (await checkCommitted(tree.root)).filter(({ target }) => ids.has(target));
  const failed = checked.flatMap((one) => ('problems' in one ? [one] : []));
  if (failed.length > 0) {
    const said = failed.map(({ target, problems }) => `${target}: cannot be checked\n${renderDiagnostics(problems)}`);
    throw new Error(said.join('\n'));
  }
  const stale = checked.flatMap((one) => ('problems' in one || one.upToDate ? [] : [one]));
  if (stale.length === 0) return undefined;
  for (const one of stale) change(tree, one);
  return {
    outOfSyncMessage: `Generated code is not up to date: ${stale.map(({ target }) => target).join(', ')}`,
    outOfSyncDetails: stale.flatMap(({ outputDir, differences }) =>
      differences.map(({ path, why }) => `- ${outputDir}/${path}: ${why}`),
    ),
    callback: () => runTargets(tree.root, synced),
  };
}

/**
 * Puts into the tree what is known of the changes. A file that only a run can make goes where it is there, and a run takes
 * an empty one in its place for somebody else's; where nothing else changes, the manifest does, so that Nx sees one.
 */
function change(tree: Tree, { outputDir, differences }: StaleTarget): void {
  const before = tree.listChanges().length;
  for (const difference of differences) {
    const path = `${outputDir}/${difference.path}`;
    const isThere = tree.exists(path);
    const text = patched(isThere ? (tree.read(path, 'utf8') ?? '') : '', difference);
    if (text !== undefined && difference.becomes === 'written') tree.write(path, text);
    else if (isThere) tree.delete(path);
  }
  const manifest = `${outputDir}/${MANIFEST}`;
  if (tree.listChanges().length === before) tree.write(manifest, `${tree.read(manifest, 'utf8') ?? ''}\n`);
}

/** The text that a file gets; undefined where no patch tells, as for an image. */
function patched(text: string, { diff }: Outdated): string | undefined {
  if (diff === undefined) return undefined;
  const { applyPatch } = require('diff') as typeof import('diff');
  try {
    const after = applyPatch(text, diff);
    return after === false ? undefined : after;
  } catch {
    // One line says why there is no patch.
    return undefined;
  }
}
