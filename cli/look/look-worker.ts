import { parentPort, workerData } from 'node:worker_threads';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { compareRun } from '../../engine/compare-run';
import { explainRun } from '../../engine/graph/explain';
import { loadGraph } from '../../engine/graph/load-graph';
import { declaredFor } from '../../executors/codegen/target-context';
import type { LookRequest, Looked } from './look-at';

const { what, settings, context } = workerData as LookRequest;

void look().then((looked) => parentPort?.postMessage(looked));

async function look(): Promise<Looked> {
  const declared = declaredFor(context);
  const graph = await loadGraph(settings, declared);
  if (Array.isArray(graph)) return { problems: graph };
  if (what === 'plan') return { found: explainRun(graph) };
  const found = await compareRun(graph, { declared });
  return isFindings(found) ? { problems: found } : { found };
}

function isFindings(found: Awaited<ReturnType<typeof compareRun>>): found is Diagnostic[] {
  return found[0] !== undefined && 'severity' in found[0];
}
