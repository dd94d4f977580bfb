import { readCheckedText, writeCheckedText } from '../../state/checked-text';
import type { Settings } from '../settings';
import { indexPath } from './save-index';
import type { IndexHeader } from './index-file';

/** What no file of the workspace tells of how the files of a manifest were made. */
export type Circumstances = Pick<IndexHeader, 'reads' | 'programs'>;

/**
 * Keeps them for a run that takes the output folder before this one has written its index: the index comes last, when
 * the folder has been given back. Without them, that run would do everything again.
 */
export function keepCircumstances(settings: Settings, manifest: string, { reads, programs }: Circumstances): void {
  try {
    writeCheckedText(pathOf(settings), JSON.stringify({ manifest, reads, programs }));
  } catch {
    // The index has them, too.
  }
}

/** Nothing where the file is missing, damaged or of another manifest. */
export function keptCircumstances(settings: Settings, manifestHash: string): Circumstances {
  try {
    const text = readCheckedText(pathOf(settings));
    if (text === undefined) return {};
    const { manifest, ...kept } = JSON.parse(text) as Circumstances & { manifest: string };
    return manifest === manifestHash ? kept : {};
  } catch {
    return {};
  }
}

function pathOf({ workspaceRoot, stateFolder, outputDir }: Settings): string {
  return indexPath(workspaceRoot, stateFolder, outputDir).replace(/\.index$/, '.reads');
}
