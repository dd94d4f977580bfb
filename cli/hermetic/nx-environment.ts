import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Scratch } from './scratch';

/**
 * The environment for Nx where it must neither use nor change anything that is kept: no cache, near or far, no
 * background process, no record. Once a project graph has been made in the scratch folder, it is used as it is.
 */
export function nxEnvironment({ folder }: Scratch, env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^NX_(TASK_|SELF_HOSTED_|WORKSPACE_ROOT|WORKFLOW_TRACE_|CLI_SET)/.test(name),
  );
  const data = join(folder, 'data');
  return {
    ...Object.fromEntries(kept),
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    NX_NO_CLOUD: 'true',
    // The tasks of a batch share a process, which could not be told whose reads are whose.
    NX_BATCH_MODE: 'false',
    NX_CACHE_DIRECTORY: join(folder, 'cache'),
    NX_WORKSPACE_DATA_DIRECTORY: data,
    NX_WORKFLOW_CACHE_DIR: join(folder, 'state'),
    ...(existsSync(join(data, 'project-graph.json')) ? { NX_FORCE_REUSE_CACHED_GRAPH: 'true' } : {}),
  };
}
