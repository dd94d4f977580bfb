import type { Diagnostic } from '../../diagnostics/diagnostic';
import { compilersFor } from '../compile/compilers-for';
import { compiledOutputs } from '../compile/compiled-outputs';
import { SOURCE_READ } from '../graph/dependencies';
import type { Settings } from '../settings';
import type { DataVariables, TemplateRuntime } from '../templates/template-runtime';
import { MissingFieldError } from '../templates/missing-field';
import { templateFailure } from './failures';
import { missingFieldFailure } from './missing-field-failure';
import { outputPathProblem, pathLengthProblem, shownPath } from './output-path';
import type { PatternData } from '../sources/pattern-data';

/** What an emit gives for some data: a file that is nowhere yet. */
export interface EmittedText {
  /** Relative to the output folder. */
  readonly path: string;
  readonly text: string;
  /** Names of the partials that the path and the text asked for, sorted. */
  readonly partials: readonly string[];
}

/** The emits of a run. */
export interface Emits {
  readonly settings: Settings;
  /** Path of each emit's template, relative to the workspace; by the emit's index. */
  readonly emitTemplates: readonly string[];
}

/**
 * Renders path and text of one emit.
 *
 * @param pattern whose data it is; null for the data of the whole library
 */
export function emitText(
  { settings, emitTemplates }: Emits,
  runtime: TemplateRuntime,
  index: number,
  data: unknown,
  pattern: PatternData | null,
): EmittedText | Diagnostic {
  const { to } = settings.emits[index]!;
  const template = emitTemplates[index]!;
  const variables = pattern ? variablesOf(pattern, runtime) : {};
  try {
    const { text: path, partials: asked } = runtime.renderPath(to, data, variables);
    const problem = outputPathProblem(path) ?? compiledPathProblem(settings, path);
    if (problem !== undefined) {
      const message = `"to" gives the path "${shownPath(path)}": ${problem}`;
      const place = pattern?.place() ?? { file: template };
      return { severity: 'error', code: 'output-path', message, ...place, hint: `emit.to is "${to}"` };
    }
    const { text, partials } = runtime.render(template, data, variables);
    return { path, text, partials: [...new Set([...asked, ...partials])].sort() };
  } catch (error) {
    const { workspaceRoot } = settings;
    if (error instanceof MissingFieldError)
      return missingFieldFailure(error, { to, template, pattern: pattern?.id, workspaceRoot });
    return templateFailure(error, template, pattern?.id, workspaceRoot);
  }
}

/** The `@` variables of a pattern's texts. */
function variablesOf({ path, name, key, source }: PatternData, runtime: TemplateRuntime): DataVariables {
  if (key === undefined || typeof source !== 'object' || source === null) return { path, name };
  return { path, name, key, source: runtime.recorded(source, SOURCE_READ) };
}

/** The same of what compilers make of the file: those of TypeScript give longer names, commands any. */
function compiledPathProblem(settings: Settings, path: string): string | undefined {
  for (const compiler of compilersFor(settings, path)) {
    const problemOf = settings.compilers[compiler]?.compiler === 'typescript' ? pathLengthProblem : outputPathProblem;
    for (const output of compiledOutputs(settings, compiler, path)) {
      const problem = problemOf(output);
      if (problem !== undefined) return `${problem} once it is compiled`;
    }
  }
  return undefined;
}
