import { compareDiagnostics, type Diagnostic } from '../diagnostics/diagnostic';
import { didYouMean } from '../diagnostics/suggest';
import { addedTargets, type AddedKind } from './added-targets';
import { findCycles } from './cycle';
import type { JsonDocument, JsonPath } from './document';
import { nameProblem } from './name-problem';
import { checkOptionTokens } from './option-tokens';
import { oncePerPlace, parseWorkflow, type ParsedWorkflow } from './parse';
import { runsShell } from './limits';
import { CODEGEN_EXECUTOR, type Task, type Workflow } from './workflow';

export const DEFAULT_WORKFLOW_TARGET = 'workflow';

/**
 * Parses and validates a workflow file by its text alone. Checks that need the workspace (projects,
 * nx.json, other files) are part of inference.
 *
 * Pure: reads no files, and does not throw for any text.
 *
 * @param file path for messages, normally relative to the workspace with `/` between folders
 * @param workflowTargetName the plugin's option of that name; task names must not collide with it
 */
export function readWorkflowFile(
  text: string,
  file: string,
  workflowTargetName: string = DEFAULT_WORKFLOW_TARGET,
): ParsedWorkflow {
  const parsed = parseWorkflow(text, file);
  if (!parsed.workflow) return parsed;
  const diagnostics = validateWorkflow(parsed.workflow, parsed.document, workflowTargetName);
  return {
    ...parsed,
    workflow: diagnostics.length > 0 ? undefined : parsed.workflow,
    diagnostics: oncePerPlace(diagnostics),
  };
}

/** Validates a parsed workflow. Pure. @returns findings sorted by position */
export function validateWorkflow(
  workflow: Workflow,
  document: JsonDocument,
  workflowTargetName: string = DEFAULT_WORKFLOW_TARGET,
): Diagnostic[] {
  return [
    ...checkNames(workflow, document, workflowTargetName),
    ...checkIds(workflow, document),
    ...checkPhases(workflow, document),
    ...workflow.tasks.flatMap((task) => [...checkTask(task, document)]),
    ...findCycles(workflow, document),
  ].sort(compareDiagnostics);
}

function* checkNames(workflow: Workflow, document: JsonDocument, umbrella: string): Generator<Diagnostic> {
  if (workflow.name !== undefined) yield* checkName('workflow', workflow.name, document, ['name'], false);
  for (const [index, phase] of workflow.phases.entries()) {
    yield* checkName('phase', phase, document, ['phases', index], false);
  }
  const phases = new Set(workflow.phases);
  const added = addedTargets(workflow);
  for (const task of workflow.tasks) {
    const path: JsonPath = ['tasks', task.name];
    yield* checkName('task', task.name, document, path, true);
    const ofPhase = task.name.startsWith(`${umbrella}-`) ? task.name.slice(umbrella.length + 1) : undefined;
    if (task.name === umbrella) {
      const message = `"${task.name}" is the target that runs all tasks, so no task can have this name`;
      const hint = 'rename the task, or set the plugin option "workflowTargetName" in nx.json';
      yield document.atKey('reserved-name', path, message, hint);
    } else if (ofPhase !== undefined && phases.has(ofPhase)) {
      const message = `"${task.name}" is the target that runs the phase "${ofPhase}", so no task can have this name`;
      yield document.atKey('reserved-name', path, message, 'rename the task or the phase');
    }
    const taken = added.get(task.name);
    if (taken && taken.kind !== 'watch') {
      const { does, hint } = ADDED[taken.kind](taken.task.name);
      const message = `"${task.name}" is the target that ${does}, so no task can have this name`;
      yield document.atKey('reserved-name', path, message, `rename the task, or ${hint}`);
    }
  }
}

type Purpose = (task: string) => { readonly does: string; readonly hint: string };

/** The purpose of each kind of added target, and a hint how to do without it. */
const ADDED: Readonly<Record<Exclude<AddedKind, 'watch'>, Purpose>> = {
  typecheck: (task) => ({
    does: `type-checks the generated code of "${task}"`,
    hint: `set "typecheck": false in the compiler's options of "${task}"`,
  }),
  check: (task) => ({
    does: `checks the committed code of "${task}"`,
    hint: `remove "committed" from "${task}"`,
  }),
};

function* checkName(
  what: string,
  name: string,
  document: JsonDocument,
  path: JsonPath,
  key: boolean,
): Generator<Diagnostic> {
  const problem = nameProblem(what, name);
  if (!problem) return;
  const { message, hint } = problem;
  yield key
    ? document.atKey('invalid-name', path, message, hint)
    : document.atValue('invalid-name', path, message, hint);
}

function* checkIds(workflow: Workflow, document: JsonDocument): Generator<Diagnostic> {
  const owners = new Map<number, string>();
  let next: number | undefined;
  for (const task of workflow.tasks) {
    if (task.id === undefined) continue;
    const owner = owners.get(task.id);
    if (owner === undefined) owners.set(task.id, task.name);
    else {
      next ??= workflow.tasks.reduce((most, other) => Math.max(most, other.id ?? 0), 0) + 1;
      const message = `the id ${task.id} already belongs to "${owner}"`;
      yield document.atValue('duplicate-id', ['tasks', task.name, 'id'], message, `ids are unique; ${next} is free`);
    }
  }
}

function* checkPhases(workflow: Workflow, document: JsonDocument): Generator<Diagnostic> {
  const seen = new Set<string>();
  for (const [index, phase] of workflow.phases.entries()) {
    if (!seen.has(phase)) seen.add(phase);
    else {
      const message = `the phase "${phase}" is listed twice`;
      yield document.atValue('duplicate-phase', ['phases', index], message, 'remove one of them');
    }
  }
  for (const task of workflow.tasks) {
    if (task.phase === undefined || seen.has(task.phase)) continue;
    const message = `there is no phase "${task.phase}" in "phases"`;
    const hint = didYouMean(task.phase, workflow.phases);
    yield document.atValue('unknown-phase', ['tasks', task.name, 'phase'], message, hint);
  }
}

function* checkTask(task: Task, document: JsonDocument): Generator<Diagnostic> {
  const path: JsonPath = ['tasks', task.name];
  const { command, executor, cache, continuous } = task.target;
  if (command !== undefined && executor !== undefined) {
    const message = `task "${task.name}" has both a "command" and an "executor"`;
    yield document.atKey('command-and-executor', [...path, 'command'], message, 'keep the one that does the work');
  } else if (command === undefined && executor === undefined) {
    const message = `task "${task.name}" has neither a "command" nor an "executor"`;
    const hint = 'add "command": "…", or "executor" with "options"; "nx:noop" does nothing but wait for others';
    yield document.atKey('no-command-or-executor', path, message, hint);
  }
  if (cache === true && continuous === true) {
    const message = `task "${task.name}" is continuous, so it never ends and cannot be cached`;
    yield document.atKey('cached-continuous', [...path, 'cache'], message, 'remove "cache" or "continuous"');
  }
  yield* checkLimits(task, document);
  if (task.isCommitted === true && task.target.executor !== CODEGEN_EXECUTOR) {
    const message = `task "${task.name}" generates no code, so it has none to commit`;
    yield document.atKey('committed', [...path, 'committed'], message, 'remove "committed"');
  }
  yield* checkOptionTokens(task, document);
}

/** A command that fails this often is not helped by another retry. */
const MAX_RETRIES = 10;

function* checkLimits({ name, target, limits = {} }: Task, document: JsonDocument): Generator<Diagnostic> {
  const isCommand = runsShell(target);
  for (const [key, value] of Object.entries(limits)) {
    const path: JsonPath = ['tasks', name, key];
    if (!isCommand) {
      const message = `"${key}" is for tasks that run a command, and "${name}" has an executor of its own`;
      yield document.atKey('limits', path, message, 'use an option of that executor, if it has one');
    } else if (target.continuous === true) {
      const message = `task "${name}" is continuous, so it has no "${key}"`;
      yield document.atKey('limits', path, message, `remove "${key}" or "continuous"`);
    } else if (key === 'timeout' ? value < 1 : value < 0 || value > MAX_RETRIES) {
      const range = key === 'timeout' ? 'at least 1 second' : `from 0 to ${MAX_RETRIES}`;
      yield document.atValue(
        'limits',
        path,
        `"${key}" must be ${range}, not ${value}`,
        `write "${key}": ${key === 'timeout' ? 60 : 2}`,
      );
    }
  }
}
