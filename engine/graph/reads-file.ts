import { readCheckedText, writeCheckedText } from '../../state/checked-text';
import type { Settings } from '../settings';
import { indexPath } from './file-index';
import type { CodeReads } from './index-file';

/**
 * What user code read, for a run that takes the output folder before this one has written its index: the index comes
 * last, when the folder has been given back. Without it, that run would do everything again.
 */
export function keepReads(settings: Settings, manifestHash: string, reads: CodeReads): void {
  try {
    writeCheckedText(readsPath(settings), JSON.stringify({ manifest: manifestHash, reads }));
  } catch {
    // The index has it, too.
  }
}

/** Undefined where the file is missing, damaged or of another manifest. */
export function keptReads(settings: Settings, manifestHash: string): CodeReads | undefined {
  try {
    const text = readCheckedText(readsPath(settings));
    if (text === undefined) return undefined;
    const { manifest, reads } = JSON.parse(text) as { manifest: string; reads: CodeReads };
    return manifest === manifestHash ? reads : undefined;
  } catch {
    return undefined;
  }
}

function readsPath({ workspaceRoot, stateFolder, outputDir }: Settings): string {
  return indexPath(workspaceRoot, stateFolder, outputDir).replace(/\.index$/, '.reads');
}
