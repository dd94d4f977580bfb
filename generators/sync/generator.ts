import '../needs-devkit';
import { createProjectGraphAsync, type Tree } from '@nx/devkit';
import { renderDiagnostics } from '../../diagnostics/render';
import { checkCommitted, type StaleFile, type StaleTarget } from './check-committed';
import { runTargets } from './run-targets';
import { idOf, syncedTargets, type SyncedTarget } from './synced-targets';

const MANIFEST = '.codegen-manifest.json';

/** The result of a sync generator. To Nx, the workspace is out of sync if the tree has changes. */
interface SyncResult {
  readonly outOfSyncMessage: string;
  readonly outOfSyncDetails: string[];
  readonly callback: () => Promise<void>;
}

/**
 * Updates committed generated code, for `nx sync`. The tree gets the changes of a run, and `nx sync:check` checks only
 * these. After Nx has written them, the tasks themselves run, because the outputs of compiler commands, and of tasks
 * that read other generated code, cannot be known before.
 */
export default async function syncGenerator(tree: Tree): Promise<SyncResult | undefined> {
  const synced = syncedTargets(await createProjectGraphAsync());
  if (synced.length === 0) return undefined;
  const stale = await staleTargets(tree.root, synced);
  if (stale.length === 0) return undefined;
  for (const one of stale) change(tree, one);
  return {
    outOfSyncMessage: `Generated code is not up to date: ${namesOf(stale)}`,
    outOfSyncDetails: stale.flatMap(details),
    callback: () => update(tree.root, synced),
  };
}

/**
 * Runs the tasks, and if files are still stale after that, again without Nx's cache: Nx compares write times in whole
 * seconds, so it can miss a second edit within a second and restore the code of the first.
 */
async function update(root: string, synced: readonly SyncedTarget[]): Promise<void> {
  await runTargets(root, synced);
  if ((await staleTargets(root, synced)).length === 0) return;
  await runTargets(root, synced, ['--skip-nx-cache']);
  const left = await staleTargets(root, synced);
  if (left.length > 0)
    throw new Error(`still not up to date after a run: ${namesOf(left)}\n${left.flatMap(details).join('\n')}`);
}

/** The targets that are not up to date. Throws an error if one cannot be checked. */
async function staleTargets(root: string, synced: readonly SyncedTarget[]): Promise<readonly StaleTarget[]> {
  const checked = new Map((await checkCommitted(root)).map((one) => [one.target, one]));
  const found = synced.map((one) => {
    const result = checked.get(idOf(one));
    if (!result) throw new Error(`"nx-workflow check --committed" does not find ${idOf(one)}`);
    return result;
  });
  const failed = found.flatMap((one) => ('problems' in one ? [one] : []));
  if (failed.length > 0) {
    const said = failed.map(({ target, problems }) => `${target}: cannot be checked\n${renderDiagnostics(problems)}`);
    throw new Error(said.join('\n'));
  }
  return found.flatMap((one) => ('problems' in one || one.upToDate ? [] : [one]));
}

function namesOf(targets: readonly StaleTarget[]): string {
  return targets.map(({ target }) => target).join(', ');
}

/** A line for each file of a target that a run would change. */
function details({ outputDir, differences }: StaleTarget): string[] {
  return differences.map(({ path, why }) => `- ${outputDir}/${path}: ${why}`);
}

/**
 * Writes the known changes to the tree. A file whose new text only a run can produce is deleted if it exists; it is not
 * emptied, because a run would refuse an empty file as a foreign one. If that changes nothing, the manifest is changed,
 * so that Nx sees a change.
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

/** The new text of a file; undefined if there is no patch, as for an image. */
function patched(text: string, { diff }: StaleFile): string | undefined {
  if (diff === undefined) return undefined;
  const { applyPatch } = require('diff') as typeof import('diff');
  try {
    const after = applyPatch(text, diff);
    return after === false ? undefined : after;
  } catch {
    // Not a patch, but a line with the reason why there is none.
    return undefined;
  }
}
