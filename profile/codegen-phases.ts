import type { CodegenRecord } from '../state/codegen-records';
import type { RunRecord } from '../state/run-records';

/**
 * The codegen record of each task of a run that really ran. Only the task's name and time tell for certain:
 * the same hash runs again where Nx's cache is off, and a batch knows no hashes. Where two fit, because two
 * runs of Nx worked at the same time, the hash decides, then the later one.
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
