import { isAbsolute, join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { readRegularText } from '../state/regular-file';

/**
 * The project graph that Nx stored for this run; undefined if there is none. Read without the devkit if it is in its
 * usual place: in the process that Nx starts after each run, loading the devkit takes longer than everything else that
 * a record needs.
 */
export function graphOfRun(workspaceRoot: string, env: NodeJS.ProcessEnv = process.env): ProjectGraph | undefined {
  try {
    const { errors, ...graph } = JSON.parse(
      readRegularText(nxDataFile(workspaceRoot, env, 'project-graph.json')),
    ) as KeptGraph;
    if (isGraph(graph) && (errors ?? []).length === 0) return graph;
  } catch {
    // Another version of Nx may keep it elsewhere.
  }
  return graphByDevkit();
}

interface KeptGraph extends ProjectGraph {
  readonly errors?: readonly unknown[];
}

/** The path of a file in the folder in which Nx stores its project graph. */
export function nxDataFile(workspaceRoot: string, env: NodeJS.ProcessEnv, name: string): string {
  const folder = env['NX_WORKSPACE_DATA_DIRECTORY'] ?? env['NX_PROJECT_GRAPH_CACHE_DIRECTORY'] ?? '.nx/workspace-data';
  return join(isAbsolute(folder) ? folder : join(workspaceRoot, folder), name);
}

function isGraph({ nodes, dependencies }: ProjectGraph): boolean {
  return [nodes, dependencies].every((part: unknown) => typeof part === 'object' && part !== null);
}

function graphByDevkit(): ProjectGraph | undefined {
  try {
    const { readCachedProjectGraph } = require('@nx/devkit') as typeof import('@nx/devkit');
    return readCachedProjectGraph();
  } catch {
    return undefined;
  }
}
