import { parentPort, workerData } from 'node:worker_threads';
import { compareRun, type Difference } from '../../engine/compare-run';
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
  if (what === 'plan') return { files: explainRun(graph) };
  const found = await compareRun(graph, { declared });
  const problems = found.filter((one) => 'severity' in one);
  if (problems.length > 0) return { problems };
  return { differences: found as readonly Difference[] };
}
