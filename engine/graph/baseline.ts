import { readWithStat } from '../../state/regular-file';
import type { Settings } from '../settings';
import { indexPath } from './save-index';
import { IndexFile, type FolderState, type FreshState } from './index-file';
import { verifiedChecksum } from './manifest-head';
import { MANIFEST_NAME } from '../../state/manifest-name';
import { CLOCK_TICK, identityOf, statOrNothing } from './stat';

/** The graph after a run that left every file up to date: an index, and the manifest that it belongs to. */
export interface Baseline {
  readonly index: IndexFile;
  readonly fresh: FreshState;
  readonly manifest: Buffer;
  /** Identity of the manifest file, from its stat. */
  readonly manifestFile: string;
  /** Milliseconds since 1970 by the file system's clock. Entries of files touched later are not trusted. */
  readonly written: number;
}

/** Undefined if the last run left work to do, or if its index or manifest cannot be read. */
export function readBaseline(settings: Settings): Baseline | undefined {
  if (!settings.switches.incrementalCompilation) return undefined;
  let kept: ReturnType<typeof readWithStat>;
  let manifest: ReturnType<typeof readWithStat>;
  try {
    kept = readWithStat(pathOfIndex(settings));
    manifest = readWithStat(manifestPath(settings));
  } catch {
    return undefined;
  }
  const written = kept.stat.mtimeMs - CLOCK_TICK;
  const index = IndexFile.decode(kept.bytes);
  if (typeof index === 'string') return undefined;
  const { fresh } = index.header;
  if (!fresh || index.header.manifest !== verifiedChecksum(manifest.bytes)) return undefined;
  return { index, fresh, manifest: manifest.bytes, manifestFile: identityOf(manifest.stat), written };
}

/** True if the manifest is still the same file that was read. */
export function isSameManifestFile(settings: Settings, { manifestFile }: Pick<Baseline, 'manifestFile'>): boolean {
  return identityOf(statOrNothing(manifestPath(settings))) === manifestFile;
}

export function manifestPath({ workspaceRoot, outputDir }: Settings): string {
  return `${workspaceRoot}/${outputDir}/${MANIFEST_NAME}`;
}

/** Path of a target's index. */
export function pathOfIndex({ workspaceRoot, stateFolder, outputDir }: Settings): string {
  return indexPath(workspaceRoot, stateFolder, outputDir);
}

/** @param folder relative to the output folder; empty for the output folder */
export function folderPath({ workspaceRoot, outputDir }: Settings, folder: string): string {
  return `${workspaceRoot}/${outputDir}${folder && `/${folder}`}`;
}

/** Current state of folders in the output folder, by relative path; missing folders are left out. */
export function folderStates(settings: Settings, folders: Iterable<string>): Record<string, FolderState> {
  const states: [string, FolderState][] = [];
  for (const folder of folders) {
    const stat = statOrNothing(folderPath(settings, folder));
    if (stat) states.push([folder, { mtime: stat.mtimeMs, ctime: stat.ctimeMs, inode: stat.ino }]);
  }
  return Object.fromEntries(states);
}

/** True if no entry of these folders was added or removed since. */
export function areSameFolders(settings: Settings, before: FreshState['folders']): boolean {
  const names = Object.keys(before);
  const now = folderStates(settings, names);
  return names.every((folder) => {
    const [one, other] = [before[folder], now[folder]];
    return one?.mtime === other?.mtime && one?.ctime === other?.ctime && one?.inode === other?.inode;
  });
}
