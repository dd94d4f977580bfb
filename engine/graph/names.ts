import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { didYouMean } from '../../diagnostics/suggest';
import type { Settings } from '../settings';
import { discover, type Discovered } from '../sources/discover';
import { findCommandInputs, type CommandFiles } from './command-inputs';
import { inputNamesKey, modulesOf, toolsOf, type Modules, type Tools } from './input-names';
import type { PackageTools } from './index-file';
import { packageTools, type KnownPackages } from './package-tools';
import { findPrograms, identifyPrograms, type Programs } from './program-identity';
import { Witnesses, type Witness } from './witnesses';

/** The inputs of a target by name, before any of them is hashed. */
export interface InputNames {
  readonly found: Discovered;
  readonly modules: Modules;
  readonly packages: PackageTools;
  readonly tools: Tools;
  readonly commandFiles: CommandFiles;
  /** What commands load of packages. */
  readonly commandPackages: PackageTools;
  readonly programs: Programs;
  /** Over the names of all inputs and the versions of all tools. */
  readonly key: string;
  /** While these are what they were, the names are, too. Undefined where they could not tell of a change. */
  readonly witnesses: readonly Witness[] | undefined;
}

/**
 * Lists folders, follows imports, reads versions.
 *
 * @param known what the last run knew of the packages that modules and commands load
 */
export function findNames(settings: Settings, known?: KnownPackages): InputNames {
  const witnesses = new Witnesses();
  const found = discover(settings, witnesses);
  const modules = modulesOf(settings, witnesses);
  const packages = packageTools(settings.workspaceRoot, modules.packages, known);
  const tools = toolsOf(settings, packages, witnesses);
  const places = findPrograms(settings);
  for (const place of places.values()) if (place !== '') witnesses.look(place);
  const commands = findCommandInputs(settings, places);
  const knownOfCommands = known && { ...known, packages: known.commandPackages };
  const commandPackages = packageTools(settings.workspaceRoot, commands.packages, knownOfCommands);
  for (const place of [...packages.lookups, ...commandPackages.lookups]) {
    witnesses.look(join(settings.workspaceRoot, place));
  }
  return {
    found,
    modules,
    packages,
    tools,
    commandFiles: commands.files,
    commandPackages,
    programs: identifyPrograms(places, commandPackages.versions),
    key: inputNamesKey(found, modules, tools),
    witnesses: witnesses.list(),
  };
}

/** The path of each emit's template by the emit's index, or what is wrong with the names. */
export function chooseTemplates(settings: Settings, found: Discovered): string[] | Diagnostic[] {
  const problems: Diagnostic[] = [];
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
  const chosen = settings.emits.map(({ template }) => {
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
  return problems.length > 0 ? problems : chosen;
}

export function isProblems(value: readonly string[] | readonly Diagnostic[]): value is Diagnostic[] {
  return typeof value[0] === 'object';
}
