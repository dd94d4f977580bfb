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
import { obsoletePaths, type Entries } from './entries';
import { findLeftovers } from './journal';
import type { OwnedFiles } from './owned';
import { placeProblem } from './staging';

/** Further stray files are only counted. */
const MAX_REPORTED = 20;

/**
 * Errors for files in the output folder that this target does not make and has not made. Nx replaces the whole folder
 * on a cache hit, so they would be lost.
 *
 * @param entries the entries of the next manifest; undefined if nothing is due
 */
export function strayFiles(graph: RunGraph, owned: OwnedFiles, entries?: Entries): Diagnostic[] {
  // A partial graph is used only if no file was added since the last check of the whole graph.
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

/** Errors for stray files according to the manifest only; empty without an intact manifest. */
export function strayFilesByManifest(workspaceRoot: string, outputDir: string): Diagnostic[] {
  const outputFolder = join(workspaceRoot, outputDir);
  const reading = parseManifest(readManifest(outputFolder));
  if (reading.state !== 'ok') return [];
  const { files, compiled } = reading.manifest;
  const byDead = findLeftovers(outputFolder).files.map(([path]) => path);
  return diagnosticsOf(
    outputDir,
    findStrays(outputFolder, new Set([...Object.keys(files), ...Object.keys(compiled), ...byDead])),
  );
}

function diagnosticsOf(outputDir: string, strays: readonly string[]): Diagnostic[] {
  return strays.slice(0, MAX_REPORTED).map((path, at) => {
    const more = at === MAX_REPORTED - 1 ? strays.length - MAX_REPORTED : 0;
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

/** Errors for files that nothing makes any more and that were edited since we wrote them. */
export function editedOrphans({ settings, outputFolder }: RunGraph, owned: OwnedFiles, entries: Entries): Diagnostic[] {
  return obsoletePaths(settings, entries, owned.paths())
    .filter((path) => isChanged(outputFolder, owned, path))
    .sort(compareText)
    .map((path) => editedOrphan(`${settings.outputDir}/${path}`));
}

/** @param file relative to the workspace */
export function editedOrphan(file: string): Diagnostic {
  return {
    severity: 'error',
    code: 'kept-file',
    message: 'this file is no longer generated, but it was changed by hand and is kept',
    file,
    hint: 'move it out of the output folder or delete it: the folder belongs to the target',
  };
}

function isChanged(outputFolder: string, owned: OwnedFiles, path: string): boolean {
  // Files behind a link are not ours, whatever their bytes.
  if (placeProblem(outputFolder, path) !== undefined) return false;
  try {
    return !owned.wrote(path, sha256(readRegular(join(outputFolder, path))));
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
