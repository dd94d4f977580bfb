import { rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { compareRun, type Difference } from '../../engine/compare-run';
import { explainRun } from '../../engine/graph/explain';
import { loadGraph } from '../../engine/graph/load-graph';
import type { RunGraph } from '../../engine/graph/run-graph';
import { declaredFor } from '../../executors/codegen/target-context';
import { readRegular } from '../../state/regular-file';
import { makeTemporaryFolder } from '../../state/temporary-folder';
import type { InspectionRequest, InspectionResult, Outdated } from './inspect-target';
import { unifiedDiff } from './unified-diff';

const { what, withDiff, settings, context } = workerData as InspectionRequest;

void inspect().then((looked) => parentPort?.postMessage(looked));

async function inspect(): Promise<InspectionResult> {
  const declared = declaredFor(context);
  const graph = await loadGraph(settings, declared);
  if (Array.isArray(graph)) return { problems: graph };
  if (what === 'plan') return { found: explainRun(graph) };
  if (!withDiff) return outdated(await compareRun(graph, { declared }), () => undefined);
  const folder = makeTemporaryFolder('diff');
  try {
    return outdated(await compareRun(graph, { declared }, folder), (difference) => diffOf(difference, graph));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function outdated(
  found: Awaited<ReturnType<typeof compareRun>>,
  diff: (difference: Difference) => string | undefined,
): InspectionResult<readonly Outdated[]> {
  if (isFindings(found)) return { problems: found };
  const withDiffText = ({ staged: _staged, ...difference }: Difference, text: string | undefined): Outdated => {
    return { ...difference, ...(text === undefined ? {} : { diff: text }) };
  };
  return { found: found.map((one) => withDiffText(one, diff(one))) };
}

function diffOf({ path, becomes, staged = '' }: Difference, graph: RunGraph): string | undefined {
  if (becomes === 'unknown') return undefined;
  const place = join(graph.outputFolder, path);
  const before = graph.hashOutput(path) ? readRegular(place) : undefined;
  const after = becomes === 'written' ? readRegular(staged) : undefined;
  return unifiedDiff(posix.join(settings.outputDir, path), before, after);
}

function isFindings(found: Awaited<ReturnType<typeof compareRun>>): found is Diagnostic[] {
  return found[0] !== undefined && 'severity' in found[0];
}
