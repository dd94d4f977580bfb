import { isAbsolute, join, resolve } from 'node:path';

/**
 * The state folder of a workspace: template cache, stat index and run records. It lies outside all
 * outputs and may be deleted at any time; a run only gets slower. `NX_WORKFLOW_CACHE_DIR` moves it
 * (a relative value counts from the workspace's root).
 */
export function stateFolder(workspaceRoot: string, env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env['NX_WORKFLOW_CACHE_DIR'];
  if (chosen) return isAbsolute(chosen) ? chosen : resolve(workspaceRoot, chosen);
  return join(workspaceRoot, 'node_modules', '.cache', 'nx-workflow');
}
