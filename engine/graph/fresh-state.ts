import { utimesSync } from 'node:fs';
import { foldersOf } from '../../state/strays';
import { isLater } from '../../state/folder-time';
import type { Settings } from '../settings';
import type { RunContext } from '../run-context';
import { folderPath, folderStates, manifestPath } from './baseline';
import type { CodeReads, FreshState, IndexHeader } from './index-file';
import { freshInputs } from './inputs';
import type { RunGraph } from './run-graph';
import { optionsKey } from './scan';
import { statOrNothing } from './stat';

/** Numbers of generated files and compilations. */
export interface Totals {
  readonly files: number;
  readonly compiled: number;
}

/**
 * The index header for the next run.
 *
 * @param reads reads of user code, if known
 * @param totals set if the run left every file up to date
 * @param outputs all outputs of the graph, relative to the output folder
 */
export function nextIndexHeader(
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

/** The state that the next scan compares with; undefined if there is no output folder. */
function freshState(
  { settings, inputs, names, part }: RunGraph,
  { declared, taskHash }: RunContext,
  totals: Totals,
  outputs: Iterable<string>,
): FreshState | undefined {
  const known = part?.scan.fresh;
  const all = foldersOf(outputs, Object.keys(known?.folders ?? {}));
  alignFolderTimes(settings, all);
  const folders = folderStates(settings, all);
  if (!folders['']) return undefined;
  const observed = names ? names.observed : known?.observed;
  return {
    choices: optionsKey(settings, declared?.key ?? ''),
    names: names?.key ?? known?.names ?? '',
    ...(observed ? { observed } : {}),
    inputs: freshInputs(inputs),
    folders,
    ...totals,
    taskHash: taskHash ?? known?.taskHash ?? '',
  };
}

/**
 * Sets the time of folders that were touched after the manifest to the manifest's time; always for the output folder,
 * where lock and staging folder were removed. Inference relies on these times to see, without listing files, that no
 * file was added since.
 */
function alignFolderTimes(settings: Settings, folders: Iterable<string>): void {
  const manifest = statOrNothing(manifestPath(settings));
  if (!manifest) return;
  for (const folder of folders) {
    const path = folderPath(settings, folder);
    if (folder !== '' && !isLater(statOrNothing(path), manifest)) continue;
    try {
      utimesSync(path, manifest.atimeMs / 1000, manifest.mtimeMs / 1000);
    } catch {
      // Inference then lists the files.
    }
  }
}
