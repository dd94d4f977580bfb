import { join } from 'node:path';
import type { Settings } from '../settings';
import { discover, type Discovered } from '../sources/discover';
import { findCommandInputs, type CommandFiles } from './command-inputs';
import type { DeclaredInputs } from './declared-inputs';
import { canonicalJson } from '../../state/hash';
import { codeModulesOf, inputNamesKey, toolsOf, type Modules, type Tools } from './input-names';
import type { FreshInputs, PackageTools } from './index-file';
import { findFormatInputs, formatLeaves, withVersions } from './format-inputs';
import type { FormatLeaves } from './format-leaves';
import { packageTools, type RecordedToolPackages } from './package-tools';
import { templateModules, type TemplateCodes } from './template-code';
import { findPrograms, identifyPrograms, type Programs } from './program-identity';
import { ObservedPaths, type ObservedPath } from './observed-paths';

/** The inputs of a target by name, before any of them is hashed. */
export interface InputNames {
  readonly found: Discovered;
  readonly modules: Modules;
  /** Files of the modules that options name, without those of function templates. */
  readonly codeFiles: readonly string[];
  readonly templateCodes: TemplateCodes;
  readonly packages: PackageTools;
  readonly tools: Tools;
  readonly commandFiles: CommandFiles;
  readonly format: FormatLeaves;
  /** Lookups of import resolution and of the formatter's configuration. */
  readonly importLookups: readonly ObservedPath[];
  /** sha256 by path of the files that were parsed to find these names. The names are right only for these bytes. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Packages that commands and the formatter load. */
  readonly toolPackages: PackageTools;
  readonly programs: Programs;
  /** A key over the names of all inputs and the versions of all tools. */
  readonly key: string;
  /** While these and `importLookups` are unchanged, the names are too. Undefined if they could miss a change. */
  readonly observed: readonly ObservedPath[] | undefined;
}

/**
 * Finds all inputs: lists folders, follows imports, reads versions.
 *
 * @param declared the target's inputs
 * @param known the packages of the last run
 */
export function findNames(
  settings: Settings,
  declared: DeclaredInputs | undefined,
  known?: RecordedToolPackages,
): InputNames {
  const observed = new ObservedPaths();
  const imports = new ObservedPaths();
  const found = discover(settings, observed);
  const formatting = findFormatInputs(settings);
  const code = codeModulesOf(settings, formatting.scripts, templateModules(settings, found));
  const modules = code.all;
  const ofModules = packageTools(settings.workspaceRoot, modules.packages, known);
  const places = findPrograms(settings);
  for (const place of places.values()) if (place !== '') observed.stat(place);
  const commands = findCommandInputs(settings, declared, places, observed);
  const knownOfTools = known && { ...known, packages: known.toolPackages };
  const ofTools = packageTools(settings.workspaceRoot, [...commands.packages, ...formatting.packages], knownOfTools);
  for (const { packages } of [ofModules, ofTools]) {
    for (const place of packages.lookups) observed.stat(join(settings.workspaceRoot, place));
    observed.add(packages.links);
  }
  for (const lookups of commands.lookups) observed.add(lookups);
  const closures = [modules, ...commands.imported, formatting];
  for (const closure of closures) imports.add(closure.lookups);
  const format = withVersions(settings, formatting, ofTools.packages.versions);
  const tools = toolsOf(settings, ofModules.packages, code, commands, format, observed);
  return {
    found,
    modules,
    codeFiles: code.options.files,
    templateCodes: code.templateCodes,
    packages: ofModules.packages,
    tools,
    commandFiles: commands.files,
    format: formatLeaves(format),
    importLookups: imports.all,
    hashes: new Map([ofModules, ofTools, ...closures].flatMap(({ hashes }) => [...hashes])),
    toolPackages: ofTools.packages,
    programs: identifyPrograms(places, ofTools.packages.versions),
    key: inputNamesKey(found, modules, tools),
    observed: imports.list() && observed.list(),
  };
}

/** True if modules, packages, commands and the formatter load the same files in the same way. */
export function isSameCode(
  { tools, modules, packages, commandFiles, format, templateCodes }: InputNames,
  before: Pick<FreshInputs, 'tools' | 'modules' | 'packages' | 'commandFiles' | 'format' | 'templateCodes'>,
): boolean {
  const loaded = [tools.tools, modules.files, packages.files, commandFiles, format, templateCodes];
  const loadedBefore = [
    before.tools,
    before.modules,
    before.packages.files,
    before.commandFiles,
    before.format,
    before.templateCodes,
  ];
  return canonicalJson(loaded) === canonicalJson(loadedBefore);
}
