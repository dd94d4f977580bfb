// `nx-workflow/records` in nx.json: a record of each run.
import type { PostTasksExecution } from '@nx/devkit';

export const name = 'nx-workflow/records';

/**
 * Writes a record of each run for `nx-workflow profile` and `explain`. With the daemon, Nx starts a process for such a
 * hook after each run, whatever the hook does. So this is a separate plugin.
 */
export const postTasksExecution: PostTasksExecution = (_options, context) => {
  const { recordRun } = require('./record-run') as typeof import('./record-run');
  recordRun(context);
};
