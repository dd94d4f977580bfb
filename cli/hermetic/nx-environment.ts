import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Scratch } from './scratch';

/**
 * The environment in which Nx neither uses nor changes stored state: no local or remote cache, no daemon, no run
 * records. A project graph that exists in the scratch folder is reused.
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
    // Tasks of a batch share a process, so their reads could not be attributed.
    NX_BATCH_MODE: 'false',
    NX_CACHE_DIRECTORY: join(folder, 'cache'),
    NX_WORKSPACE_DATA_DIRECTORY: data,
    NX_WORKFLOW_CACHE_DIR: join(folder, 'state'),
    ...(existsSync(join(data, 'project-graph.json')) ? { NX_FORCE_REUSE_CACHED_GRAPH: 'true' } : {}),
  };
}
