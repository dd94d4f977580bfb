import { COMMAND_EXECUTOR, type TargetFields, type Task } from './workflow';

/** Whether a target, as it is written, runs a command by a shell. */
export function runsShell({
  command,
  executor,
}: {
  readonly command?: string | undefined;
  readonly executor?: string | undefined;
}): boolean {
  return command !== undefined || executor === 'nx:run-commands';
}

/** A task's target as Nx gets it: a command with a time limit or further tries is run by an executor of this package. */
export function limited({ target, limits }: Pick<Task, 'target' | 'limits'>): TargetFields {
  if (!limits) return target;
  const { command, executor: _executor, ...rest } = target;
  const options = { ...(command === undefined ? {} : { command }), ...target.options, ...limits };
  return { ...rest, executor: COMMAND_EXECUTOR, options };
}
