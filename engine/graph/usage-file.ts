import { writeLosableFile } from '../../state/atomic-write';
import { sha256 } from '../../state/hash';
import { readRegularText } from '../../state/regular-file';
import type { Usage } from '../render/usage';
import type { Settings } from '../settings';
import { indexPath } from './file-index';
import { isRecord } from './is-record';

const VERSION = 1;

/**
 * What library files show of the patterns, by the fingerprint of the file: it covers everything that the rendering
 * was made from, so that what is kept cannot be taken for what another rendering read. In the state folder, beside
 * the index: a line with the checksum of the rest, then JSON. Nothing where it is missing, damaged or of another
 * version: then library files are rendered.
 */
export function readUsages(settings: Settings): ReadonlyMap<string, Usage> {
  try {
    const text = readRegularText(usagePath(settings));
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    if (text.slice(0, end) !== sha256(body)) return new Map();
    const parsed: unknown = JSON.parse(body);
    if (!isRecord(parsed) || parsed['version'] !== VERSION) return new Map();
    return new Map(Object.entries(parsed['usages'] as Record<string, Usage>));
  } catch {
    return new Map();
  }
}

/** Never fails. What a run that is killed here leaves half-written, saving the index sweeps: it comes after this. */
export function saveUsages(settings: Settings, usages: ReadonlyMap<string, Usage>): void {
  if (usages.size === 0) return;
  const body = `${JSON.stringify({ version: VERSION, usages: Object.fromEntries(usages) })}\n`;
  try {
    writeLosableFile(usagePath(settings), `${sha256(body)}\n${body}`);
  } catch {
    // The next run renders.
  }
}

function usagePath({ workspaceRoot, stateFolder, outputDir }: Settings): string {
  return indexPath(workspaceRoot, stateFolder, outputDir).replace(/\.index$/, '.usage');
}
