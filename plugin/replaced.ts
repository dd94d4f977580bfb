import type { TargetConfiguration } from '@nx/devkit';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument } from './document';
import type { OwnTarget, WorkspaceFacts } from './facts';
import { isGlob } from './paths';
import type { Targets } from './targets';
import { TYPECHECK_EXECUTOR } from './workflow';

const GUARDED = ['inputs', 'outputs', 'dependsOn'] as const;

/**
 * Finds what Nx would lay over a target after the plugin made it: entries of `targetDefaults`, and
 * the project's own targets of the same name. Either replaces lists whole, so a task would silently
 * lose its edges or its inputs, and with them a right cache.
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
  for (const key of matchingKeys(facts.targetDefaults, name, executorOf(target))) {
    const value = facts.targetDefaults[key];
    const entries = (Array.isArray(value) ? (value as unknown[]) : [value]).filter(
      (entry): entry is Record<string, unknown> =>
        typeof entry === 'object' && entry !== null && passesFilter(entry as Record<string, unknown>, target, project),
    );
    for (const entry of entries) {
      const executor = entry['executor'];
      if (typeof executor === 'string' && executor !== executorOf(target)) continue; // Nx drops such an entry.
      const replaced = replacedFields(target, entry);
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
    if (entries.length > 0) return; // Only the first key that applies counts.
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

/** The executor's entry wins over the target's, and that over globs, the longest first. */
function matchingKeys(defaults: Readonly<Record<string, unknown>>, name: string, executor: string): string[] {
  const exact = [executor, name].filter((key) => Object.hasOwn(defaults, key));
  const globs = Object.keys(defaults).filter((key) => isGlob(key) && !exact.includes(key));
  if (globs.length === 0) return exact;
  const micromatch = require('micromatch') as typeof import('micromatch');
  return [...exact, ...globs.filter((key) => micromatch.isMatch(name, key)).sort((a, b) => b.length - a.length)];
}

/** What nx.json may call this plugin by. */
const NAMES: readonly unknown[] = ['nx-workflow', 'nx-workflow/inference'];

/** Filters of an entry, as Nx 23 and later have them. A filter that cannot be judged here does not apply. */
function passesFilter(
  entry: Record<string, unknown>,
  target: TargetConfiguration,
  project: { readonly name: string | undefined; readonly root: string },
): boolean {
  const filter = entry['filter'] as { executor?: unknown; plugin?: unknown; projects?: unknown } | undefined;
  if (!filter) return true;
  if (filter.executor !== undefined && filter.executor !== executorOf(target)) return false;
  if (filter.plugin !== undefined && !NAMES.includes(filter.plugin)) return false;
  if (!Array.isArray(filter.projects)) return true;
  const patterns = (filter.projects as unknown[]).filter((pattern): pattern is string => typeof pattern === 'string');
  const micromatch = require('micromatch') as typeof import('micromatch');
  return [project.name, project.root].some((name) => name !== undefined && micromatch.isMatch(name, patterns));
}

/** The guarded fields that both have; a list with the spread token keeps what the plugin put there. */
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
