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
import { patternName } from '../sources/item';

/** The rendered path and text of an emit. */
export interface EmittedText {
  /** Relative to the output folder. */
  readonly path: string;
  readonly text: string;
  /** Names of the partials used by the path, the text and `when`, sorted. */
  readonly partials: readonly string[];
}

/** The result if `when` yields no file. */
export interface SkippedText {
  readonly isSkipped: true;
  /** Names of the partials used by the condition. */
  readonly partials: readonly string[];
}

export type Emitted = EmittedText | SkippedText | Diagnostic;

/** The emits of a run. */
export interface Emits {
  readonly settings: Settings;
  /** Path of each emit's template, relative to the workspace, by emit index. */
  readonly emitTemplates: readonly string[];
}

/** The pattern or source file that a file is made from. */
export interface Subject {
  /** Id of the pattern, or path of the source file. */
  readonly id: string;
  readonly variables: DataVariables;
  readonly place: PatternData['place'];
}

export function patternSubject(pattern: PatternData, runtime: TemplateRuntime): Subject {
  const { id, source, place } = pattern;
  return { id, variables: { ...patternNames(pattern), ...sourceVariable(source, runtime) }, place };
}

/** @param source the data of the whole file */
export function sourceSubject(path: string, source: unknown, runtime: TemplateRuntime): Subject {
  const variables = { path, name: patternName(path), ...sourceVariable(source, runtime) };
  return { id: path, variables, place: () => ({ file: path }) };
}

/** The `@` variables that follow from a pattern's id. */
export interface PatternNames extends DataVariables {
  readonly path: string;
  readonly name: string;
  readonly key?: string;
}

export function patternNames({ path, name, key }: PatternData): PatternNames {
  return { path, name, ...(key === undefined ? {} : { key }) };
}

function sourceVariable(source: unknown, runtime: TemplateRuntime): DataVariables {
  return typeof source === 'object' && source !== null ? { source: runtime.recordReads(source, SOURCE_READ) } : {};
}

/**
 * Renders path and text of one emit, unless its `when` yields no file.
 *
 * @param subject the pattern or source file; null for the whole library
 */
export function emitText(
  { settings, emitTemplates }: Emits,
  runtime: TemplateRuntime,
  index: number,
  data: unknown,
  subject: Subject | null,
): Emitted {
  const { to, when } = settings.emits[index]!;
  const template = emitTemplates[index]!;
  const variables = subject?.variables ?? {};
  try {
    const wanted = when === undefined ? undefined : runtime.renderCondition(when, data, variables);
    if (wanted?.text === '') return { isSkipped: true, partials: wanted.partials };
    const { text: path, partials: pathPartials } = runtime.renderPath(to, data, variables);
    const problem = outputPathProblem(path) ?? compiledPathProblem(settings, path);
    if (problem !== undefined) {
      const message = `"to" gives the path "${shownPath(path)}": ${problem}`;
      const place = subject?.place() ?? { file: template };
      return { severity: 'error', code: 'output-path', message, ...place, hint: `emit.to is "${to}"` };
    }
    const { text, partials } = runtime.render(template, data, variables);
    const all = new Set([...(wanted?.partials ?? []), ...pathPartials, ...partials]);
    return { path, text, partials: [...all].sort() };
  } catch (error) {
    const emit = { to, when, template, pattern: subject?.id, workspaceRoot: settings.workspaceRoot };
    return error instanceof MissingFieldError ? missingFieldFailure(error, emit) : templateFailure(error, emit);
  }
}

/** Checks the paths of compiled files. TypeScript only makes names longer; commands may use any extension. */
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
