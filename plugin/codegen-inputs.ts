import type { TargetConfiguration } from '@nx/devkit';
import { globsMeet, reachesInto } from '../state/glob-meet';
import { configurationGlobs } from '../modules/formatter-files';
import { type FormatterName, isFormatterName } from '../modules/formatter-name';
import { isInstalled, isPackagePath, parsePackagePath } from '../modules/package-path';
import type { WorkspaceFacts } from './facts';
import type { MergedTarget, TargetPlace } from './merged-target';
import { asGlob, globBase, isGlob, isWithin, joinPath, leadsOut, resolveTokens } from './paths';
import type { TargetOutputs } from './target-io';
import { mayBeModules, TEMPLATE_OPTIONS } from './template-files';

export type Input = NonNullable<TargetConfiguration['inputs']>[number];

/** A code generation target on one project. */
export interface CodegenTarget {
  readonly target: MergedTarget;
  readonly place: TargetPlace;
  readonly outputs: TargetOutputs;
  /** The inputs that the task declares in addition. */
  readonly declared: readonly Input[];
}

export interface CodegenInputs {
  /** File sets relative to the workspace root, in the order of the options. */
  readonly filesets: readonly Input[];
  /** Installed packages whose version goes into the hash. */
  readonly packages: readonly string[];
}

/** Options with globs. */
const GLOBS = ['patterns', ...TEMPLATE_OPTIONS];
/** Options that name one file. */
const FILES = ['schema', 'dataSchema'];
/** Options that name a module. */
const MODULES = ['helpers', 'prepare', 'load'];

/** The files that one option selects, relative to the workspace. */
interface Selection {
  readonly includes: readonly string[];
  readonly excludes: readonly string[];
}

/**
 * The inputs of a codegen target, from its options in all configurations: files that its globs match, its schemas, and
 * its modules (including function templates) with everything that they import.
 *
 * A package is named only if it is installed, since Nx fails the whole graph on an unknown name. If Nx would take the
 * name for another version, the lock file is the input instead.
 */
export function codegenInputs(codegen: CodegenTarget, facts: WorkspaceFacts): CodegenInputs {
  const { target, place } = codegen;
  const of = (keys: readonly string[], options: Options): string[] => keys.flatMap((key) => strings(options[key]));
  const formats = target.options.map((options) => formatInputs(options, place, facts));
  const modules = target.options.flatMap((options) => [
    ...[...of(MODULES, options), ...formatterOf(options).modules].flatMap((module) => pathOf(module, place, facts)),
    ...functionTemplates(options, codegen, facts),
  ]);
  const scripts = formats.flatMap((one) => one.scripts);
  const closure =
    modules.length + scripts.length > 0
      ? facts.importClosure([...new Set([...modules, ...scripts])])
      : { files: [], manifests: [], packages: [] };
  const selections = target.options.flatMap((options) => [
    ...GLOBS.map((key) => selection(strings(options[key]), place, facts)),
    selection(copyGlobs(options), place, facts),
    selection(of(FILES, options), place, facts),
  ]);
  const commands = target.options.flatMap((options) => commandFiles(options, place, facts));
  const configured = formats.flatMap(({ files }) => files);
  const found = [...closure.files, ...closure.manifests, ...commands, ...configured].filter(
    (file) => isWithin('.', file) && !isInstalled(file),
  );
  const files: Selection = {
    includes: [...found.map(asGlob), ...formats.flatMap(({ globs }) => globs)],
    excludes: [],
  };
  const named = target.options.flatMap((options) =>
    [...of([...GLOBS, ...FILES, ...MODULES], options), ...copyGlobs(options)].flatMap(packageOf),
  );
  const packages = [
    ...target.options.flatMap(generatorPackages).map((name) => ({ name, from: '.' })),
    ...named.map((name) => ({ name, from: place.root })),
    ...closure.packages,
    ...formats.flatMap((one) => one.packages),
  ];
  const inputs = packages.flatMap(({ name, from }) => facts.packageInput(name, from) ?? []);
  const locks = inputs.flatMap((input) => ('lockFile' in input ? [`{workspaceRoot}/${input.lockFile}`] : []));
  return {
    filesets: unique([...filesets([...selections, files], codegen, facts), ...locks]),
    packages: [...new Set(inputs.flatMap((input) => ('name' in input ? [input.name] : [])))],
  };
}

type Options = Readonly<Record<string, unknown>>;

/** Modules among the templates and partials, even those that no emit names. */
function functionTemplates(options: Options, { place, outputs }: CodegenTarget, facts: WorkspaceFacts): string[] {
  const own = outputs.generated.map((folder) => `${folder}/**`);
  return TEMPLATE_OPTIONS.flatMap((option) => {
    const { includes, excludes } = selection(strings(options[option]), place, facts);
    const globs = includes.filter(mayBeModules);
    return globs.length === 0 ? [] : facts.templateModules(globs, [...excludes, ...own]);
  });
}

/** The formatter or the formatting module that the option `format` names. */
function formatterOf(options: Options): { readonly formatter?: FormatterName; readonly modules: readonly string[] } {
  const option = options['format'];
  const [name] = strings(typeof option === 'object' ? (option as Options | null)?.['formatter'] : option);
  if (name === undefined) return { modules: [] };
  return isFormatterName(name) ? { formatter: name, modules: [] } : { modules: [name] };
}

/** The configuration files of a formatter, and globs for those that may be added later. */
function formatInputs(
  options: Options,
  place: TargetPlace,
  facts: WorkspaceFacts,
): ReturnType<WorkspaceFacts['formatConfiguration']> & { readonly globs: readonly string[] } {
  const { formatter } = formatterOf(options);
  const [outputDir] = strings(options['outputDir']).flatMap((path) => resolveTokens(path, place) ?? []);
  if (!formatter || outputDir === undefined || leadsOut(outputDir)) {
    return { files: [], scripts: [], packages: [], globs: [] };
  }
  return { ...facts.formatConfiguration(formatter, outputDir), globs: configurationGlobs(formatter, outputDir) };
}

/** Files that compiler commands name in their arguments. */
function commandFiles(options: Options, place: TargetPlace, facts: WorkspaceFacts): string[] {
  const compilers = Array.isArray(options['compile']) ? (options['compile'] as unknown[]) : [];
  const [outputDir] = strings(options['outputDir']).flatMap((path) => resolveTokens(path, place) ?? []);
  return compilers.flatMap((compiler) => {
    const command = strings((compiler as Options | null)?.['command']);
    return facts.commandFiles(
      command.map((argument) => resolveTokens(argument, place) ?? argument),
      outputDir,
    );
  });
}

/** Skips paths out of the workspace, which the executor refuses, and installed packages, which are hashed by version. */
function selection(globs: readonly string[], place: TargetPlace, facts: WorkspaceFacts): Selection {
  const paths = (some: readonly string[]): string[] =>
    some.flatMap((glob) => pathOf(glob, place, facts)).filter((path) => !leadsOut(path) && !isInstalled(path));
  return {
    includes: paths(globs.filter((glob) => !glob.startsWith('!'))),
    excludes: paths(globs.filter((glob) => glob.startsWith('!'))),
  };
}

/**
 * The file sets of all selections. In Nx an exclusion applies to all file sets of a target, so one is written only if no
 * other selection may need its files. The target's own outputs are never inputs.
 */
function filesets(selections: readonly Selection[], codegen: CodegenTarget, facts: WorkspaceFacts): Input[] {
  const { outputs, declared, place } = codegen;
  const all = [...selections, { includes: declared.flatMap((input) => declaredGlobs(input, place)), excludes: [] }];
  const isNeeded = (glob: string): boolean =>
    all.some((other) => !other.excludes.includes(glob) && other.includes.some((included) => globsMeet(glob, included)));
  const own = outputs.generated
    .filter((folder) =>
      selections.some(({ includes }) => includes.some((glob) => isGlob(glob) && reachesInto(folder, glob))),
    )
    .map((folder) => `${folder}/**/*`)
    .filter((glob) => !all.some(({ includes }) => includes.some((path) => !isGlob(path) && globsMeet(glob, path))));
  const ordered = [
    ...selections.flatMap(({ includes, excludes }) => [
      ...includes.map((path) => ({ path, isExcluded: false })),
      ...excludes.filter((path) => !isNeeded(path)).map((path) => ({ path, isExcluded: true })),
    ]),
    ...own.map((path) => ({ path, isExcluded: true })),
  ];
  const inTracked = (path: string): boolean => !isWithinIgnored(path, facts);
  const inIgnored = (path: string): boolean => facts.hashesIgnored && mayBeIgnored(path, facts);
  return [
    ...select(ordered, (path) => inTracked(path) || !inIgnored(path)),
    ...select(ordered, inIgnored).map((fileset) => ({ fileset, includeIgnored: true })),
  ];
}

/** Writes no exclusion without a file set: Nx reads a lone exclusion as "everything else". */
function select(
  paths: readonly { readonly path: string; readonly isExcluded: boolean }[],
  isTaken: (path: string) => boolean,
): string[] {
  if (!paths.some(({ path, isExcluded }) => !isExcluded && isTaken(path))) return [];
  return paths
    .filter(({ path, isExcluded }) => isExcluded || isTaken(path))
    .map(({ path, isExcluded }) => `${isExcluded ? '!' : ''}{workspaceRoot}/${path}`);
}

function isWithinIgnored(path: string, { ignored }: WorkspaceFacts): boolean {
  return isGlob(path) ? ignored.isIgnored(joinPath(globBase(path), 'x')) : ignored.isIgnored(path);
}

function mayBeIgnored(path: string, { ignored }: WorkspaceFacts): boolean {
  return isGlob(path) ? ignored.mayMatch(path) : ignored.isIgnored(path);
}

/** Globs for the files of a declared input. A named input may mean any file of the project. */
function declaredGlobs(input: Input, place: TargetPlace): string[] {
  const text = typeof input === 'string' ? input : 'fileset' in input ? input.fileset : undefined;
  if (text === undefined) return typeof input === 'object' && 'input' in input ? ['**'] : [];
  if (text.startsWith('!')) return [];
  return /^\{(projectRoot|workspaceRoot)\}/.test(text) ? [resolveTokens(text, place) ?? '**'] : ['**'];
}

/** The packages that generate and compile, as the options choose them. */
function generatorPackages(options: Options): string[] {
  const compilers = Array.isArray(options['compile']) ? (options['compile'] as unknown[]) : [];
  return [
    'handlebars',
    ...compilers.flatMap((entry) => {
      const { compiler, transformer } = (entry ?? {}) as { compiler?: unknown; transformer?: unknown };
      if (compiler !== 'typescript') return [];
      return transformer === 'typescript' ? ['typescript'] : ['oxc-transform'];
    }),
  ];
}

function copyGlobs(options: Options): string[] {
  const emits = Array.isArray(options['emit']) ? (options['emit'] as unknown[]) : [];
  return emits.flatMap((emit) => strings((emit as { copy?: unknown } | null)?.copy));
}

/** Resolves a path or glob, also one of an installed package (`package:NAME/PATH`); empty if it cannot be resolved. */
function pathOf(text: string, place: TargetPlace, facts: WorkspaceFacts): string[] {
  const path = text.replace(/^!/, '');
  if (!isPackagePath(path)) return [resolveTokens(path, place) ?? []].flat();
  const named = parsePackagePath(path);
  const folder = named ? facts.packageFolder(named.name, place.root) : undefined;
  return named && folder !== undefined ? [joinPath(folder, named.path)] : [];
}

function packageOf(text: string): string[] {
  return [parsePackagePath(text.replace(/^!/, ''))?.name ?? []].flat();
}

/** A string or the strings of a list; the executor reports options of other types. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function unique(inputs: readonly Input[]): Input[] {
  return [...new Map(inputs.map((input) => [JSON.stringify(input), input])).values()];
}
