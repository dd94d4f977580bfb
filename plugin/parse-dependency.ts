import type { Diagnostic } from '../diagnostics/diagnostic';
import { didYouMean } from '../diagnostics/suggest';
import type { JsonDocument, JsonPath } from './document';
import { DEPENDENCY_FIELDS, describeType, hasType, type FieldType } from './field-types';
import type { Dependency, NxDependency, TaskDependency } from './workflow';

/** The tasks of the file, for looking up references. */
export interface TaskNames {
  readonly names: Set<string>;
  readonly byId: Map<number, string>;
}

/**
 * Parses the entries of `dependsOn` or `after`: tasks of the file by name, by id or as
 * `{ "task": … }`, and all forms that Nx accepts in `dependsOn`.
 *
 * A bare name must be a task of the file, so that typos are found. Any other target is written in
 * Nx's form, `{ "target": "…" }`.
 *
 * @param path path of the list; its last part is `dependsOn` or `after`
 */
export function parseDependencies(
  document: JsonDocument,
  path: JsonPath,
  entries: readonly unknown[],
  tasks: TaskNames,
  diagnostics: Diagnostic[],
): Dependency[] {
  const reader = new DependencyReader(document, path.at(-1) === 'after', tasks, diagnostics);
  return entries.flatMap((entry, index) => reader.read(entry, [...path, index]) ?? []);
}

const NO_OUTPUTS = 'an "after" edge hashes nothing of the other task: write it in "dependsOn", or drop "outputs"';

const OUTPUTS_EXAMPLE = 'write ["{projectRoot}/…"], or leave it out';

const HINTS: Readonly<Partial<Record<FieldType, string>>> = {
  'a list of strings': OUTPUTS_EXAMPLE,
  'a string': 'write a string, as in "dependsOn" of Nx, or leave it out',
  'true or false': 'write true or false without quotes, or leave it out',
};

class DependencyReader {
  constructor(
    private readonly document: JsonDocument,
    private readonly orderOnly: boolean,
    private readonly tasks: TaskNames,
    private readonly diagnostics: Diagnostic[],
  ) {}

  read(entry: unknown, path: JsonPath): Dependency | undefined {
    if (typeof entry === 'number') return this.reference(entry, path, path);
    if (typeof entry === 'string') {
      const isNxForm = !this.tasks.names.has(entry) && /[\^:*?{}[\]!]/.test(entry);
      return isNxForm ? { kind: 'nx', value: entry, outputs: undefined, path } : this.reference(entry, path, path);
    }
    if (!hasType(entry, 'an object')) {
      const message = `a dependency must be a task's name or id or an object, not ${describeType(entry)}`;
      this.fail('wrong-type', path, message, 'write "task-name", 7 or { "task": "task-name" }');
      return;
    }
    const fields = entry as Record<string, unknown>;
    return Object.hasOwn(fields, 'target') ? this.readNxForm(fields, path) : this.readObject(fields, path);
  }

  /** An edge in Nx's form. In `dependsOn`, this plugin adds the property `outputs`. */
  private readNxForm(fields: Record<string, unknown>, path: JsonPath): NxDependency | undefined {
    const { target, outputs, ...others } = fields;
    if (typeof target !== 'string' || target === '') {
      const message = `"target" must be a string, not ${target === '' ? 'empty' : describeType(target)}`;
      this.fail('wrong-type', [...path, 'target'], message, 'write { "target": "build", "projects": ["web"] }');
      return;
    }
    if (outputs !== undefined && this.orderOnly) {
      const message = 'an entry of "after" has no property "outputs"';
      this.diagnostics.push(this.document.atKey('unknown-property', [...path, 'outputs'], message, NO_OUTPUTS));
      return;
    }
    if (outputs !== undefined && !hasType(outputs, 'a list of strings')) {
      const message = `"outputs" must be a list of strings, not ${describeType(outputs)}`;
      this.fail('wrong-type', [...path, 'outputs'], message, OUTPUTS_EXAMPLE);
      return;
    }
    const named = outputs as string[] | undefined;
    return { kind: 'nx', value: named ? { target, ...others } : { ...fields, target }, outputs: named, path };
  }

  private readObject(fields: Record<string, unknown>, path: JsonPath): TaskDependency | undefined {
    const known = Object.keys(DEPENDENCY_FIELDS).filter((key) => !(this.orderOnly && key === 'outputs'));
    for (const [key, value] of Object.entries(fields)) {
      const type = known.includes(key) ? DEPENDENCY_FIELDS[key] : undefined;
      if (!type) {
        const list = this.orderOnly ? 'after' : 'dependsOn';
        const hint = this.orderOnly && key === 'outputs' ? NO_OUTPUTS : didYouMean(key, [...known, 'target']);
        this.diagnostics.push(
          this.document.atKey(
            'unknown-property',
            [...path, key],
            `an entry of "${list}" has no property "${key}"`,
            hint,
          ),
        );
        return undefined;
      }
      if (!hasType(value, type)) {
        const message = `"${key}" must be ${type}, not ${hasType(value, 'a list') ? 'a list of other things' : describeType(value)}`;
        this.fail('wrong-type', [...path, key], message, HINTS[type] ?? OUTPUTS_EXAMPLE);
        return;
      }
    }
    const { task, outputs, projects, params, ...passed } = fields;
    if (typeof task !== 'string' && typeof task !== 'number') {
      const message = 'a dependency must name a "task" or a "target"';
      this.fail('wrong-type', path, message, 'write { "task": "task-name" }');
      return;
    }
    if (projects !== undefined && projects !== '*') {
      const message = '"projects" of a task dependency can only be "*"';
      const hint = 'a task runs on the projects it declares itself; for others use { "target": "…", "projects": […] }';
      this.fail('wrong-type', [...path, 'projects'], message, hint);
      return;
    }
    const found = this.reference(task, [...path, 'task'], path);
    return (
      found && {
        ...found,
        outputs: outputs as string[] | undefined,
        allProjects: projects === '*',
        params: params as string | undefined,
        ...(Object.keys(passed).length > 0 ? { passed } : {}),
      }
    );
  }

  private reference(task: string | number, at: JsonPath, path: JsonPath): TaskDependency | undefined {
    const name = typeof task === 'number' ? this.tasks.byId.get(task) : this.tasks.names.has(task) ? task : undefined;
    if (name !== undefined) {
      return { kind: 'task', task: name, outputs: undefined, allProjects: false, params: undefined, path };
    }
    if (typeof task === 'number') {
      const ids = [...this.tasks.byId.keys()].sort((a, b) => a - b);
      const hint =
        ids.length > 0 ? `known ids: ${ids.slice(0, 20).join(', ')}` : 'no task has an id; name the task instead';
      this.fail('unknown-task', at, `there is no task with the id ${task}`, hint);
      return;
    }
    const asId = /^\d+$/.test(task) && this.tasks.byId.has(Number(task));
    const hint = asId
      ? `an id is written without quotes: ${task}`
      : `${didYouMean(task, this.tasks.names)}\nwrite a target that is not in this file as { "target": "${task}" }`;
    this.fail('unknown-task', at, `there is no task "${task}" in this file`, hint);
  }

  private fail(code: 'wrong-type' | 'unknown-task', path: JsonPath, message: string, hint: string): undefined {
    this.diagnostics.push(this.document.atValue(code, path, message, hint));
  }
}
