import { fileProblem, isFileError } from './file-problem';
import { readBaseline } from './graph/baseline';
import { saveScanned } from './graph/save-scanned';
import { isNothingChanged, scan } from './graph/scan';
import { freshReport, type RunReport } from './report/report';
import { isOtherTask, type RunContext } from './run-context';
import type { Settings } from './settings';

/**
 * One run of a codegen target: graph → templates → render → compile → write → report.
 *
 * Where the last run left nothing to do and no leaf of the graph has changed since, stats alone tell, and neither the
 * manifest is parsed nor any of the stages loaded. Where little has changed, the run looks at the part of the graph that
 * the changes reach.
 */
export async function runCodegen(settings: Settings, context: RunContext = {}): Promise<RunReport> {
  const began = process.hrtime.bigint();
  const clock = (): number => Number(process.hrtime.bigint() - began);
  try {
    const baseline = readBaseline(settings);
    const scanned = baseline && scan(settings, context.declared, baseline);
    if (baseline && scanned && isNothingChanged(scanned) && !isOtherTask(context, scanned.fresh)) {
      saveScanned(settings, baseline, scanned, context);
      return freshReport(scanned.fresh, clock());
    }
    const { runStages } = require('./stages') as typeof import('./stages');
    return await runStages(settings, context, clock, scanned);
  } catch (error) {
    if (!isFileError(error)) throw error;
    const { failedReport } = require('./stages') as typeof import('./stages');
    return failedReport([fileProblem(error, settings)], clock());
  }
}
