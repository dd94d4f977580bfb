import type { EngineAnswer, Preview } from '../../testing/differential/engine-process';
import { MANIFEST } from '../../testing/workspace';
import { ANYTHING } from './edit-kind';

/**
 * The contract of the preview commands: `check` says that something is out of date, or what is wrong with the inputs,
 * if and only if the run changes a file of the output folder, the manifest included, or fails; after a run that
 * succeeded it says that nothing is. `explain` gives a reason for each file that is due, and where something was edited
 * that made files due, it is named.
 *
 * @param wasThere whether there was a manifest
 */
export function saidWrong(
  { success, before, after }: EngineAnswer,
  wasThere: boolean,
  all: readonly string[],
  edited: readonly string[],
): string | undefined {
  const isStale = isOutOfDate(before);
  // Generated code may be committed without its manifest: then the files are compared that can be made in memory.
  const isLost = (before?.due ?? []).some((one) => one.reasons.some((reason) => reason.includes('manifest')));
  const hasManifest = wasThere && !isLost;
  // The lock and the staging folder of a killed run are cleared away whether anything is due or not.
  const files = all.filter((path) => path === MANIFEST || !path.startsWith('.codegen-'));
  const changed = files.filter((path) =>
    path === MANIFEST ? wasThere : hasManifest || !/\.(out|o|plain|size)$/.test(path),
  );
  if (!isStale && changed.length > 0) return 'check said up to date, and the run changed files';
  if (!isStale && !success) return 'check said up to date, and the run failed';
  // What a command compiles in other circumstances, only running it tells.
  const isSure = (before?.stale ?? []).some((line) => !/^\S+\.(out|o|plain|size): /.test(line));
  if (isSure && success && changed.length === 0) return 'check said out of date, and the run changed nothing';
  if (isOutOfDate(after)) return 'check says out of date after the run';
  const due = before?.due ?? [];
  const vague = due.find(
    ({ reasons }) => reasons.length === 0 || reasons.some((reason) => reason.includes('others than before')),
  );
  if (vague) return `explain has no reason for ${vague.path}`;
  const made = due.filter(({ action }) => action !== 'prune');
  const reasons = made.flatMap(({ path, pattern, reasons: said }) => [path ?? '', pattern ?? '', ...said]).join('\n');
  const isNamed = edited.some(
    (name) =>
      name === ANYTHING ||
      reasons.includes(shortName(name)) ||
      reasons.includes(listOf(name)) ||
      VAGUE.some((reason) => reasons.includes(reason)),
  );
  // Without a manifest, that is the reason for all.
  const isAsked = success && hasManifest && made.length > 0 && edited.length > 0;
  if (isAsked && !isNamed) return 'explain does not name what was edited';
  return undefined;
}

/**
 * Without the state, what code read is not known, and so not whether the edit is a reason. Which file a process has read,
 * nobody can tell. What modules import of a package is one reason of all files that use it, whichever module an edit, an
 * option or a file that came or went has brought to import something else of it.
 */
const VAGUE = ['is not known on this machine', 'may read unseen, changed', 'fuzz-outer is '];

/** A file that came or went is named by the list that it is in. */
function listOf(name: string): string {
  return `the list of files in ${name.slice(0, name.lastIndexOf('/'))},`;
}

/** An output is named by its line, and an option by its name. */
function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

export function isOutOfDate(preview: Preview | undefined): boolean {
  return preview !== undefined && preview.stale.length + preview.findings.length > 0;
}
