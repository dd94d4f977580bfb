import type { TargetConfiguration } from '@nx/devkit';
import { globsMeet, reachesInto } from '../state/glob-meet';
import { configurationGlobs } from '../modules/formatter-places';
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
  /** The inputs that the task declares besides. */
  readonly declared: readonly Input[];
}

export interface CodegenInputs {
  /** File sets from the workspace's root, in the order of the options. */
  readonly filesets: readonly Input[];
  /** Installed packages whose version goes into the hash. */
  readonly packages: readonly string[];
}

/** Options that select files by globs, that name one file, and that name a module. */
const GLOBS = ['patterns', ...TEMPLATE_OPTIONS];
const FILES = ['schema', 'dataSchema'];
const MODULES = ['helpers', 'prepare', 'load'];

/** The files that one option selects, relative to the workspace. */
interface Selection {
  readonly takes: readonly string[];
  readonly leaves: readonly string[];
}

/**
 * What a code generation target reads, from its options in all configurations: the files that its globs match, its
 * schemas, and its modules, function templates among them, with everything they import.
 *
 * A package is named only where it is installed, since Nx fails the whole graph on an unknown name. A lock file stands
 * for a package whose name would mean another version.
 */
export function codegenInputs(codegen: CodegenTarget, facts: WorkspaceFacts): CodegenInputs {
  const { target, place } = codegen;
  const of = (keys: readonly string[], options: Options): string[] => keys.flatMap((key) => strings(options[key]));
  const formats = target.options.map((options) => formatOf(options, place, facts));
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
    selection(copied(options), place, facts),
    selection(of(FILES, options), place, facts),
  ]);
  const commands = target.options.flatMap((options) => commandsOf(options, place, facts));
  const configured = formats.flatMap(({ files }) => files);
  const found = [...closure.files, ...closure.manifests, ...commands, ...configured].filter(
    (file) => isWithin('.', file) && !isInstalled(file),
  );
  const files: Selection = {
    takes: [...found.map(asGlob), ...formats.flatMap(({ globs }) => globs)],
    leaves: [],
  };
  const named = target.options.flatMap((options) =>
    [...of([...GLOBS, ...FILES, ...MODULES], options), ...copied(options)].flatMap(packageOf),
  );
  const packages = [
    ...target.options.flatMap(tools).map((name) => ({ name, from: '.' })),
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

/** The modules among the templates and partials, whether an emit names them or not. */
function functionTemplates(options: Options, { place, outputs }: CodegenTarget, facts: WorkspaceFacts): string[] {
  const own = outputs.generated.map((folder) => `${folder}/**`);
  return TEMPLATE_OPTIONS.flatMap((option) => {
    const { takes, leaves } = selection(strings(options[option]), place, facts);
    const globs = takes.filter(mayBeModules);
    return globs.length === 0 ? [] : facts.templateModules(globs, [...leaves, ...own]);
  });
}

/** What the option `format` names: a formatter, or a module that does the same. */
function formatterOf(options: Options): { readonly formatter?: FormatterName; readonly modules: readonly string[] } {
  const option = options['format'];
  const [name] = strings(typeof option === 'object' ? (option as Options | null)?.['formatter'] : option);
  if (name === undefined) return { modules: [] };
  return isFormatterName(name) ? { formatter: name, modules: [] } : { modules: [name] };
}

/** The configuration of a formatter, and the places where it may come. */
function formatOf(
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

/** The files that commands of compilers name in their arguments. */
function commandsOf(options: Options, place: TargetPlace, facts: WorkspaceFacts): string[] {
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

/** What leads out of the workspace is the executor's to refuse; an installed package is hashed by its version. */
function selection(globs: readonly string[], place: TargetPlace, facts: WorkspaceFacts): Selection {
  const paths = (some: readonly string[]): string[] =>
    some.flatMap((glob) => pathOf(glob, place, facts)).filter((path) => !leadsOut(path) && !isInstalled(path));
  return {
    takes: paths(globs.filter((glob) => !glob.startsWith('!'))),
    leaves: paths(globs.filter((glob) => glob.startsWith('!'))),
  };
}

/**
 * The file sets of all selections. To Nx, what one of them leaves out is left out of all: it is named only where no
 * other one may need it. Own outputs are never inputs.
 */
function filesets(selections: readonly Selection[], codegen: CodegenTarget, facts: WorkspaceFacts): Input[] {
  const { outputs, declared, place } = codegen;
  const all = [...selections, { takes: declared.flatMap((input) => declaredGlobs(input, place)), leaves: [] }];
  const isNeeded = (leaves: string): boolean =>
    all.some((other) => !other.leaves.includes(leaves) && other.takes.some((takes) => globsMeet(leaves, takes)));
  const own = outputs.generated
    .filter((folder) => selections.some(({ takes }) => takes.some((glob) => isGlob(glob) && reachesInto(folder, glob))))
    .map((folder) => `${folder}/**/*`)
    .filter((glob) => !all.some(({ takes }) => takes.some((path) => !isGlob(path) && globsMeet(glob, path))));
  const ordered = [
    ...selections.flatMap(({ takes, leaves }) => [
      ...takes.map((path) => ({ path, isLeft: false })),
      ...leaves.filter((path) => !isNeeded(path)).map((path) => ({ path, isLeft: true })),
    ]),
    ...own.map((path) => ({ path, isLeft: true })),
  ];
  const inTracked = (path: string): boolean => !isWithinIgnored(path, facts);
  const inIgnored = (path: string): boolean => facts.hashesIgnored && mayBeIgnored(path, facts);
  return [
    ...select(ordered, (path) => inTracked(path) || !inIgnored(path)),
    ...select(ordered, inIgnored).map((fileset) => ({ fileset, includeIgnored: true })),
  ];
}

/** Nothing is left out where nothing is taken: Nx reads an exclusion that stands alone as everything else. */
function select(
  paths: readonly { readonly path: string; readonly isLeft: boolean }[],
  isTaken: (path: string) => boolean,
): string[] {
  if (!paths.some(({ path, isLeft }) => !isLeft && isTaken(path))) return [];
  return paths
    .filter(({ path, isLeft }) => isLeft || isTaken(path))
    .map(({ path, isLeft }) => `${isLeft ? '!' : ''}{workspaceRoot}/${path}`);
}

function isWithinIgnored(path: string, { ignored }: WorkspaceFacts): boolean {
  return isGlob(path) ? ignored.isIgnored(joinPath(globBase(path), 'x')) : ignored.isIgnored(path);
}

function mayBeIgnored(path: string, { ignored }: WorkspaceFacts): boolean {
  return isGlob(path) ? ignored.mayMatch(path) : ignored.isIgnored(path);
}

/** The files of an input that a task declares; a named one may mean any of the project. */
function declaredGlobs(input: Input, place: TargetPlace): string[] {
  const text = typeof input === 'string' ? input : 'fileset' in input ? input.fileset : undefined;
  if (text === undefined) return typeof input === 'object' && 'input' in input ? ['**'] : [];
  if (text.startsWith('!')) return [];
  return /^\{(projectRoot|workspaceRoot)\}/.test(text) ? [resolveTokens(text, place) ?? '**'] : ['**'];
}

/** The packages that do the work, by the options that choose them. */
function tools(options: Options): string[] {
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

/** The globs of the files that are taken over as they are. */
function copied(options: Options): string[] {
  const emits = Array.isArray(options['emit']) ? (options['emit'] as unknown[]) : [];
  return emits.flatMap((emit) => strings((emit as { copy?: unknown } | null)?.copy));
}

/** The path or glob that a text means, also in a package that is installed; none where nobody knows. */
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

/** A string or a list of them; an option of another type is the executor's to report. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function unique(inputs: readonly Input[]): Input[] {
  return [...new Map(inputs.map((input) => [JSON.stringify(input), input])).values()];
}
