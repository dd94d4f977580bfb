import type { TargetConfiguration } from '@nx/devkit';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument } from './document';
import type { OwnTarget, WorkspaceFacts } from './facts';
import { isGlob } from './paths';
import type { Targets } from './placed-workflow';
import { appliedDefaults } from './target-defaults';
import { TYPECHECK_EXECUTOR } from './workflow';

const GUARDED = ['inputs', 'outputs', 'dependsOn'] as const;

/**
 * Reports entries of `targetDefaults` and the project's own targets that Nx would merge over an inferred
 * target. Both replace lists as a whole, so a task would silently lose its edges or inputs and get wrong
 * cache hits.
 */
export function checkReplacements(
  targets: ReadonlyMap<string, Targets>,
  document: JsonDocument,
  facts: WorkspaceFacts,
): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const [root, ofRoot] of targets) {
    const project = facts.project(root);
    for (const [name, target] of Object.entries(ofRoot)) {
      const own = project?.targets.get(name);
      const findings = [
        ...checkDefaults(name, target, { name: project?.name, root }, document, facts),
        ...(own ? checkOwnTarget(name, target, own, document) : []),
      ];
      for (const finding of findings) found.set(`${finding.line}:${finding.column}:${finding.message}`, finding);
    }
  }
  return [...found.values()];
}

function* checkDefaults(
  name: string,
  target: TargetConfiguration,
  project: { readonly name: string | undefined; readonly root: string },
  document: JsonDocument,
  facts: WorkspaceFacts,
): Generator<Diagnostic> {
  const applied = appliedDefaults({ name, executor: executorOf(target), project }, facts);
  for (const { key, fields } of applied) {
    const replaced = replacedFields(target, fields);
    if (replaced.length === 0) continue;
    const message = `"targetDefaults" in nx.json, entry "${key}", would replace ${list(replaced)} of "${name}"`;
    const away = `take ${list(replaced)} out of that entry`;
    const hint =
      key === name
        ? `rename the task, or ${away}`
        : isGlob(key)
          ? `${away}, or add an entry "${name}" without them, which wins over it`
          : `${away}; it applies to every target with this executor`;
    yield document.atKey('replaced-by-target-defaults', ['tasks', name], message, hint);
  }
}

function* checkOwnTarget(
  name: string,
  target: TargetConfiguration,
  own: OwnTarget,
  document: JsonDocument,
): Generator<Diagnostic> {
  const replaced = replacesRunner(target, own.fields) ? ['executor'] : replacedFields(target, own.fields);
  if (replaced.length === 0) return;
  const isTask = document.has(['tasks', name]);
  const message = `the target "${name}" in ${own.file} would replace ${list(replaced)} of ${isTask ? 'this task' : "the plugin's own"}`;
  const hint = isTask
    ? `rename the task, or remove the target from ${own.file}`
    : target.executor === TYPECHECK_EXECUTOR
      ? `rename that target, or leave ${list(replaced)} to the plugin`
      : `rename that target, or set the plugin option "workflowTargetName" in nx.json`;
  yield document.atKey('replaced-by-project-target', ['tasks', name], message, hint);
}

/** The guarded fields that both have. A list with Nx's spread token `...` does not count: it keeps the inferred entries. */
function replacedFields(target: TargetConfiguration, over: Readonly<Record<string, unknown>>): string[] {
  const fields: string[] = GUARDED.filter((field) => {
    const value = over[field];
    return value !== undefined && target[field] !== undefined && !(Array.isArray(value) && value.includes('...'));
  });
  if (over['command'] !== undefined && over['command'] !== target.command) fields.push('command');
  return fields;
}

function replacesRunner(target: TargetConfiguration, own: Readonly<Record<string, unknown>>): boolean {
  const executor = own['executor'];
  if (typeof executor === 'string') return executor !== executorOf(target);
  return own['command'] !== undefined && executorOf(target) !== 'nx:run-commands';
}

function executorOf(target: TargetConfiguration): string {
  return target.executor ?? 'nx:run-commands';
}

function list(fields: readonly string[]): string {
  const quoted = fields.map((field) => `"${field}"`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
