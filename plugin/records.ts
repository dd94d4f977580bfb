// `nx-workflow/records` in nx.json: a record of each run.
import type { PostTasksExecution } from '@nx/devkit';

export const name = 'nx-workflow/records';

/**
 * Leaves a record of each run for `nx-workflow profile` and `explain`. Where the daemon is on, Nx starts a process for
 * any such hook when a run has ended, whatever the hook does: so this is a plugin of its own.
 */
export const postTasksExecution: PostTasksExecution = (_options, context) => {
  const { recordRun } = require('./record-run') as typeof import('./record-run');
  recordRun(context);
};
