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

/** Everything that a run is made from, named and hashed, before anything of it is parsed. */
export interface Inputs extends Omit<FreshInputs, 'partials'> {
  /** The patterns: the paths of their files, sorted, or the ids of items, in the order of their source files. */
  readonly specs: readonly string[];
  /** Patterns that are parts of a source file. */
  readonly items: Items;
  /** The source files, where a load module reads them. */
  readonly sources: LoadedSources;
  /** Partial name to path. */
  readonly partials: ReadonlyMap<string, string>;
  /** sha256 by path: specs, templates in use, partials, schemas, modules and their local imports. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** The inputs, before it is known which patterns the source files hold. */
export type HashedInputs = Omit<Inputs, 'specs' | 'items' | 'sources'>;

/** Hashes the inputs; a list of what is missing or ambiguous where something is. */
export function hashInputs(settings: Settings, names: InputNames, index: FileIndex): HashedInputs | Diagnostic[] {
  const { found, modules, codeFiles, templateCodes, packages, tools, commandFiles, format, toolPackages, looks } =
    names;
  const chosen = chooseTemplates(settings, found);
  const problems: Diagnostic[] = isProblems(chosen) ? [...chosen] : [];
  const emitTemplates = isProblems(chosen) ? [] : chosen;
  // A file may be called `constructor`.
  const hashes = Object.create(null) as Record<string, string>;
  const hash = (path: string, option: string): void => {
    const known = hashes[path] ?? index.hash(path)?.sha256;
    if (known === undefined)
      problems.push({
        severity: 'error',
        code: 'missing-file',
        message: `the option "${option}" names ${path}, which ${whatElse(settings, path)}`,
        hint: "check the path; it is relative to the workspace's root",
      });
    else hashes[path] = known;
  };
  for (const path of found.specs) {
    // A spec that cannot be read, or is gone by now, is due; reading it again says what is wrong, for it alone.
    const known = readable(() => index.hash(path)?.sha256);
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
  // So that a stat tells the next run of a change.
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
    looks,
    toolPackages,
    keys,
  };
}

/** What tells whether the user's modules are those that a thread has loaded. */
export function moduleFiles({ modules, hashes, keys, packages, templateCodes }: HashedInputs): ModuleFiles {
  return {
    files: modules,
    key: keys.code,
    hashes: Object.fromEntries(modules.map((path) => [path, hashes[path] ?? ''])),
    packages: packages.versions,
    templates: Object.fromEntries(Object.entries(templateCodes).map(([path, code]) => [path, code.files])),
  };
}

/** The same for a run after some files have changed, of the files alone that it needs; the names are known. */
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
  // So that they can be compared at the end of the run.
  for (const path of [...packages.files, ...toolPackages.files]) hashOf(path);
  return { ...fresh, specs, items: NO_ITEMS, sources: NO_SOURCES, partials: new Map(partials), hashes };
}

/** The other way round: what of the inputs the next run may take over. */
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

/** What an import by a computed name loads is in no fingerprint: a change of it would go unnoticed. */
function computedImports({ computed }: Modules): Diagnostic[] {
  return computed.map(({ file, line, column, text }) => ({
    severity: 'error',
    code: 'computed-import',
    message: `${text} has a name that only running it tells, so a change of what it loads would go unnoticed`,
    file,
    line,
    column,
    hint: 'import it by a literal name',
  }));
}

/** Files that were others when it was looked up what they import than they are in their hashes. */
function changedSinceFound({ hashes }: InputNames, index: FileIndex): Diagnostic[] {
  return [...hashes]
    .filter(([path, hash]) => index.hash(path)?.sha256 !== hash)
    .map(([path]) => changedWhileReading(path));
}

/** The templates of the emits that have one. */
export function templatesOf(emitTemplates: readonly string[]): string[] {
  return [...new Set(emitTemplates)].filter((path) => path !== '');
}

/** What a file is made of, in its text: the emit's template, or the file that is copied. */
export function templateOf(
  { emitTemplates }: Pick<Inputs, 'emitTemplates'>,
  emit: number,
  pattern: string | null,
): string {
  const template = emitTemplates[emit] ?? '';
  return template === '' ? (pattern ?? '') : template;
}

/** Copies whose path cannot be. */
function copyProblems({ emits }: Settings, copies: readonly Copy[]): Diagnostic[] {
  return copies.flatMap(({ emit, source, path }): Diagnostic[] => {
    const problem = outputPathProblem(path);
    if (problem === undefined) return [];
    const message = `"copy" gives the path "${shownPath(path)}": ${problem}`;
    return [{ severity: 'error', code: 'output-path', message, file: source, hint: `emit.to is "${emits[emit]!.to}"` }];
  });
}

/** What is there where a file should be. */
function whatElse({ workspaceRoot }: Settings, path: string): string {
  const stat = statOrNothing(join(workspaceRoot, path));
  return stat && !stat.isFile() ? `is ${kindOf(stat)}, not a file` : 'does not exist';
}

function readable<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (isFileError(error)) return undefined;
    throw error;
  }
}
