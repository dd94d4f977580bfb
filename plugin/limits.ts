import { COMMAND_EXECUTOR, type TargetFields, type Task } from './workflow';

/** A task's target as Nx gets it: a command with a time limit or further tries is run by an executor of this package. */
export function limited({ target, limits }: Pick<Task, 'target' | 'limits'>): TargetFields {
  if (!limits) return target;
  const { command, executor: _executor, ...rest } = target;
  const options = { ...(command === undefined ? {} : { command }), ...target.options, ...limits };
  return { ...rest, executor: COMMAND_EXECUTOR, options };
}
