import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { didYouMean } from '../../diagnostics/suggest';
import { sha256OfParts } from '../../state/hash';
import { kindOf } from '../../state/regular-file';
import { isFileError } from '../file-problem';
import type { Settings } from '../settings';
import { discover } from '../sources/discover';
import type { FileIndex } from './file-index';
import { inputNamesKey, modulesOf, toolsOf, type Modules } from './input-names';
import { statOrNothing } from './stat';
import { Witnesses, type Witness } from './witnesses';

/** Everything that a run is made from, named and hashed, before anything of it is parsed. */
export interface Inputs {
  /** Spec paths, sorted. */
  readonly specs: readonly string[];
  /** Path of each emit's template, by the emit's index. */
  readonly emitTemplates: readonly string[];
  /** Partial name to path. */
  readonly partials: ReadonlyMap<string, string>;
  /** sha256 by path: specs, templates in use, partials, schema, modules and their local imports. */
  readonly hashes: Readonly<Record<string, string>>;
  /** Names and versions of what decides bytes beside the files: tools, and packages that modules import. */
  readonly tools: Readonly<Record<string, string>>;
  /** Local files of the helpers and the prepare module. */
  readonly modules: readonly string[];
  /** A key over what every generated file depends on: tools but for the compilers, modules, schema. */
  readonly commonKey: string;
  /** A key over the modules and all that they import. */
  readonly moduleKey: string;
  /** What tells a later run that these are the names of its inputs, too. */
  readonly names: InputNames;
}

/** A key over the names of all inputs and the versions of all tools, and what it was concluded from. */
export interface InputNames {
  readonly key: string;
  readonly modules: Modules;
  /** Undefined where they could not tell of a change. */
  readonly witnesses: readonly Witness[] | undefined;
}

/** Finds and hashes the inputs; a list of what is missing or ambiguous where something is. */
export function gatherInputs(settings: Settings, index: FileIndex): Inputs | Diagnostic[] {
  const problems: Diagnostic[] = [];
  const witnesses = new Witnesses();
  const found = discover(settings, witnesses);
  const fail = (code: string, message: string, hint: string): void => {
    problems.push({ severity: 'error', code, message, hint });
  };
  if (found.specs.length === 0) {
    fail(
      'no-patterns',
      `no file matches the option "patterns" (${settings.patterns.join(', ')})`,
      'globs are relative to the workspace\'s root; "{projectRoot}" stands for the project\'s folder',
    );
  }
  for (const { name, paths } of found.ambiguous) {
    fail(
      'ambiguous-name',
      `"${name}" names two files: ${paths.join(' and ')}`,
      'rename one of them or narrow the glob',
    );
  }
  const templatePaths = new Set(found.templates.values());
  const emitTemplates = settings.emits.map(({ template }) => {
    const path = templatePaths.has(template)
      ? template
      : (found.templates.get(template) ?? found.templates.get(template.replace(/\.(hbs|handlebars)$/, '')));
    if (path === undefined) {
      fail(
        'unknown-template',
        `emit names the template "${template}", which the option "templates" does not give`,
        found.templates.size > 0
          ? didYouMean(template, found.templates.keys())
          : `no file matches the option "templates" (${settings.templates.join(', ')})`,
      );
    }
    return path ?? template;
  });

  // A file may be called `constructor`.
  const hashes = Object.create(null) as Record<string, string>;
  const hash = (path: string, option: string): string => {
    const known = hashes[path] ?? index.hash(path)?.sha256;
    if (known === undefined)
      fail(
        'missing-file',
        `the option "${option}" names ${path}, which ${whatElse(settings, path)}`,
        "check the path; it is relative to the workspace's root",
      );
    else hashes[path] = known;
    return known ?? '';
  };
  for (const path of found.specs) {
    // One that cannot be read, or is gone by now, is due; reading it again says what is wrong, for it alone.
    const known = readable(() => index.hash(path)?.sha256);
    if (known !== undefined) hashes[path] = known;
  }
  for (const path of emitTemplates) if (templatePaths.has(path)) hash(path, 'templates');
  for (const path of found.partials.values()) hash(path, 'partials');
  const schemaHash = settings.schema === undefined ? '' : hash(settings.schema, 'schema');

  const entries = [
    ...(settings.helpers === undefined ? [] : [{ path: settings.helpers, option: 'helpers' }]),
    ...(settings.prepare === undefined ? [] : [{ path: settings.prepare, option: 'prepare' }]),
  ];
  for (const { path, option } of entries) hash(path, option);
  const modules = modulesOf(settings);
  const moduleHashes = modules.files.flatMap((path) => [path, hash(path, 'prepare')]);
  const tools = toolsOf(settings, modules, witnesses);
  if (problems.length > 0) return problems;

  const moduleKey = sha256OfParts(moduleHashes);
  return {
    specs: found.specs,
    emitTemplates,
    partials: found.partials,
    hashes,
    tools: tools.tools,
    modules: modules.files,
    commonKey: sha256OfParts([...Object.entries(tools.rendering).flat(), '', schemaHash, '', moduleKey]),
    moduleKey,
    names: { key: inputNamesKey(found, tools), modules, witnesses: witnesses.list() },
  };
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
