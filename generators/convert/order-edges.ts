import { isSilent } from '../workflow-file/outputs';
import { isObject, type TaskFields } from '../workflow-file/read';

/**
 * Moves edges to tasks without declared outputs from `dependsOn` to `after`: Nx hashed nothing of them before, and the
 * plugin refuses a data edge that hashes nothing.
 */
export function withOrderEdges(
  tasks: ReadonlyMap<string, TaskFields>,
  targetDefaults: Readonly<Record<string, unknown>>,
): Map<string, TaskFields> {
  const isOrder = (entry: unknown): boolean => {
    const fields = typeof entry === 'string' ? tasks.get(entry) : undefined;
    const defaults = typeof entry === 'string' ? targetDefaults[entry] : undefined;
    return fields !== undefined && isSilent(fields) && !(isObject(defaults) && Array.isArray(defaults['outputs']));
  };
  return new Map([...tasks].map(([name, task]) => [name, split(task, isOrder)]));
}

function split(task: TaskFields, isOrder: (entry: unknown) => boolean): TaskFields {
  const entries = Array.isArray(task['dependsOn']) ? (task['dependsOn'] as unknown[]) : [];
  const [order, data] = [entries.filter(isOrder), entries.filter((entry) => !isOrder(entry))];
  if (order.length === 0) return task;
  // `after` follows `dependsOn`, as in hand-written files.
  return Object.fromEntries(
    Object.entries(task).flatMap(([key, value]): [string, unknown][] => {
      if (key !== 'dependsOn') return [[key, value]];
      return data.length > 0
        ? [
            ['dependsOn', data],
            ['after', order],
          ]
        : [['after', order]];
    }),
  );
}
