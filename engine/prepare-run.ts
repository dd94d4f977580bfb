import { join, posix } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { sha256 as hashOf } from '../state/hash';
import { readRegularText } from '../state/regular-file';
import { isMissing, isNoFile } from './file-problem';
import { FileIndex, type HashedFile } from './graph/file-index';
import { gatherInputs, type Inputs } from './graph/inputs';
import { MANIFEST_NAME, parseManifest, type Manifest, type ManifestReading } from './graph/manifest';
import { makePlan, type Plan } from './graph/plan';
import type { Scan } from './quick-check';
import type { Settings } from './settings';
import { findLeftovers, type Leftovers } from './output/journal';
import { OwnedFiles } from './output/owned';

/** What a run and the command line's previews both begin with: what is there, and what is due. Writes nothing. */
export interface Prepared {
  readonly settings: Settings;
  /** Absolute. */
  readonly outputFolder: string;
  readonly index: FileIndex;
  readonly inputs: Inputs;
  readonly reading: ManifestReading;
  /** The manifest, where one could be read. */
  readonly manifest: Manifest | undefined;
  readonly manifestText: string | undefined;
  readonly plan: Plan;
  readonly leftovers: Leftovers;
  /** Looks at a file of the output folder. */
  readonly look: (path: string) => HashedFile | undefined;
  /** Looks at a file of the workspace. */
  readonly lookInput: (path: string) => string | undefined;
}

/** @param scan what has just been found out of the files in the index */
export function prepareRun(settings: Settings, scan?: Scan): Prepared | Diagnostic[] {
  const outputFolder = join(settings.workspaceRoot, settings.outputDir);
  const manifestText = readManifest(outputFolder);
  const reading = parseManifest(manifestText);
  const manifest = reading.state === 'ok' ? reading.manifest : undefined;
  const hash = manifestText === undefined ? '' : hashOf(manifestText);
  const index = FileIndex.open(settings.workspaceRoot, settings.stateFolder, settings.outputDir, hash);
  // Where another run has written since, it is of yesterday.
  if (scan?.index.header.manifest === hash) index.take(scan);
  const inputs = gatherInputs(settings, index);
  if (Array.isArray(inputs)) return inputs;
  const look = (path: string): HashedFile | undefined => index.hash(posix.join(settings.outputDir, path));
  const lookInput = (path: string): string | undefined => index.hash(path)?.sha256;
  const usable = settings.switches.incrementalCompilation ? manifest : undefined;
  return {
    settings,
    outputFolder,
    index,
    inputs,
    reading,
    manifest,
    manifestText,
    plan: makePlan(settings, inputs, usable, look, lookInput),
    leftovers: findLeftovers(outputFolder),
    look,
    lookInput,
  };
}

/** The files that earlier runs wrote, by all that tells of them. */
export function ownedFiles({ settings, reading, index, leftovers }: Prepared): OwnedFiles {
  const owned = new OwnedFiles();
  for (const [path, hash] of leftovers.byDead) owned.add(path, hash);
  if (reading.state === 'ok') {
    const { files, compiled } = reading.manifest;
    for (const [path, { sha256 }] of [...Object.entries(files), ...Object.entries(compiled)]) owned.add(path, sha256);
    return owned;
  }
  // Without a manifest, the last run's index still knows what it wrote below the output folder.
  const prefix = `${settings.outputDir}/`;
  for (const [path, hash] of index.evidence) if (path.startsWith(prefix)) owned.add(path.slice(prefix.length), hash);
  if (reading.state === 'lost') for (const [path, hash] of reading.owned) owned.add(path, hash);
  return owned;
}

/**
 * The text of the manifest in an output folder; undefined where there is none. What is no file there, and goes where a
 * manifest takes its place, is a damaged one. Throws where it cannot be read.
 */
export function readManifest(outputFolder: string): string | undefined {
  const path = join(outputFolder, MANIFEST_NAME);
  try {
    return readRegularText(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (isNoFile(error)) return '';
    throw error;
  }
}
