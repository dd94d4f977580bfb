import { fileProblem, isFileError } from './file-problem';
import { quickCheck } from './quick-check';
import type { DeclaredInputs } from './graph/declared-inputs';
import type { OnProgress } from './report/progress';
import { freshReport, type RunReport } from './report/report';
import type { Settings } from './settings';

/**
 * One run of a codegen target: plan → templates → render → compile → write → report.
 *
 * Where the last run left nothing to do and nothing has changed since, stats alone tell, and neither the
 * manifest is parsed nor any of the stages loaded. Where some specs have changed, only they are looked at.
 *
 * @param declared what the target's inputs cover; undefined where that is unknown and nothing is checked
 */
export async function runCodegen(
  settings: Settings,
  declared?: DeclaredInputs,
  onProgress?: OnProgress,
): Promise<RunReport> {
  const began = process.hrtime.bigint();
  const clock = (): number => Number(process.hrtime.bigint() - began);
  try {
    const scan = quickCheck(settings, declared?.key ?? '');
    if (scan?.changed.length === 0) return freshReport(scan.fresh, clock());
    const { runDelta, runStages } = require('./stages') as typeof import('./stages');
    const report = scan && (await runDelta(settings, scan, clock, onProgress));
    return report ?? (await runStages(settings, clock, declared, onProgress, scan));
  } catch (error) {
    if (!isFileError(error)) throw error;
    const { failedReport } = require('./stages') as typeof import('./stages');
    return failedReport([fileProblem(error, settings)], clock());
  }
}
