import { isMatch } from 'micromatch';
import { isObject, type TaskFields } from '../workflow-file/read';

/**
 * The fields of a task that an entry of `targetDefaults` would replace: Nx lays these entries over targets
 * that a plugin makes, while a project's own targets win over them. Pure.
 */
export function replacedByDefaults(
  name: string,
  task: TaskFields,
  targetDefaults: Readonly<Record<string, unknown>>,
): readonly string[] {
  const entry = defaultsFor(name, task, targetDefaults);
  // Every task gets inputs from the plugin; the other lists are only there where the task has them.
  const lists = ['inputs', ...(task['outputs'] ? ['outputs'] : []), ...(task['dependsOn'] ? ['dependsOn'] : [])];
  return lists.filter((field) => {
    const value = entry[field];
    return value !== undefined && !(Array.isArray(value) && value.includes('...'));
  });
}

/** True if `targetDefaults` turn the cache on for a target that does not say so itself. */
export function isCachedByDefault(
  name: string,
  task: TaskFields,
  targetDefaults: Readonly<Record<string, unknown>>,
): boolean {
  return defaultsFor(name, task, targetDefaults)['cache'] === true;
}

/** All entries that may apply, as one: which of them does depends on filters that only Nx can judge. */
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
