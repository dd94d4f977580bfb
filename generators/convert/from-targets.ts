import { didYouMean } from '../../diagnostics/suggest';
import { Refusal } from '../refusal';
import { checkName, isReserved } from '../workflow-file/names';
import { isObject, type TaskFields } from '../workflow-file/read';
import type { Conversion, ConversionContext } from './conversion';
import { findCycle } from './script-graph';
import { isCachedByDefault, replacedByDefaults } from './target-defaults';

/** Turns targets of project.json (or of `nx.targets` in package.json) into tasks. Pure. */
export function convertTargets(
  targets: Readonly<Record<string, unknown>>,
  only: readonly string[] | undefined,
  surroundings: ConversionContext,
): Conversion | Refusal {
  const names = Object.keys(targets);
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) return new Refusal(`there is no target "${unknown}"`, didYouMean(unknown, names));
  const notes: string[] = [];
  const remade = names.filter((name) => isPluginTarget(targets[name]));
  const wanted = names.filter((name) => !remade.includes(name) && (only?.includes(name) ?? true));

  // A target that is kept cannot be named as a task by others, which affects their conversion.
  const kept = new Map<string, string>();
  let tasks = new Map<string, TaskFields>();
  for (let before = -1; before !== kept.size;) {
    before = kept.size;
    tasks = new Map();
    for (const name of wanted.filter((one) => !kept.has(one))) {
      const isTask = (other: string): boolean => wanted.includes(other) && !kept.has(other);
      const task = toTask(name, targets[name], surroundings, isTask);
      const problem = typeof task === 'string' ? task : overlap(task, tasks);
      if (problem !== undefined) kept.set(name, problem);
      else if (typeof task !== 'string') tasks.set(name, task);
    }
  }
  const cycle = findCycle(new Map([...tasks].map(([name, task]) => [name, new Set(upstreamOf(task))])));
  if (cycle)
    return new Refusal(`the targets wait for each other: ${cycle.join(' → ')}`, 'remove one of these edges first');
  for (const [name, reason] of kept) notes.push(`"${name}" is left as it is: ${reason}`);
  for (const name of remade) notes.push(`"${name}" is removed: the plugin adds it`);
  return { tasks, converted: [...tasks.keys(), ...remade], notes };
}

/**
 * Converts a target to a task that does and hashes the same; a reason if that is not possible. Its dependsOn becomes
 * data edges, which also hash the outputs of upstream tasks. That is safe, but may be more than needed.
 *
 * @param isTask true if a target of the same project is, or will be, a task of the file
 */
export function toTask(
  name: string,
  target: unknown,
  { targetDefaults, umbrella, properties }: ConversionContext,
  isTask: (name: string) => boolean,
): TaskFields | string {
  if (checkName('task', name)) return 'its name cannot be the name of a task';
  if (isReserved(name, [], umbrella)) return 'its name is that of the target that runs the whole workflow';
  if (!isObject(target)) return 'it is not an object';
  if (target['executor'] === undefined && target['command'] === undefined) {
    return 'it has neither executor nor command, so it only changes a target made elsewhere';
  }
  const { dependsOn, inputs, outputs, cache, metadata, executor, command, ...others } = target;
  const about = isObject(metadata) ? metadata : {};
  const { nxWorkflow, description, ...moreAbout } = about;
  const ours = isObject(nxWorkflow) ? nxWorkflow : {};
  const edges = (Array.isArray(dependsOn) ? (dependsOn as unknown[]) : []).map((entry) => toEdge(entry, isTask));
  const isCached = cache ?? isCachedByDefault(name, target, targetDefaults);
  const task: TaskFields = Object.fromEntries(
    Object.entries({
      id: ours['id'],
      phase: ours['phase'],
      description,
      executor: command === undefined || executor !== 'nx:run-commands' ? executor : undefined,
      command,
      ...others,
      dependsOn: edges.length > 0 ? edges : undefined,
      // Nx's default, which includes dependencies of the project; the plugin's default has only the project's files.
      inputs: inputs ?? (isCached === true ? ['default', '^default'] : undefined),
      outputs: Array.isArray(outputs) ? outputs.map(withToken) : undefined,
      cache: cache ?? (Array.isArray(outputs) && isCached !== true ? false : undefined),
      metadata: Object.keys(moreAbout).length > 0 ? moreAbout : undefined,
    }).filter(([, value]) => value !== undefined),
  );
  const odd = Object.keys(task).find((key) => !properties.has(key));
  if (odd !== undefined) return `it has the property "${odd}", which a task cannot have`;
  if (task['executor'] !== undefined && task['command'] !== undefined) return 'it has both executor and command';
  if (/\{\{(projectRoot|projectName|workspaceRoot)\}\}|[^"]\{workspaceRoot\}/.test(JSON.stringify(others))) {
    return 'it contains a text in which Nx would replace a token';
  }
  const replaced = replacedByDefaults(name, task, targetDefaults);
  if (replaced.length === 0) return task;
  const fields = replaced.map((field) => `"${field}"`).join(' and ');
  return `"targetDefaults" in nx.json would replace ${fields} of the task; take them out there first`;
}

/** The tasks of the same file that a task names. */
function upstreamOf(task: TaskFields): string[] {
  const entries = Array.isArray(task['dependsOn']) ? (task['dependsOn'] as unknown[]) : [];
  return entries.flatMap((entry) => {
    const upstream = isObject(entry) ? entry['task'] : entry;
    return typeof upstream === 'string' ? [upstream] : [];
  });
}

function toEdge(entry: unknown, isTask: (name: string) => boolean): unknown {
  if (typeof entry === 'string') return isTask(entry) || /[\^:*?{}[\]!]/.test(entry) ? entry : { target: entry };
  if (!isObject(entry)) return entry;
  const { target, projects, dependencies, params, ...others } = entry;
  const isOwn =
    (projects === undefined || projects === 'self') && dependencies !== true && Object.keys(others).length === 0;
  if (!isOwn || typeof target !== 'string' || !isTask(target)) return entry;
  return params === undefined ? target : { task: target, params };
}

/** To Nx, a path without a token is relative to the workspace root. */
function withToken(output: unknown): unknown {
  if (typeof output !== 'string') return output;
  const [, not = '', path = ''] = /^(!?)(.*)$/s.exec(output) ?? [];
  return path.startsWith('{') ? output : `${not}{workspaceRoot}/${path.replace(/^(\.?\/)+/, '')}`;
}

/** The plugin refuses outputs that belong to several tasks. */
function overlap(task: TaskFields, others: ReadonlyMap<string, TaskFields>): string | undefined {
  for (const output of ownedPaths(task)) {
    for (const [name, other] of others) {
      const shared = ownedPaths(other).some(
        (path) => `${output}/`.startsWith(`${path}/`) || `${path}/`.startsWith(`${output}/`),
      );
      if (shared) return `its output "${output}" is also that of "${name}", and a task owns its outputs alone`;
    }
  }
  return undefined;
}

function ownedPaths(task: TaskFields): string[] {
  const options = isObject(task['options']) ? task['options'] : {};
  const outputs = Array.isArray(task['outputs']) ? (task['outputs'] as unknown[]) : [];
  return outputs
    .filter((output): output is string => typeof output === 'string' && !output.startsWith('!'))
    .map((output) => {
      const option = /^\{options\.([^}.]+)\}$/.exec(output)?.[1];
      const value = option === undefined ? output : options[option];
      return (typeof value === 'string' ? value : output).replace(/^\{workspaceRoot\}\//, '').replace(/\/$/, '');
    });
}

/** True for a target that the plugin had added and `--to=project-json` has written. */
function isPluginTarget(target: unknown): boolean {
  if (!isObject(target) || !isObject(target['metadata'])) return false;
  const about = target['metadata']['nxWorkflow'];
  if (!isObject(about)) return false;
  return about['task'] === undefined
    ? target['executor'] === 'nx:noop'
    : ['nx-workflow:typecheck', 'nx-workflow:watch'].includes(String(target['executor']));
}
