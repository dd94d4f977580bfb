// `nx-workflow` in nx.json: targets, and a record of each run.
import type { PostTasksExecution } from '@nx/devkit';
import type { WorkflowPluginOptions } from './inference';

export * from './inference';

/**
 * Leaves a record of each run for `nx-workflow profile` and `explain`. Where the daemon is on, Nx starts a process for
 * any such hook when a run has ended, whatever the hook does.
 */
export const postTasksExecution: PostTasksExecution<WorkflowPluginOptions> = (_options, context) => {
  const { recordRun } = require('./record-run') as typeof import('./record-run');
  recordRun(context);
};
