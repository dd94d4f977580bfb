import { didYouMean } from '../../diagnostics/suggest';
import { Refusal } from '../refusal';
import { normalizePath } from './find';
import { isObject, type WorkflowFile } from './read';

export const CODEGEN_EXECUTOR = 'nx-workflow:codegen';

/** A codegen task of a workflow file, with the options that generators read. */
export interface CodegenTask {
  readonly name: string;
  readonly patterns: readonly string[];
  /** The JSON Pointer to the patterns of each document; undefined if each file is a pattern. */
  readonly items: string | undefined;
  readonly templates: readonly string[];
  readonly schema: string | undefined;
  readonly emit: readonly Readonly<Record<string, unknown>>[];
  /** Project roots and globs, as written in the file. */
  readonly projects: readonly string[];
}

/** @param wanted name of the task; by default the workflow's only codegen task */
export function findCodegenTask(workflow: WorkflowFile, wanted: string | undefined): CodegenTask | Refusal {
  const names = [...workflow.tasks].filter(([, task]) => task['executor'] === CODEGEN_EXECUTOR).map(([name]) => name);
  if (wanted !== undefined) {
    if (names.includes(wanted)) return read(workflow, wanted);
    const isOther = workflow.tasks.has(wanted);
    const message = isOther
      ? `the task "${wanted}" does not run ${CODEGEN_EXECUTOR}`
      : `there is no task "${wanted}" in ${workflow.path}`;
    return new Refusal(message, didYouMean(wanted, names));
  }
  const [only, ...others] = names;
  if (only === undefined) {
    return new Refusal(`${workflow.path} has no codegen task`, 'make one: npx nx g nx-workflow:codegen generate');
  }
  if (others.length === 0) return read(workflow, only);
  return new Refusal(
    `${workflow.path} has ${names.length} codegen tasks, so --task must say which`,
    `they are: ${names.join(', ')}`,
  );
}

function read(workflow: WorkflowFile, name: string): CodegenTask {
  const fields = workflow.tasks.get(name) ?? {};
  const options = isObject(fields['options']) ? fields['options'] : {};
  const { schema, emit, items } = options;
  const project = fields['project'];
  return {
    name,
    patterns: texts(options['patterns']),
    items: typeof items === 'string' ? items : undefined,
    templates: texts(options['templates']),
    schema: typeof schema === 'string' ? schema : undefined,
    emit: Array.isArray(emit) ? emit.filter(isObject) : [],
    projects: project === undefined ? [workflow.root] : texts([project].flat()).map(normalizePath),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}
