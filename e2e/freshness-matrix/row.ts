import type { Json, Locked, Place } from './place';

/** The ways of running, in the order of the table. */
export const COLUMNS = ['run', 'skip-cache', 'check', 'watch', 'batch', 'threads', 'remote'] as const;
export type Column = (typeof COLUMNS)[number];

/** The expected output folder; null for a file that must not exist. */
export interface RightFiles {
  readonly kind: 'files';
  /** Relative to the output folder. */
  readonly files: Readonly<Record<string, string | null>>;
}

/** An error that names the cause. */
export interface RightError {
  readonly kind: 'error';
  /** Undefined for any code. */
  readonly code: string | undefined;
  /** The output must contain all of these; `{row}` is the row's folder. */
  readonly says: readonly string[];
}

export type Right = RightFiles | RightError;

/** One kind of read or change: a project of its own in the workspace of the matrix. */
export interface Row {
  /** The name of the project and of its folder. */
  readonly id: string;
  /** The title in the table. */
  readonly title: string;
  /** Relative to the project's folder, or to the workspace if they begin with a slash. */
  readonly files: Readonly<Record<string, string | Json>>;
  /** The tasks of the workflow file; the one under test is called `target`. */
  readonly tasks: Readonly<Record<string, Json>>;
  readonly target: string;
  /** Relative to the project's folder. */
  readonly outputDir: string;
  /** Expected outcomes before the edit, one of which must match; empty for any. */
  readonly before: readonly Right[];
  readonly edit: (at: Place) => void;
  /** Expected outcomes after the edit. */
  readonly after: readonly Right[];
  /** Environment variables of all commands, before and after the edit; undefined is unset. */
  readonly env: Readonly<Record<string, readonly [string | undefined, string | undefined]>>;
  /** Link targets by the path of the link in the workspace. */
  readonly links: Readonly<Record<string, string>>;
  /** Packages in the lock file, by name. */
  readonly locked: Readonly<Record<string, Locked>>;
  /** Files of the project on the branch `other`. */
  readonly branch: Readonly<Record<string, string>>;
  /** True if an error of its modules may end the process. */
  readonly mayEndProcess: boolean;
  /** By way of running, the reason why there is no cell. */
  readonly without: Readonly<Partial<Record<Column, string>>>;
}

/** The properties of a row that differ from the base. */
export type RowParts = Partial<Omit<Row, 'id' | 'title' | 'tasks' | 'before' | 'after'>> & {
  /** Options merged over those of the base; undefined removes one. */
  readonly options?: Json;
  /** More of the task: inputs, dependsOn, configurations. */
  readonly task?: Json;
  readonly otherTasks?: Readonly<Record<string, Json>>;
  readonly before?: Right | readonly Right[];
  readonly after: Right | readonly Right[];
};

export const BASE_OPTIONS = {
  patterns: ['{projectRoot}/specs/*.yaml'],
  templates: ['{projectRoot}/templates/*.hbs'],
  emit: [{ template: 'out', to: '{{@name}}.txt' }],
  outputDir: '{projectRoot}/generated',
};

/** A codegen task with the options of the base and additional ones. */
export function codegen(options: Json = {}, more: Json = {}): Json {
  const all = Object.entries({ ...BASE_OPTIONS, ...options }).filter(([, value]) => value !== undefined);
  return { executor: 'nx-workflow:codegen', options: Object.fromEntries(all), ...more };
}

/** The base has one spec `a`, one template `out`, and puts `a.txt` into `generated`. */
export function row(id: string, title: string, parts: RowParts): Row {
  const { files = {}, options, task, otherTasks = {}, target = 'generate', before, after, ...rest } = parts;
  return {
    outputDir: 'generated',
    edit: () => undefined,
    env: {},
    links: {},
    locked: {},
    branch: {},
    mayEndProcess: false,
    without: {},
    ...rest,
    id,
    title,
    target,
    files: {
      'specs/a.yaml': 'title: a\nvalue: 1\n',
      'templates/out.hbs': 'name={{@name}} title={{title}} value={{value}}\n',
      ...files,
    },
    tasks: { [target]: codegen(options, task), ...otherTasks },
    before: before === undefined ? [text('name=a title=a value=1\n')] : [before].flat(),
    after: [after].flat(),
  };
}

/**
 * A row about a module: the template prints the result of the helper `level`, 1 before the edit and 2 after it.
 *
 * @param helpers text of the module of the option `helpers`
 */
export function levelRow(id: string, title: string, helpers: string, parts: Partial<RowParts>): Row {
  return row(id, title, {
    before: level(1),
    after: level(2),
    ...parts,
    files: { 'templates/out.hbs': 'level={{level}}\n', ...parts.files },
    options: { helpers: `{projectRoot}/${helpers}`, ...parts.options },
  });
}

/** Expects that `a.txt` has this text. */
export function text(content: string): RightFiles {
  return files({ 'a.txt': content });
}

export function level(value: number | string): RightFiles {
  return text(`level=${value}\n`);
}

export function files(content: RightFiles['files']): RightFiles {
  return { kind: 'files', files: content };
}

/** Expects an error with this code and all of these texts. */
export function error(code: string | undefined, ...says: readonly string[]): RightError {
  return { kind: 'error', code, says };
}

/** Expects an error with the line to add to the target's inputs. */
export function undeclared(...says: readonly string[]): RightError {
  return error(undefined, "add to the target's inputs:", ...says);
}
