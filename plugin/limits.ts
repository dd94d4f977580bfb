import { COMMAND_EXECUTOR, type TargetFields, type Task } from './workflow';

/** True if a target runs a command through a shell. */
export function runsShell({
  command,
  executor,
}: {
  readonly command?: string | undefined;
  readonly executor?: string | undefined;
}): boolean {
  return command !== undefined || executor === 'nx:run-commands';
}

/** The target of a task. A command with `timeout` or `retries` gets the executor `nx-workflow:command`. */
export function withLimits({ target, limits }: Pick<Task, 'target' | 'limits'>): TargetFields {
  if (!limits) return target;
  const { command, executor: _executor, ...rest } = target;
  const options = { ...(command === undefined ? {} : { command }), ...target.options, ...limits };
  return { ...rest, executor: COMMAND_EXECUTOR, options };
}
