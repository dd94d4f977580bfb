import type { CodegenRecord } from '../state/codegen-records';
import type { RunRecord } from '../state/run-records';

/**
 * The codegen record of each executed task of a run. Records are matched by the task's name and time; hashes are not
 * reliable, because the same hash runs again without Nx's cache, and batches have none. If two records match, because
 * of concurrent runs of Nx, the hash decides, then the later record.
 */
export function codegenPhases(run: RunRecord, records: readonly CodegenRecord[]): Map<string, CodegenRecord> {
  const found = new Map<string, CodegenRecord>();
  for (const { task, status, startTime, endTime, hash } of run.tasks) {
    if ((status !== 'ran' && status !== 'failed') || startTime === undefined || endTime === undefined) continue;
    const fitting = records.filter(
      (record) => record.task === task && record.startTime >= startTime && record.startTime <= endTime,
    );
    const record = fitting.findLast((one) => one.hash === hash) ?? fitting.findLast((one) => one.hash === null);
    if (record) found.set(task, record);
  }
  return found;
}
