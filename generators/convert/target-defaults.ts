import { isMatch } from 'micromatch';
import { isObject, type TaskFields } from '../workflow-file/read';

/**
 * The fields of a task that an entry of `targetDefaults` would replace: Nx merges these entries over inferred targets,
 * but under a project's own targets. Pure.
 */
export function replacedByDefaults(
  name: string,
  task: TaskFields,
  targetDefaults: Readonly<Record<string, unknown>>,
): readonly string[] {
  const entry = defaultsFor(name, task, targetDefaults);
  // Every task gets inputs from the plugin; the other lists exist only if the task has them.
  const lists = ['inputs', ...(task['outputs'] ? ['outputs'] : []), ...(task['dependsOn'] ? ['dependsOn'] : [])];
  return lists.filter((field) => {
    const value = entry[field];
    return value !== undefined && !(Array.isArray(value) && value.includes('...'));
  });
}

/** True if `targetDefaults` turn on the cache for a target without `cache`. */
export function isCachedByDefault(
  name: string,
  task: TaskFields,
  targetDefaults: Readonly<Record<string, unknown>>,
): boolean {
  return defaultsFor(name, task, targetDefaults)['cache'] === true;
}

/** All entries that may apply, merged: filters that only Nx can evaluate decide which of them do. */
function defaultsFor(
  name: string,
  task: TaskFields,
  targetDefaults: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const executor = typeof task['executor'] === 'string' ? task['executor'] : 'nx:run-commands';
  const found: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(targetDefaults)) {
    if (key !== name && key !== executor && !(/[*?{[!(]/.test(key) && isMatch(name, key))) continue;
    for (const entry of [value].flat()) {
      if (!isObject(entry)) continue;
      if (typeof entry['executor'] === 'string' && entry['executor'] !== executor) continue;
      Object.assign(found, entry);
    }
  }
  return found;
}
