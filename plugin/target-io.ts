import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument } from './document';
import { isGlob, leadsOut, resolveTokens, type TokenValues } from './paths';
import { CODEGEN_EXECUTOR, CODEGEN_MANIFEST, type Task } from './workflow';

/** What one target of a task owns: its outputs as Nx takes them, and resolved. */
export interface TargetOutputs {
  /** With tokens, for the target's `outputs`; undefined where the task declares none. */
  readonly declared: readonly string[] | undefined;
  /** Relative to the workspace, without tokens and without the negated ones. */
  readonly resolved: readonly string[];
}

/** The outputs of a task on one project: those it declares and, for code generation, its outputDir. */
export function outputsOf(task: Task, values: TokenValues): TargetOutputs {
  const declared = [...codegenOutputs(task), ...(task.target.outputs ?? [])];
  const options = { ...values, options: task.target.options };
  const resolved = declared
    .filter((output) => !output.startsWith('!'))
    .flatMap((output) => resolveTokens(output, options) ?? []);
  return {
    declared: declared.length > 0 || task.target.outputs ? [...new Set(declared)] : undefined,
    resolved: [...new Set(resolved)],
  };
}

function codegenOutputs(task: Task): string[] {
  const outputDir = task.target.executor === CODEGEN_EXECUTOR ? task.target.options?.['outputDir'] : undefined;
  if (typeof outputDir !== 'string' || outputDir === '') return [];
  return [/^\{(projectRoot|workspaceRoot)\}/.test(outputDir) ? outputDir : `{workspaceRoot}/${outputDir}`];
}

/**
 * Globs for `dependentTasksOutputFiles`, one for each of the given outputs of a task: plain and
 * relative to the workspace, since Nx fills in no token there. A path may turn out to be a file or a
 * directory, so its glob covers both. Of a generated directory the manifest stays out: it tells how
 * the files were made, and their readers should not rerun for that.
 */
export function outputGlobs(task: Task, values: TokenValues, outputs: readonly string[]): string[] {
  const generated = codegenOutputs(task).flatMap((output) => resolveTokens(output, values) ?? []);
  return outputs.map((output) => {
    if (isGlob(output)) return output;
    if (generated.includes(output)) return `${output}/**/!(${CODEGEN_MANIFEST})`;
    const name = output.slice(output.lastIndexOf('/') + 1);
    return `${output.slice(0, -name.length)}{${name},${name}/**/*}`;
  });
}

/** The findings about a task's declared outputs on one project. */
export function* checkOutputs(
  task: Task,
  values: TokenValues,
  document: JsonDocument,
  projectRoots: ReadonlySet<string>,
): Generator<Diagnostic> {
  const options = { ...values, options: task.target.options };
  for (const [index, output] of (task.target.outputs ?? []).entries()) {
    const path = ['tasks', task.name, 'outputs', index];
    if (!/^!?\{(projectRoot|workspaceRoot|options\.[^}]+)\}/.test(output)) {
      const message = `the output "${output}" does not start with {projectRoot} or {workspaceRoot}`;
      yield document.atValue('invalid-output', path, message, `write "{projectRoot}/${output.replace(/^[./]+/, '')}"`);
      continue;
    }
    if (output.startsWith('!')) continue;
    const resolved = resolveTokens(output, options);
    if (resolved !== undefined) yield* checkOutput(resolved, output, document, path, projectRoots);
  }
  const outputDir = codegenOutputs(task)[0];
  const resolved = outputDir === undefined ? undefined : resolveTokens(outputDir, values);
  if (outputDir !== undefined && resolved !== undefined) {
    yield* checkOutput(resolved, outputDir, document, ['tasks', task.name, 'options', 'outputDir'], projectRoots);
  }
}

function* checkOutput(
  resolved: string,
  written: string,
  document: JsonDocument,
  path: readonly (string | number)[],
  projectRoots: ReadonlySet<string>,
): Generator<Diagnostic> {
  if (leadsOut(resolved)) {
    const message = `the output "${written}" lies outside the workspace`;
    yield document.atValue('invalid-output', path, message, 'Nx can only cache files of the workspace');
  } else if (!isGlob(resolved) && (resolved === '.' || projectRoots.has(resolved))) {
    const message = `the output "${written}" is a whole project, and Nx would delete its sources on a cache hit`;
    yield document.atValue(
      'invalid-output',
      path,
      message,
      'write to a directory of its own, like "{projectRoot}/build"',
    );
  }
}
