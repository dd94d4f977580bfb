import type { ProjectGraph } from '@nx/devkit';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { loadGraph } from '../engine/graph/load-graph';
import { loadTargetTemplates } from '../engine/render/target-templates';
import type { Settings } from '../engine/settings';
import { schemaOfData } from '../engine/templates/unknown-fields/target-texts';
import { isUnsupportedModule } from '../engine/user-code/load-module';
import { FindingsError } from './command';
import { applyEnvironment } from './task/environment';
import { taskToRun, type TaskInvocation } from './task/task-to-run';

export interface TemplateReport {
  /** `project:target`. */
  readonly target: string;
  readonly diagnostics: readonly Diagnostic[];
  /** The reason why its templates could not be checked; null if they were. */
  readonly notChecked: string | null;
}

/**
 * Checks the templates of a target whose data has a schema, in each of its configurations; undefined for a target
 * without a schema. Loads its modules, since they define its helpers, but reads no data. Writes nothing.
 *
 * Side effect: this process gets the environment of the task.
 */
export async function checkTemplates(
  graph: ProjectGraph,
  target: string,
  configurations: readonly string[],
  invocation: TaskInvocation,
): Promise<TemplateReport | undefined> {
  const found = new Map<string, Diagnostic>();
  let notChecked: string | null = null;
  let isDescribed = false;
  for (const id of [target, ...configurations.map((name) => `${target}:${name}`)]) {
    const one = await problemsOf(graph, id, invocation);
    if (one === undefined) continue;
    isDescribed = true;
    if (typeof one === 'string') notChecked ??= one;
    else for (const problem of one) found.set(JSON.stringify(problem), problem);
  }
  return isDescribed ? { target, diagnostics: [...found.values()], notChecked } : undefined;
}

async function problemsOf(
  graph: ProjectGraph,
  id: string,
  invocation: TaskInvocation,
): Promise<Diagnostic[] | string | undefined> {
  let settings: Settings;
  try {
    const task = taskToRun(graph, id, invocation);
    if (schemaOfData(task.settings) === undefined) return undefined;
    applyEnvironment(task.env);
    settings = { ...task.settings, switches: { ...task.settings.switches, templateCache: false } };
  } catch (error) {
    if (error instanceof FindingsError) return [...error.diagnostics];
    throw error;
  }
  const prepared = await loadGraph(settings);
  // Another task may generate the missing file.
  if (Array.isArray(prepared)) return prepared[0]?.message ?? '';
  const templates = await loadTargetTemplates(settings, prepared.inputs);
  if (!Array.isArray(templates)) return [];
  // A module may import a file that another task generates.
  const module = templates.find((one) => one.code === 'module' && !isUnsupportedModule(one));
  return module ? module.message : templates;
}
