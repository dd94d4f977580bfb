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
import { packageTools, type KnownPackages } from './package-tools';
import { templateModules, type TemplateCodes } from './template-code';
import { findPrograms, identifyPrograms, type Programs } from './program-identity';
import { Witnesses, type Witness } from './witnesses';

/** The inputs of a target by name, before any of them is hashed. */
export interface InputNames {
  readonly found: Discovered;
  readonly modules: Modules;
  /** Of their files, those that belong to more than single templates. */
  readonly codeFiles: readonly string[];
  readonly templateCodes: TemplateCodes;
  readonly packages: PackageTools;
  readonly tools: Tools;
  readonly commandFiles: CommandFiles;
  readonly format: FormatLeaves;
  /** Where the imports of modules and scripts lead rests on these, and which configuration a formatter has. */
  readonly looks: readonly Witness[];
  /** sha256 by path of the files that were read for their names: it is only of these bytes that the names are right. */
  readonly hashes: ReadonlyMap<string, string>;
  /** What commands and the formatter load of packages. */
  readonly toolPackages: PackageTools;
  readonly programs: Programs;
  /** Over the names of all inputs and the versions of all tools. */
  readonly key: string;
  /** While these are what they were, and the looks, the names are, too. Undefined where they could not tell of a change. */
  readonly witnesses: readonly Witness[] | undefined;
}

/**
 * Lists folders, follows imports, reads versions.
 *
 * @param declared the target's inputs
 * @param known what the last run knew of the packages that modules and commands load
 */
export function findNames(settings: Settings, declared: DeclaredInputs | undefined, known?: KnownPackages): InputNames {
  const witnesses = new Witnesses();
  const imports = new Witnesses();
  const found = discover(settings, witnesses);
  const formatting = findFormatInputs(settings);
  const code = codeModulesOf(settings, formatting.scripts, templateModules(settings, found));
  const modules = code.all;
  const ofModules = packageTools(settings.workspaceRoot, modules.packages, known);
  const places = findPrograms(settings);
  for (const place of places.values()) if (place !== '') witnesses.look(place);
  const commands = findCommandInputs(settings, declared, places, witnesses);
  const knownOfTools = known && { ...known, packages: known.toolPackages };
  const ofTools = packageTools(settings.workspaceRoot, [...commands.packages, ...formatting.packages], knownOfTools);
  for (const { packages } of [ofModules, ofTools]) {
    for (const place of packages.lookups) witnesses.look(join(settings.workspaceRoot, place));
    witnesses.add(packages.links);
  }
  for (const looks of commands.looks) witnesses.add(looks);
  const closures = [modules, ...commands.imported, formatting];
  for (const closure of closures) imports.add(closure.looks);
  const format = withVersions(settings, formatting, ofTools.packages.versions);
  const tools = toolsOf(settings, ofModules.packages, code, commands, format, witnesses);
  return {
    found,
    modules,
    codeFiles: code.options.files,
    templateCodes: code.templateCodes,
    packages: ofModules.packages,
    tools,
    commandFiles: commands.files,
    format: formatLeaves(format),
    looks: imports.all,
    hashes: new Map([ofModules, ofTools, ...closures].flatMap(({ hashes }) => [...hashes])),
    toolPackages: ofTools.packages,
    programs: identifyPrograms(places, ofTools.packages.versions),
    key: inputNamesKey(found, modules, tools),
    witnesses: imports.list() && witnesses.list(),
  };
}

/** Whether modules, packages, commands and the formatter load the same files, in the same way. */
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
