import type { Diagnostic } from '../diagnostics/diagnostic';
import { MANIFEST_NAME } from '../state/manifest-name';
import type { JsonDocument, JsonPath } from './document';
import { OUTPUT_DIR, type MergedTarget, type TargetPlace } from './merged-target';
import { asGlob, isGlob, leadsOut, resolveTokens } from './paths';
import { CODEGEN_EXECUTOR, type Task } from './workflow';

/** The outputs of one target. Paths are relative to the workspace, without tokens. */
export interface TargetOutputs {
  /** Outputs in all configurations, without exclusions. */
  readonly resolved: readonly string[];
  /** Exclusions (`!`). */
  readonly excluded: readonly string[];
  /** The output folders of a codegen target. */
  readonly generated: readonly string[];
  /** False if an output has a token whose value only Nx knows. */
  readonly isKnown: boolean;
}

/** A token whose value only Nx knows: `{env.OUT}`, `{options.to ?? dist}`. Braces of a glob contain commas. */
const OTHER_TOKEN = /\{(?!(?:projectRoot|projectName|workspaceRoot|options\.[\w.-]+)\})[^{},]*[^{},\d.][^{},]*\}|\?\?/;

/**
 * The outputs of a target on one project, in all of its configurations. Nx ignores an output that refers to an option
 * without a value.
 */
export function targetOutputs(target: MergedTarget, { root, projectName }: TargetPlace): TargetOutputs {
  const [resolved, excluded, generated] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let isKnown = true;
  for (const output of target.outputs ?? []) {
    if (OTHER_TOKEN.test(output)) {
      isKnown = false;
      continue;
    }
    const paths = target.options.map((options) => resolveTokens(output, { root, projectName, options }));
    for (const path of paths) {
      if (path === undefined) continue;
      if (output.startsWith('!')) excluded.add(path);
      else resolved.add(path);
      if (output === OUTPUT_DIR && target.executor === CODEGEN_EXECUTOR) generated.add(path);
    }
  }
  return { resolved: [...resolved], excluded: [...excluded], generated: [...generated], isKnown };
}

/** The outputs that the plugin gives to a target; undefined if the task declares none. */
export function declaredOutputs(task: Task): readonly string[] | undefined {
  const { executor, outputs } = task.target;
  return executor === CODEGEN_EXECUTOR ? [...new Set([OUTPUT_DIR, ...(outputs ?? [])])] : outputs;
}

/**
 * Globs of outputs for `dependentTasksOutputFiles`: relative to the workspace, since Nx replaces no tokens there. An
 * output may be a file or a folder, so its globs cover both. The manifest of a generated folder is excluded: it tells
 * how the files were generated, and tasks that read them need not rerun when only that changes.
 */
export function outputGlobs(outputs: readonly string[], generated: readonly string[]): string[] {
  return outputs.flatMap((output) => {
    if (generated.includes(output)) return [`${output}/**/!(${MANIFEST_NAME})`];
    if (/\*\*(\/\*)?$/.test(output)) return [output];
    // A path with an extension is a file.
    if (isGlob(output)) return /\.[\w{},]+$/.test(output) ? [output] : [output, `${output}/**/*`];
    const name = output.slice(output.lastIndexOf('/') + 1);
    // These characters cannot be part of a name within braces.
    if (asGlob(name) !== name && /[,{}()!|\\]/.test(name)) return [asGlob(output), `${asGlob(output)}/**/*`];
    return [`${output.slice(0, -name.length)}{${name},${name}/**/*}`];
  });
}

/** The findings about a task's declared outputs on one project. */
export function* checkOutputs(
  task: Task,
  target: MergedTarget,
  place: TargetPlace,
  document: JsonDocument,
  projectRoots: ReadonlySet<string>,
): Generator<Diagnostic> {
  for (const [index, output] of (task.target.outputs ?? []).entries()) {
    const path = ['tasks', task.name, 'outputs', index];
    if (!/^!?\{(projectRoot|workspaceRoot|options\.[^}]+)\}/.test(output)) {
      const message = `the output "${output}" does not start with {projectRoot} or {workspaceRoot}`;
      yield document.atValue('invalid-output', path, message, `write "{projectRoot}/${output.replace(/^[./]+/, '')}"`);
      continue;
    }
    if (output.startsWith('!')) continue;
    for (const options of target.options) {
      const resolved = resolveTokens(output, { ...place, options });
      if (resolved !== undefined) yield* checkOutput(resolved, output, document, path, projectRoots);
    }
  }
  if (task.target.executor !== CODEGEN_EXECUTOR) return;
  for (const options of target.options) {
    const written = options['outputDir'];
    const resolved = resolveTokens(OUTPUT_DIR, { ...place, options });
    if (resolved === undefined || typeof written !== 'string') continue;
    yield* checkOutputDir(resolved, written, document, outputDirPath(task, written), projectRoots);
  }
}

/** The path of `outputDir` in the workflow file: in the options or in those of a configuration. */
function outputDirPath(task: Task, written: string): JsonPath {
  const path: JsonPath = ['tasks', task.name];
  const isHere = (options: unknown): boolean =>
    typeof options === 'object' && options !== null && (options as { outputDir?: unknown }).outputDir === written;
  const configuration = Object.entries(task.target.configurations ?? {}).find(([, options]) => isHere(options))?.[0];
  if (configuration === undefined || isHere(task.target.options)) return [...path, 'options', 'outputDir'];
  return [...path, 'configurations', configuration, 'outputDir'];
}

function* checkOutputDir(
  resolved: string,
  written: string,
  document: JsonDocument,
  path: JsonPath,
  projectRoots: ReadonlySet<string>,
): Generator<Diagnostic> {
  if (!isGlob(resolved)) {
    yield* checkOutput(resolved, written, document, path, projectRoots);
    return;
  }
  const message = `the output folder "${resolved}" has characters in its name that Nx reads as a glob`;
  yield document.atValue('invalid-output', path, message, 'rename the folder: Nx would not cache what is in it');
}

function* checkOutput(
  resolved: string,
  written: string,
  document: JsonDocument,
  path: JsonPath,
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
