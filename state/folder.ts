import { isAbsolute, join, resolve } from 'node:path';

/**
 * The state folder of a workspace: template cache, stat index and run records. It is outside all outputs
 * and may be deleted at any time, which only slows down the next run. `NX_WORKFLOW_CACHE_DIR` moves it (a
 * relative value is relative to the workspace root).
 */
export function stateFolder(workspaceRoot: string, env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env['NX_WORKFLOW_CACHE_DIR'];
  if (chosen) return isAbsolute(chosen) ? chosen : resolve(workspaceRoot, chosen);
  return join(workspaceRoot, 'node_modules', '.cache', 'nx-workflow');
}
