import type { WorkspaceFacts } from './facts';
import { withLimits } from './limits';
import { appliedDefaults } from './target-defaults';
import { CODEGEN_EXECUTOR, type Task } from './workflow';

export type Fields = Readonly<Record<string, unknown>>;

/** A target as Nx runs it: merged from the inferred target, `targetDefaults` of nx.json and the project's own target. */
export interface MergedTarget {
  readonly executor: string;
  /** Options without a configuration, then with each configuration; Nx resolves `{options.…}` with these. */
  readonly options: readonly Fields[];
  readonly outputs: readonly string[] | undefined;
  readonly dependsOn: readonly unknown[];
  readonly cache: boolean | undefined;
  readonly continuous: boolean;
}

/** The project of a target. */
export interface TargetPlace {
  readonly root: string;
  readonly projectName: string;
}

/** The target of a task on one of its projects. */
export function mergedTask(task: Task, { root, projectName }: TargetPlace, facts: WorkspaceFacts): MergedTarget {
  const isCodegen = task.target.executor === CODEGEN_EXECUTOR;
  const declared = isCodegen ? [OUTPUT_DIR, ...(task.target.outputs ?? [])] : task.target.outputs;
  const target = withLimits(task);
  const executor = target.executor ?? RUN_COMMANDS;
  const place = { name: task.name, executor, project: { name: projectName, root } };
  const own = facts.project(root)?.targets.get(task.name);
  const layers: Fields[] = [
    { ...target, ...(declared ? { outputs: declared } : {}) },
    ...appliedDefaults(place, facts).map(({ fields }) => fields),
    ...(own ? [own.fields] : []),
  ];
  return merge(layers);
}

/** A target that a project.json or package.json declares; undefined if there is none. */
export function mergedOwnTarget(
  name: string,
  { root, projectName }: TargetPlace,
  facts: WorkspaceFacts,
): MergedTarget | undefined {
  const own = facts.project(root)?.targets.get(name);
  if (!own) return undefined;
  const place = { name, executor: executorOf(own.fields), project: { name: projectName, root } };
  return merge([...appliedDefaults(place, facts).map(({ fields }) => fields), own.fields]);
}

/** The output of a codegen target, written as a token so that it follows configurations and overrides. */
export const OUTPUT_DIR = '{options.outputDir}';

const RUN_COMMANDS = 'nx:run-commands';

/** Later layers win: lists are replaced unless they contain Nx's `...`; options and configurations merge by key. */
function merge(layers: readonly Fields[]): MergedTarget {
  let merged: Fields = {};
  for (const layer of layers) {
    const isOther = hasRunner(merged) && hasRunner(layer) && executorOf(layer) !== executorOf(merged);
    const before: Fields = isOther ? {} : merged;
    merged = {
      ...before,
      ...layer,
      options: { ...asObject(before['options']), ...asObject(layer['options']) },
      configurations: mergeConfigurations(asObject(before['configurations']), asObject(layer['configurations'])),
      ...Object.fromEntries(LISTS.map((list) => [list, mergeList(before[list], layer[list])])),
    };
  }
  const base = asObject(merged['options']);
  const configurations = Object.values(asObject(merged['configurations']));
  const outputs = merged['outputs'] as readonly unknown[] | undefined;
  return {
    executor: executorOf(merged),
    options: [base, ...configurations.map((options) => ({ ...base, ...asObject(options) }))],
    outputs: outputs?.filter((output): output is string => typeof output === 'string'),
    dependsOn: (merged['dependsOn'] as readonly unknown[] | undefined) ?? [],
    cache: typeof merged['cache'] === 'boolean' ? merged['cache'] : undefined,
    continuous: merged['continuous'] === true,
  };
}

const LISTS = ['outputs', 'dependsOn'] as const;

function mergeList(before: unknown, after: unknown): unknown {
  if (!Array.isArray(after)) return before;
  return (after as unknown[]).flatMap((item) =>
    item === '...' ? (Array.isArray(before) ? (before as unknown[]) : []) : [item],
  );
}

function mergeConfigurations(before: Fields, after: Fields): Fields {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries([...names].map((name) => [name, { ...asObject(before[name]), ...asObject(after[name]) }]));
}

function hasRunner(fields: Fields): boolean {
  return fields['executor'] !== undefined || fields['command'] !== undefined;
}

function executorOf(fields: Fields): string {
  const executor = fields['executor'];
  return typeof executor === 'string' ? executor : RUN_COMMANDS;
}

function asObject(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
