import { readCheckedText, writeCheckedText } from '../../state/checked-text';
import type { Settings } from '../settings';
import { indexPath } from './save-index';
import type { IndexHeader } from './index-file';

/**
 * Facts about how the files of a manifest were made that are not in the workspace: reads of user code, and compiler
 * programs.
 */
export type RecordedReads = Pick<IndexHeader, 'reads' | 'programs'>;

/**
 * Saves them before the output lock is released. The index is written only afterwards; a run that starts in between
 * would otherwise redo everything.
 */
export function saveRecordedReads(settings: Settings, manifest: string, { reads, programs }: RecordedReads): void {
  try {
    writeCheckedText(pathOf(settings), JSON.stringify({ manifest, reads, programs }));
  } catch {
    // The index will contain them too.
  }
}

/** Empty if the file is missing, damaged or belongs to another manifest. */
export function readRecordedReads(settings: Settings, manifestHash: string): RecordedReads {
  try {
    const text = readCheckedText(pathOf(settings));
    if (text === undefined) return {};
    const { manifest, ...kept } = JSON.parse(text) as RecordedReads & { manifest: string };
    return manifest === manifestHash ? kept : {};
  } catch {
    return {};
  }
}

function pathOf({ workspaceRoot, stateFolder, outputDir }: Settings): string {
  return indexPath(workspaceRoot, stateFolder, outputDir).replace(/\.index$/, '.reads');
}
