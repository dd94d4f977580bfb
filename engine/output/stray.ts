import { join } from 'node:path';
import { compareText, type Diagnostic } from '../../diagnostics/diagnostic';
import { sha256 } from '../../state/hash';
import { readRegular } from '../../state/regular-file';
import { findStrays } from '../../state/strays';
import { commandOutputs } from '../compile/compiled-outputs';
import { isMissing } from '../file-problem';
import { parseManifest } from '../graph/manifest';
import { readManifest } from '../graph/read-manifest';
import type { RunGraph } from '../graph/run-graph';
import { hasCommands } from '../settings';
import { unclaimedOf, type Entries } from './entries';
import { findLeftovers } from './journal';
import type { OwnedFiles } from './owned';
import { placeProblem } from './staging';

/** More than this are counted, not named. */
const MOST_NAMED = 20;

/**
 * Files in the output folder that nothing of this target makes or has made. Nx replaces the folder whole when it restores
 * it from its cache, and whoever wrote them would lose them.
 *
 * @param entries what the run is about to record; undefined where nothing is due, and the manifest tells
 */
export function strayFiles(graph: RunGraph, owned: OwnedFiles, entries?: Entries): Diagnostic[] {
  // A part is looked at only where nothing came to the folders since a whole graph was.
  if (graph.part) return [];
  const { settings, outputFolder } = graph;
  const ours = new Set(owned.paths());
  if (entries) {
    for (const path of [...entries.files.keys(), ...entries.compiled.keys()]) ours.add(path);
    const sources = hasCommands(settings) ? [...entries.files.keys()] : [];
    for (const source of sources) for (const [path] of commandOutputs(settings, source)) ours.add(path);
  }
  return diagnosticsOf(settings.outputDir, findStrays(outputFolder, ours));
}

/** The same where the last run left a whole manifest, by that alone; none where it did not. */
export function strayFilesByManifest(workspaceRoot: string, outputDir: string): Diagnostic[] {
  const outputFolder = join(workspaceRoot, outputDir);
  const reading = parseManifest(readManifest(outputFolder));
  if (reading.state !== 'ok') return [];
  const { files, compiled } = reading.manifest;
  const byDead = findLeftovers(outputFolder).byDead.map(([path]) => path);
  return diagnosticsOf(
    outputDir,
    findStrays(outputFolder, new Set([...Object.keys(files), ...Object.keys(compiled), ...byDead])),
  );
}

function diagnosticsOf(outputDir: string, strays: readonly string[]): Diagnostic[] {
  return strays.slice(0, MOST_NAMED).map((path, at) => {
    const more = at === MOST_NAMED - 1 ? strays.length - MOST_NAMED : 0;
    const others = more > 0 ? `; there ${more === 1 ? 'is 1 more' : `are ${more} more`}` : '';
    const what = path.endsWith('/') ? 'folder' : 'file';
    return {
      severity: 'error',
      code: 'stray-file',
      message: `this target does not make this ${what}, and Nx deletes it when it restores the output folder from its cache${others}`,
      file: `${outputDir}/${path}`,
      hint: `move it out of "${outputDir}", or let the target put it there, by an entry of "emit" with "copy"`,
    };
  });
}

/** Files that earlier runs wrote and somebody changed since, and that nothing makes any more. */
export function keptFiles({ settings, outputFolder }: RunGraph, owned: OwnedFiles, entries: Entries): Diagnostic[] {
  return unclaimedOf(settings, entries, owned.paths())
    .filter((path) => isChanged(outputFolder, owned, path))
    .sort(compareText)
    .map((path) => keptFile(`${settings.outputDir}/${path}`));
}

/** @param file relative to the workspace */
export function keptFile(file: string): Diagnostic {
  return {
    severity: 'error',
    code: 'kept-file',
    message: 'this file is no longer generated, but it was changed by hand and is kept',
    file,
    hint: 'move it out of the output folder or delete it: the folder belongs to the target',
  };
}

function isChanged(outputFolder: string, owned: OwnedFiles, path: string): boolean {
  // Behind a link lies what is not ours, whatever its bytes.
  if (placeProblem(outputFolder, path) !== undefined) return false;
  try {
    return !owned.wrote(path, sha256(readRegular(join(outputFolder, path))));
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
