import type { RunContext } from '../run-context';
import type { Settings } from '../settings';
import { pathOfIndex, type Baseline } from './baseline';
import { saveIndex } from './save-index';
import type { Scan } from './scan';

/** Saves what a scan found out, so that a later one need not: file times, observed paths, the task hash. */
export function saveScanned(settings: Settings, baseline: Baseline, scan: Scan, { taskHash }: RunContext): void {
  const isOther = taskHash !== undefined && taskHash !== scan.fresh.taskHash;
  if (scan.newer.size === 0 && scan.fresh === baseline.fresh && !isOther) return;
  const fresh = isOther ? { ...scan.fresh, taskHash } : scan.fresh;
  const index = scan.index.updated({ ...scan.index.header, fresh }, scan.newer);
  saveIndex(pathOfIndex(settings), index.encoded());
}
