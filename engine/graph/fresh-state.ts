import { utimesSync } from 'node:fs';
import { foldersOf } from '../../state/strays';
import { isLater } from '../../state/folder-time';
import type { Settings } from '../settings';
import type { RunContext } from '../run-context';
import { folderPath, folderStates, manifestPath } from './baseline';
import type { CodeReads, FreshState, IndexHeader } from './index-file';
import { freshInputs } from './inputs';
import type { RunGraph } from './run-graph';
import { choicesKey } from './scan';
import { statOrNothing } from './stat';

/** How many generated files and compilations there are. */
export interface Totals {
  readonly files: number;
  readonly compiled: number;
}

/**
 * The head of the index for the next run.
 *
 * @param reads what user code has read, where that is known
 * @param totals given where the run has left nothing to do
 * @param outputs those of the graph, relative to the output folder
 */
export function nextState(
  graph: RunGraph,
  context: RunContext,
  manifest: string,
  reads: CodeReads | undefined,
  totals: Totals | undefined,
  outputs: Iterable<string>,
): IndexHeader {
  const fresh = totals && freshState(graph, context, totals, outputs);
  return { manifest, ...(fresh ? { fresh } : {}), ...(reads ? { reads } : {}), programs: graph.programs };
}

/** What a scan will compare with; undefined where there is no output folder. */
function freshState(
  { settings, inputs, names, part }: RunGraph,
  { declared, taskHash }: RunContext,
  totals: Totals,
  outputs: Iterable<string>,
): FreshState | undefined {
  const known = part?.scan.fresh;
  const all = foldersOf(outputs, Object.keys(known?.folders ?? {}));
  giveTime(settings, all);
  const folders = folderStates(settings, all);
  if (!folders['']) return undefined;
  const witnesses = names ? names.witnesses : known?.witnesses;
  return {
    choices: choicesKey(settings, declared?.key ?? ''),
    names: names?.key ?? known?.names ?? '',
    ...(witnesses ? { witnesses } : {}),
    inputs: freshInputs(inputs),
    folders,
    ...totals,
    taskHash: taskHash ?? known?.taskHash ?? '',
  };
}

/**
 * Gives the manifest's time to the folders that were touched after it: the output folder always, where lock and staging
 * folder went. Inference sees by these times, without a list of files, that none came since.
 */
function giveTime(settings: Settings, folders: Iterable<string>): void {
  const manifest = statOrNothing(manifestPath(settings));
  if (!manifest) return;
  for (const folder of folders) {
    const path = folderPath(settings, folder);
    if (folder !== '' && !isLater(statOrNothing(path), manifest)) continue;
    try {
      utimesSync(path, manifest.atimeMs / 1000, manifest.mtimeMs / 1000);
    } catch {
      // Inference lists the files then.
    }
  }
}
