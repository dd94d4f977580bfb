import type { EngineAnswer, Preview } from '../../testing/differential/engine-process';
import { MANIFEST } from '../../testing/workspace';
import { ANYTHING } from './edit-kind';

/**
 * Checks the contract of the preview commands. `check` reports a difference or a problem if and only if the run changes
 * a file of the output folder, including the manifest, or fails; after a successful run it reports nothing. `explain`
 * gives a reason for each due file, and names at least one edit that made files due.
 *
 * @param wasThere true if there was a manifest
 */
export function contractViolation(
  { success, before, after }: EngineAnswer,
  wasThere: boolean,
  all: readonly string[],
  edited: readonly string[],
): string | undefined {
  const isStale = isOutOfDate(before);
  // Generated code may be committed without its manifest; then only files made in memory are compared.
  const isLost = (before?.due ?? []).some((one) => one.reasons.some((reason) => reason.includes('manifest')));
  const hasManifest = wasThere && !isLost;
  // Lock and staging folder of a killed run are removed even if nothing is due.
  const files = all.filter((path) => path === MANIFEST || !path.startsWith('.codegen-'));
  const changed = files.filter((path) =>
    path === MANIFEST ? wasThere : hasManifest || !/\.(out|o|plain|size)$/.test(path),
  );
  if (!isStale && changed.length > 0) return 'check said up to date, and the run changed files';
  if (!isStale && !success) return 'check said up to date, and the run failed';
  // Changed outputs of a command are known only after running it.
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
  // A missing manifest is the reason for everything.
  const isAsked = success && hasManifest && made.length > 0 && edited.length > 0;
  if (isAsked && !isNamed) return 'explain does not name what was edited';
  return undefined;
}

/**
 * Without state, reads of code are unknown, so the edit may not be named. Files read by a process are always unknown.
 * Imports from a package are one reason for all files that use it, whichever module changed them.
 */
const VAGUE = ['is not known on this machine', 'may read unseen, changed', 'fuzz-outer is '];

/** An added or removed file is reported by its folder. */
function listOf(name: string): string {
  return `the list of files in ${name.slice(0, name.lastIndexOf('/'))},`;
}

/** Outputs are reported by their line, and options by name. */
function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

export function isOutOfDate(preview: Preview | undefined): boolean {
  return preview !== undefined && preview.stale.length + preview.findings.length > 0;
}
