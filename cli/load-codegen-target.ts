import { loadGraph, type RunGraph } from '../engine/graph/run-graph';
import { settingsOf } from './codegen-target';
import { FoundError, type Invocation } from './command';
import { loadProjectGraph } from './workspace';

/** The codegen target that the first argument names, with what is there and what is due. Writes nothing. */
export async function loadCodegenTarget(invocation: Invocation): Promise<{ id: string; prepared: RunGraph }> {
  const id = invocation.positionals[0] ?? '';
  const graph = await loadProjectGraph(invocation.workspaceRoot);
  const prepared = loadGraph(settingsOf(graph, id, invocation));
  if (Array.isArray(prepared)) throw new FoundError(prepared);
  return { id, prepared };
}
