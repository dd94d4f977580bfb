import { parse, type ParseError } from 'jsonc-parser';
import { didYouMean } from '../../diagnostics/suggest';
import { Refusal } from '../refusal';
import { isSilent } from '../workflow-file/outputs';
import { isObject, type TaskFields, type WorkflowFile } from '../workflow-file/read';
import type { TaskOptions } from './options';

/** The fields of a new task, in a readable order. Pure. */
export function taskFields(options: TaskOptions, workflow: WorkflowFile): TaskFields | Refusal {
  const { command, executor } = options;
  if (command !== undefined && executor !== undefined) {
    return new Refusal('a task has a command or an executor, not both', 'leave out --command or --executor');
  }
  if (command === undefined && executor === undefined) {
    return new Refusal(
      'a task needs a command or an executor',
      'write --command="node tools/index.js", or --executor=nx:noop',
    );
  }
  if (executor !== undefined && !/^[^\s:]+:[^\s:]+$/.test(executor)) {
    return new Refusal(`"${executor}" is not an executor`, 'write <package>:<executor>, like nx:run-commands');
  }
  const executorOptions = readOptions(options.options);
  if (executorOptions instanceof Refusal) return executorOptions;
  const phase = checkPhase(options.phase, workflow);
  if (phase instanceof Refusal) return phase;
  const dependsOn = dependencies(options.dependsOn, workflow);
  if (dependsOn instanceof Refusal) return dependsOn;
  const silent = dependsOn?.find((entry) => isSilent(taskOf(entry, workflow)));
  if (silent !== undefined) {
    const message = `"${silent}" declares no outputs, so an edge to it would hash nothing`;
    return new Refusal(message, `declare its outputs, or write --after=${silent}`);
  }
  const after = dependencies(options.after, workflow);
  if (after instanceof Refusal) return after;
  const project = list(options.project);
  return present({
    phase,
    description: options.description,
    project: project?.length === 1 ? project[0] : project,
    command,
    executor,
    options: executorOptions,
    dependsOn,
    after,
    inputs: list(options.inputs)?.map((input) => (isNamedInput(input) ? input : inProject(input))),
    outputs: list(options.outputs)?.map(inProject),
  });
}

/** Names and ids must be in this file, so that typos are found; all other forms are Nx's. */
function dependencies(
  entries: readonly string[] | undefined,
  workflow: WorkflowFile,
): (string | number)[] | undefined | Refusal {
  const found: (string | number)[] = [];
  for (const entry of list(entries) ?? []) {
    const isId = /^\d+$/.test(entry) && [...workflow.tasks.values()].some((task) => task['id'] === Number(entry));
    if (isId && !workflow.tasks.has(entry)) found.push(Number(entry));
    else if (workflow.tasks.has(entry) || /[\^:*?{}[\]!]/.test(entry)) found.push(entry);
    else
      return new Refusal(`there is no task "${entry}" in ${workflow.path}`, didYouMean(entry, workflow.tasks.keys()));
  }
  return found.length > 0 ? [...new Set(found)] : undefined;
}

/** A task by name or id; no fields for a target that is not in the file. */
function taskOf(entry: string | number, { tasks }: WorkflowFile): TaskFields {
  if (typeof entry === 'string') return tasks.get(entry) ?? { outputs: [] };
  return [...tasks.values()].find((task) => task['id'] === entry) ?? { outputs: [] };
}

function checkPhase(phase: string | undefined, { path, phases }: WorkflowFile): string | undefined | Refusal {
  if (phase === undefined || !phases || phases.includes(phase)) return phase;
  return new Refusal(`there is no phase "${phase}" in ${path}`, didYouMean(phase, phases));
}

function readOptions(text: string | undefined): Record<string, unknown> | undefined | Refusal {
  if (text === undefined) return undefined;
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors);
  if (errors.length === 0 && isObject(value)) return value;
  return new Refusal('--options must be a JSON object', `write --options='{"main":"{projectRoot}/index.js"}'`);
}

/** Splits comma-separated values, with or without spaces. */
function list(values: readonly string[] | undefined): string[] | undefined {
  const found = (values ?? []).map((value) => value.trim()).filter((value) => value !== '');
  return found.length > 0 ? found : undefined;
}

/** True for names of nx.json (`default`, `^production`); a path has a separator, a dot or a token. */
function isNamedInput(input: string): boolean {
  return /^!?\^?[A-Za-z][\w-]*$/.test(input);
}

function inProject(path: string): string {
  const [, not = '', rest = ''] = /^(!?)(?:\.?\/)*(.*)$/.exec(path) ?? [];
  return rest.startsWith('{') ? path : `${not}{projectRoot}/${rest}`;
}

function present(fields: TaskFields): TaskFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
