import { posix } from 'node:path';
import { compareText, type Diagnostic } from '../diagnostics/diagnostic';
import { canonicalJson, sha256 } from '../state/hash';
import { stateFolder } from '../state/folder';
import { copiesOfOutputs, duplicateEmits, emitEntryProblem, resolvedEmit, type Emit } from './emits';
import type { CodegenOptions } from './options';
import { isFormatterName } from '../modules/formatter-name';
import { isPackagePath } from '../modules/package-path';
import { outsideWorkspace, replaceTokens, resolveInput, resolvePath, type PathContext } from './option-paths';
import { BUILT_IN_HELPERS } from './templates/helper-names';

export type { Each, Emit } from './emits';

export interface TypeScriptSettings {
  readonly compiler: 'typescript';
  readonly transformer: 'oxc' | 'typescript';
  readonly include: readonly string[];
}

export interface CommandSettings {
  readonly compiler: 'command';
  readonly include: readonly string[];
  readonly command: readonly string[];
  readonly extension: string;
  /** Further output files: `{output}` or `{stem}` with a suffix. */
  readonly outputs: readonly string[];
  readonly depfile: boolean;
  /** In seconds, for one file. */
  readonly timeout: number;
}

export type CompilerSettings = TypeScriptSettings | CommandSettings;

export interface FormatSettings {
  /** `prettier`, `biome`, or the path of a module. */
  readonly formatter: string;
  /** Globs relative to the output folder; undefined: all files. */
  readonly include: readonly string[] | undefined;
}

/** Optimizations. Each changes speed, never a byte of the output. */
export interface Switches {
  readonly templateCache: boolean;
  readonly parallelGeneration: boolean;
  readonly incrementalCompilation: boolean;
}

/**
 * The validated options of one codegen target, with all tokens resolved. Paths and globs are relative to the workspace
 * root and use `/`. Plain data, so that it can be passed to worker threads.
 */
export interface Settings {
  readonly workspaceRoot: string;
  readonly stateFolder: string;
  readonly patterns: readonly string[];
  /**
   * JSON Pointer to the object or list in each source file whose members are the patterns; undefined: each file is one
   * pattern.
   */
  readonly items: string | undefined;
  /** The module that reads source files; undefined: the format follows from the file name. */
  readonly load: string | undefined;
  readonly templates: readonly string[];
  readonly partials: readonly string[];
  /** `basename`: partials can also be called by their file name. */
  readonly partialNames: 'path' | 'basename';
  readonly schema: string | undefined;
  /** JSON Schema for the data that templates get. */
  readonly dataSchema: string | undefined;
  readonly helpers: string | undefined;
  /** Names of the enabled built-in helpers, sorted. */
  readonly builtinHelpers: readonly string[];
  readonly prepare: string | undefined;
  readonly emits: readonly Emit[];
  readonly outputDir: string;
  readonly format: FormatSettings | undefined;
  readonly compilers: readonly CompilerSettings[];
  readonly workers: number | 'auto';
  readonly switches: Switches;
  readonly onError: 'stop' | 'continue';
  readonly escape: boolean;
  readonly missingFields: 'empty' | 'error';
  readonly verbose: boolean;
}

export interface SettingsContext extends PathContext {
  readonly env: NodeJS.ProcessEnv;
}

/** Resolves the options of a target. Returns errors if a path leads out of the workspace or an option is invalid. */
export function resolveSettings(options: CodegenOptions, context: SettingsContext): Settings | Diagnostic[] {
  const problems: Diagnostic[] = [];
  const path = (value: string, option: string): string => {
    const resolved = resolveInput(value, option, context);
    if (typeof resolved === 'string') return resolved;
    problems.push(resolved);
    return value;
  };
  const outputFolder = (): string => {
    const resolved = resolvePath(options.outputDir, context);
    if (resolved === undefined) problems.push(outsideWorkspace('outputDir', options.outputDir));
    return resolved ?? options.outputDir;
  };
  const paths = (values: readonly string[] | undefined, option: string) => (values ?? []).map((v) => path(v, option));
  const optional = (value: string | undefined, option: string) =>
    value === undefined ? undefined : path(value, option);

  const workers = resolveWorkers(options.workers, context.env, problems);
  const settings: Settings = {
    workspaceRoot: context.workspaceRoot,
    stateFolder: stateFolder(context.workspaceRoot, context.env),
    patterns: paths(options.patterns, 'patterns'),
    items: options.items,
    load: optional(options.load, 'load'),
    templates: paths(options.templates, 'templates'),
    partials: paths(options.partials, 'partials'),
    partialNames: options.partialNames ?? 'path',
    schema: optional(options.schema, 'schema'),
    dataSchema: optional(options.dataSchema, 'dataSchema'),
    helpers: optional(options.helpers, 'helpers'),
    builtinHelpers: enabledHelpers(options.builtinHelpers),
    prepare: optional(options.prepare, 'prepare'),
    emits: options.emit.map((emit) => {
      const problem = emitEntryProblem(emit);
      if (problem) problems.push(problem);
      const { template = '', copy } = emit;
      return resolvedEmit(emit, templateName(template, context), paths(copy, 'emit.copy'));
    }),
    outputDir: outputFolder(),
    format: resolveFormat(options.format, (value) => path(value, 'format')),
    compilers: (options.compile ?? []).map((compiler) => resolveCompiler(compiler, context)),
    workers,
    switches: {
      templateCache: options.optimizations?.templateCache ?? true,
      parallelGeneration: options.optimizations?.parallelGeneration ?? true,
      incrementalCompilation: options.optimizations?.incrementalCompilation ?? true,
    },
    onError: options.onError ?? 'stop',
    escape: options.escape ?? false,
    missingFields: options.missingFields ?? 'empty',
    verbose: options.verbose ?? false,
  };
  const projectRoot = posix.normalize(context.projectRoot);
  if (isSameOrInside(projectRoot, settings.outputDir)) {
    problems.push({
      severity: 'error',
      code: 'output-folder',
      message: `outputDir "${options.outputDir}" holds the project itself`,
      hint: 'give the target a folder of its own, for example "{projectRoot}/generated"',
    });
  }
  const isOutput = (folder: string): boolean => isSameOrInside(folder, settings.outputDir);
  problems.push(
    ...copiesOfOutputs(settings.emits, options.outputDir, isOutput),
    ...duplicateEmits(settings.emits, (emit) => emitKey(settings, emit)),
  );
  return problems.length > 0 ? problems : settings;
}

/** Resolves a template path. A name is kept; an unknown name is reported later, with suggestions. */
function templateName(template: string, context: PathContext): string {
  const path = isPackagePath(template)
    ? resolveInput(template, 'emit.template', context)
    : resolvePath(template, context);
  return typeof path === 'string' ? path : template;
}

function enabledHelpers(option: CodegenOptions['builtinHelpers'] = true): string[] {
  if (typeof option === 'object') return [...new Set(option)].sort(compareText);
  return option ? Object.keys(BUILT_IN_HELPERS).sort(compareText) : [];
}

/** Globs of the input files of a target. */
export function inputGlobs({ patterns, templates, partials, emits }: Settings): (readonly string[])[] {
  return [patterns, templates, partials, ...emits.flatMap(({ copy }) => (copy ? [copy] : []))];
}

/** Keys by emit or compiler. They are needed once per file, and these objects never change. */
const keys = new WeakMap<object, string>();

/** A key over all options that decide whether an emit makes a file, and its bytes. */
export function emitKey({ escape, missingFields }: Settings, emit: Emit): string {
  // `escape` and `missingFields` apply to all emits. With `missingFields`, earlier files are stale because their fields
  // were not checked.
  const checks = missingFields === 'error' ? { missingFields } : {};
  const known = keys.get(emit) ?? sha256(canonicalJson({ ...emit, escape, ...checks }));
  keys.set(emit, known);
  return known;
}

/** A key over the options of one compiler that affect its output. */
export function compilerKey(compiler: CompilerSettings): string {
  const { include: _which, timeout: _time, ...rest } = { timeout: 0, ...compiler };
  const known = keys.get(compiler) ?? sha256(canonicalJson(rest));
  keys.set(compiler, known);
  return known;
}

/** Options that name one JSON Schema each. */
export const SCHEMA_OPTIONS = ['schema', 'dataSchema'] as const;

/** The schema files, relative to the workspace. */
export function schemaFiles(settings: Pick<Settings, (typeof SCHEMA_OPTIONS)[number]>): string[] {
  return SCHEMA_OPTIONS.flatMap((option) => settings[option] ?? []);
}

/** The formatter module; undefined if a package formats, or nothing does. */
export function formatModule({ format }: Pick<Settings, 'format'>): string | undefined {
  return format && !isFormatterName(format.formatter) ? format.formatter : undefined;
}

/** The user's modules, by the option that names them. */
export function namedModules(
  settings: Pick<Settings, ModuleOption>,
): (readonly [option: ModuleOption, path: string])[] {
  const { helpers, prepare, load } = settings;
  const all = { helpers, prepare, load, format: formatModule(settings) };
  return [...MODULE_OPTIONS, 'format' as const].flatMap((option) =>
    all[option] === undefined ? [] : [[option, all[option]] as const],
  );
}

/** Options that always name a module; `format` may name one. */
export const MODULE_OPTIONS = ['helpers', 'prepare', 'load'] as const;
export type ModuleOption = (typeof MODULE_OPTIONS)[number] | 'format';

/** True if some generated files are compiled by a command. */
export function hasCommands({ compilers }: Pick<Settings, 'compilers'>): boolean {
  return compilers.some(({ compiler }) => compiler === 'command');
}

/** True if `path` is `folder` or lies in it. Both are relative to the same root; `.` is that root. */
export function isSameOrInside(path: string, folder: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

function resolveFormat(
  option: CodegenOptions['format'],
  pathOf: (value: string) => string,
): FormatSettings | undefined {
  if (option === undefined) return undefined;
  const { formatter, include } = typeof option === 'string' ? { formatter: option, include: undefined } : option;
  return { formatter: isFormatterName(formatter) ? formatter : pathOf(formatter), include };
}

function resolveCompiler(
  compiler: NonNullable<CodegenOptions['compile']>[number],
  context: SettingsContext,
): CompilerSettings {
  if (compiler.compiler === 'typescript') {
    return {
      compiler: 'typescript',
      transformer: compiler.transformer ?? 'oxc',
      include: compiler.include ?? ['**/*.{ts,mts,cts,tsx}'],
    };
  }
  return {
    compiler: 'command',
    include: compiler.include,
    command: compiler.command.map((argument) => replaceTokens(argument, context)),
    extension: compiler.extension,
    outputs: compiler.outputs ?? [],
    depfile: compiler.depfile ?? false,
    timeout: compiler.timeout ?? 600,
  };
}

function resolveWorkers(
  option: number | 'auto' | undefined,
  env: NodeJS.ProcessEnv,
  problems: Diagnostic[],
): number | 'auto' {
  const fromEnv = env['NX_WORKFLOW_WORKERS'];
  if (fromEnv === undefined || fromEnv === '') return option ?? 'auto';
  if (fromEnv === 'auto') return 'auto';
  const count = Number(fromEnv);
  if (Number.isInteger(count) && count >= 1 && count <= 256) return count;
  problems.push({
    severity: 'error',
    code: 'workers',
    message: `NX_WORKFLOW_WORKERS is "${fromEnv}"`,
    hint: 'set it to a whole number from 1 to 256, or to "auto"',
  });
  return 'auto';
}
