import { CODEGEN_RECORD_VERSION, type CodegenRecord } from '../../state/codegen-records';
import type { Switches } from '../../engine/settings';
import type { RunReport } from '../../engine/report/report';

/** The record of a run for the profile: its phases and counts, and the key of the task in Nx's own record. */
export function codegenRecord(
  about: Pick<CodegenRecord, 'task' | 'hash' | 'startTime'>,
  report: RunReport,
  optimizations: Switches,
): CodegenRecord {
  const { success, durationNs, workers, templates, generation, compilation } = report;
  return {
    version: CODEGEN_RECORD_VERSION,
    ...about,
    success,
    durationNs,
    workers,
    optimizations,
    templates,
    generation,
    compilation,
  };
}
