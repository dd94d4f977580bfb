import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { kindOf } from '../../state/regular-file';
import { isFileError } from '../file-problem';
import { changedWhileReading } from '../render/failures';
import { outputPathProblem, shownPath } from '../render/output-path';
import { namedModules, SCHEMA_OPTIONS, schemaFiles, type Settings } from '../settings';
import type { Copy } from '../sources/discover';
import { NO_ITEMS, type Items } from '../sources/item';
import { NO_SOURCES, type LoadedSources } from '../sources/loaded-sources';
import type { SourceBytes } from '../sources/source-file';
import type { ModuleFiles } from '../user-code/load-module';
import { commandDependencies, type CommandFiles } from './command-inputs';
import {
  allCodeDependencies,
  commonDataDependencies,
  commonTextDependencies,
  formatDependencies,
  keyOf,
  type Leaves,
} from './dependencies';
import type { FileIndex } from './file-index';
import type { FreshInputs, InputKeys } from './index-file';
import { chooseTemplates, isProblems } from './choose-templates';
import type { InputNames } from './names';
import type { Modules } from './input-names';
import { statOrNothing } from './stat';

/** All inputs of a run, named and hashed, before any of them is parsed. */
export interface Inputs extends Omit<FreshInputs, 'partials'> {
  /** The patterns: sorted paths of files, or ids of items in the order of their source files. */
  readonly specs: readonly string[];
  /** Items: patterns that are parts of a source file. */
  readonly items: Items;
  /** Source files that a load module reads. */
  readonly sources: LoadedSources;
  /** Paths by partial name. */
  readonly partials: ReadonlyMap<string, string>;
  /** sha256 by path: specs, templates in use, partials, schemas, modules and their local imports. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** The inputs before the patterns in source files are known. */
export type HashedInputs = Omit<Inputs, 'specs' | 'items' | 'sources'>;

/**
 * Hashes the inputs; returns problems if some are missing or ambiguous.
 *
 * @param bytes keeps those of source files
 */
export function hashInputs(
  settings: Settings,
  names: InputNames,
  index: FileIndex,
  bytes: SourceBytes,
): HashedInputs | Diagnostic[] {
  const {
    found,
    modules,
    codeFiles,
    templateCodes,
    packages,
    tools,
    commandFiles,
    format,
    toolPackages,
    importLookups,
  } = names;
  const chosen = chooseTemplates(settings, found);
  const problems: Diagnostic[] = isProblems(chosen) ? [...chosen] : [];
  const emitTemplates = isProblems(chosen) ? [] : chosen;
  // Without a prototype, because a file may be called `constructor`.
  const hashes = Object.create(null) as Record<string, string>;
  const hash = (path: string, option: string): void => {
    const known = hashes[path] ?? index.hash(path)?.sha256;
    if (known === undefined)
      problems.push({
        severity: 'error',
        code: 'missing-file',
        message: `the option "${option}" names ${path}, which ${describeNonFile(settings, path)}`,
        hint: "check the path; it is relative to the workspace's root",
      });
    else hashes[path] = known;
  };
  for (const path of found.specs) {
    // A spec that cannot be read is due. Loading it then reports the problem for this spec only.
    const known = unlessFileError(() => index.hash(path, (read) => bytes.keep(path, read))?.sha256);
    if (known !== undefined) hashes[path] = known;
  }
  for (const path of templatesOf(emitTemplates)) hash(path, 'templates');
  for (const { source } of found.copies) hash(source, 'emit');
  problems.push(...copyProblems(settings, found.copies));
  for (const path of found.partials.values()) hash(path, 'partials');
  for (const option of SCHEMA_OPTIONS) {
    const path = settings[option];
    if (path !== undefined) hash(path, option);
  }
  for (const [option, path] of namedModules(settings)) hash(path, option);
  for (const path of modules.files) hash(path, 'prepare');
  for (const path of commandFiles.flat()) hash(path, 'compile');
  for (const path of format.files) hash(path, 'format');
  // Adds them to the index, so that the next run needs only a stat.
  for (const path of [...packages.files, ...toolPackages.files]) index.hash(path);
  problems.push(...computedImports(modules));
  if (problems.length === 0) problems.push(...changedSinceFound(names, index));
  if (problems.length > 0) return problems;
  const leaves = {
    hashes,
    tools: tools.tools,
    modules: modules.files,
    codeFiles,
    templateCodes,
    rendering: Object.keys(tools.rendering),
    format,
  };
  const keys = inputKeys(settings, leaves, commandFiles);
  return {
    ...leaves,
    emitTemplates,
    copies: found.copies,
    partials: found.partials,
    packages,
    commandFiles,
    importLookups,
    toolPackages,
    keys,
  };
}

/** Identifies the user's modules, to compare with those that a thread has loaded. */
export function moduleFiles({ modules, hashes, keys, packages, templateCodes }: HashedInputs): ModuleFiles {
  return {
    files: modules,
    key: keys.code,
    hashes: Object.fromEntries(modules.map((path) => [path, hashes[path] ?? ''])),
    packages: packages.versions,
    templates: Object.fromEntries(Object.entries(templateCodes).map(([path, code]) => [path, code.files])),
  };
}

/** The inputs of a partial graph: the names are known, and only the files that it needs are hashed. */
export function partOfInputs(
  settings: Settings,
  fresh: FreshInputs,
  specs: readonly string[],
  hashOf: (path: string) => string | undefined,
): Inputs {
  const { emitTemplates, copies, partials, modules, commandFiles, format, packages, toolPackages } = fresh;
  const hashes = Object.create(null) as Record<string, string>;
  const single = [...schemaFiles(settings), ...modules, ...commandFiles.flat(), ...format.files];
  for (const path of [
    ...specs,
    ...templatesOf(emitTemplates),
    ...copies.map(({ source }) => source),
    ...partials.map(([, path]) => path),
    ...single,
  ]) {
    const hash = hashOf(path);
    if (hash !== undefined) hashes[path] = hash;
  }
  // Adds them to the index, so that they can be compared at the end of the run.
  for (const path of [...packages.files, ...toolPackages.files]) hashOf(path);
  return { ...fresh, specs, items: NO_ITEMS, sources: NO_SOURCES, partials: new Map(partials), hashes };
}

/** The parts of the inputs that the next run may reuse. */
export function freshInputs(inputs: Inputs): FreshInputs {
  const { specs: _specs, items: _items, sources: _sources, hashes: _hashes, partials, ...others } = inputs;
  return { ...others, partials: [...partials] };
}

function inputKeys(settings: Settings, leaves: Leaves & Pick<Inputs, 'format'>, commandFiles: CommandFiles): InputKeys {
  return {
    code: keyOf(allCodeDependencies(leaves)),
    data: keyOf(commonDataDependencies(settings, leaves)),
    text: keyOf(commonTextDependencies(settings, leaves, 'pattern')),
    library: keyOf(commonTextDependencies(settings, leaves, 'library')),
    format: settings.format ? keyOf(formatDependencies(settings, leaves)) : '',
    commands: commandFiles.map((_files, index) => keyOf(commandDependencies(leaves, commandFiles, index))),
  };
}

/** Errors for imports with computed names: what they load is in no fingerprint, so changes would be missed. */
function computedImports({ computed }: Modules): Diagnostic[] {
  return computed.map(({ file, line, column, text }) => ({
    severity: 'error',
    code: 'computed-import',
    message: `${text} has a computed name, so changes to what it loads would be missed`,
    file,
    line,
    column,
    hint: 'import it by a literal name',
  }));
}

/** Errors for files that changed between following their imports and hashing them. */
function changedSinceFound({ hashes }: InputNames, index: FileIndex): Diagnostic[] {
  return [...hashes]
    .filter(([path, hash]) => index.hash(path)?.sha256 !== hash)
    .map(([path]) => changedWhileReading(path));
}

/** Paths of the templates of all emits that have one. */
export function templatesOf(emitTemplates: readonly string[]): string[] {
  return [...new Set(emitTemplates)].filter((path) => path !== '');
}

/** The origin of a file: the emit's template, or the copied file. */
export function templateOf(
  { emitTemplates }: Pick<Inputs, 'emitTemplates'>,
  emit: number,
  pattern: string | null,
): string {
  const template = emitTemplates[emit] ?? '';
  return template === '' ? (pattern ?? '') : template;
}

/** Errors for copies with an invalid output path. */
function copyProblems({ emits }: Settings, copies: readonly Copy[]): Diagnostic[] {
  return copies.flatMap(({ emit, source, path }): Diagnostic[] => {
    const problem = outputPathProblem(path);
    if (problem === undefined) return [];
    const message = `"copy" gives the path "${shownPath(path)}": ${problem}`;
    return [{ severity: 'error', code: 'output-path', message, file: source, hint: `emit.to is "${emits[emit]!.to}"` }];
  });
}

/** Says what is at a path where a file should be. */
function describeNonFile({ workspaceRoot }: Settings, path: string): string {
  const stat = statOrNothing(join(workspaceRoot, path));
  return stat && !stat.isFile() ? `is ${kindOf(stat)}, not a file` : 'does not exist';
}

function unlessFileError<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (isFileError(error)) return undefined;
    throw error;
  }
}
