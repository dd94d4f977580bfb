import { fileProblem, isFileError } from './file-problem';
import { readBaseline } from './graph/baseline';
import { saveScanned } from './graph/save-scanned';
import { isNothingChanged, scan } from './graph/scan';
import { freshReport, type RunReport } from './report/report';
import { isTaskHashChanged, type RunContext } from './run-context';
import type { Settings } from './settings';

/**
 * Runs a codegen target once: graph → templates → render → compile → write → report.
 *
 * If the last run left every file up to date and no leaf of the graph has changed, stats are enough: the manifest is
 * not parsed and the stages are not loaded. After a small change, only the affected part of the graph is loaded.
 */
export async function runCodegen(settings: Settings, context: RunContext = {}): Promise<RunReport> {
  const began = process.hrtime.bigint();
  const clock = (): number => Number(process.hrtime.bigint() - began);
  try {
    const baseline = readBaseline(settings);
    const scanned = baseline && scan(settings, context.declared, baseline);
    if (baseline && scanned && isNothingChanged(scanned) && !isTaskHashChanged(context, scanned.fresh)) {
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
