import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compareText } from '../../diagnostics/diagnostic';
import { ClosureReads, importClosure, type ImportClosure } from '../../modules/import-closure';
import { sha256OfParts } from '../../state/hash';
import { readRegularText } from '../../state/regular-file';
import { namedModules, type Settings } from '../settings';
import { transformerPackage } from '../compile/transformer-package';
import type { Discovered } from '../sources/discover';
import type { CommandInputs } from './command-inputs';
import { COMMAND_IMPORTS, FORMAT_IMPORTS, LIBRARIES, MODULE_IMPORTS, optionTools } from './dependencies';
import { packagePartTool, type FormatInputs } from './format-leaves';
import type { PackageTools } from './index-file';
import { importsTool, type TemplateCode, type TemplateCodes } from './template-code';
import type { ObservedPaths } from './observed-paths';

/** Everything that affects the output other than file contents, by name and version. */
export interface Tools {
  /** This package, Handlebars, parsers of YAML and TOML, packages that modules import, compilers. */
  readonly tools: Readonly<Record<string, string>>;
  /** `tools` without compilers and options: what the user's code depends on. */
  readonly rendering: Readonly<Record<string, string>>;
}

/** The files and packages that modules load. */
export type Modules = Omit<ImportClosure, 'missing' | 'unreadable'>;

const NO_MODULES: Modules = {
  files: [],
  packages: [],
  computed: [],
  hashes: new Map(),
  resolution: '',
  manifests: [],
  lookups: new Map(),
};

/** The modules of a target. */
export interface CodeModules {
  readonly all: Modules;
  /** Modules that options name, and code that formatting runs. */
  readonly options: Modules;
  readonly templateCodes: TemplateCodes;
  /** Key of the import resolution of each function template, by path. */
  readonly templateResolutions: ReadonlyMap<string, string>;
}

/**
 * Follows the imports of the modules that options name, of code that formatting runs, and of each function template
 * separately. Missing modules are left out. Throws if a module cannot be read: its imports would be missing from the
 * inputs, and changes to them would be missed.
 */
export function codeModulesOf(
  settings: Settings,
  ofFormat: readonly string[],
  templates: readonly string[],
): CodeModules {
  const { workspaceRoot } = settings;
  const named = [...namedModules(settings).map(([, path]) => path), ...ofFormat];
  const reads = new ClosureReads();
  const options = closureOf(workspaceRoot, named, reads);
  if (templates.length === 0) return { all: options, options, templateCodes: {}, templateResolutions: new Map() };
  const closures = templates.map((path) => [path, closureOf(workspaceRoot, [path], reads)] as const);
  const codes = closures.map(([path, { files, packages }]): [string, TemplateCode] => {
    const imported = [...new Set(packages.map(({ name }) => name))];
    return [path, { files, tools: [...imported, importsTool(path)] }];
  });
  return {
    all: closureOf(workspaceRoot, [...named, ...templates], reads),
    options,
    templateCodes: Object.fromEntries(codes),
    templateResolutions: new Map(closures.map(([path, { resolution }]) => [path, resolution])),
  };
}

/** Follows the imports of some modules. Missing modules are left out. */
export function closureOf(workspaceRoot: string, modules: readonly string[], reads?: ClosureReads): Modules {
  const existing = modules.filter((path) => existsSync(join(workspaceRoot, path)));
  if (existing.length === 0) return NO_MODULES;
  const closure = importClosure(workspaceRoot, existing, reads);
  if (closure.unreadable[0]) throw closure.unreadable[0];
  return closure;
}

/**
 * Reads the versions of all tools.
 *
 * @param observed gets every path where a package was looked for
 */
export function toolsOf(
  settings: Settings,
  { versions }: PackageTools,
  { options, templateCodes, templateResolutions }: CodeModules,
  commands: CommandInputs,
  format: FormatInputs,
  observed?: ObservedPaths,
): Tools {
  const ours = createRequire(__filename);
  const from = (folder: string): NodeJS.Require => createRequire(join(settings.workspaceRoot, folder, 'package.json'));
  const versionOf = (require: NodeJS.Require, name: string): string | undefined =>
    packageVersion(require, name, observed);

  const rendering: Record<string, string> = { 'nx-workflow': ownVersion(observed) };
  for (const name of LIBRARIES) rendering[name] = versionOf(ours, name) ?? 'unknown';
  const others = optionTools(settings);
  const ofOptions = new Set(options.packages.map(({ name }) => name));
  const ofTemplates = new Set(Object.values(templateCodes).flatMap(({ tools }) => tools));
  for (const [name, version] of Object.entries(versions)) {
    const isOfTemplatesAlone = ofTemplates.has(name) && !ofOptions.has(name);
    const known = rendering[name] === undefined ? version : `${rendering[name]}, ${version}`;
    (isOfTemplatesAlone ? others : rendering)[name] = known;
  }
  if (options.files.length > 0) rendering[MODULE_IMPORTS] = options.resolution.slice(0, 16);
  for (const [path, resolution] of templateResolutions) others[importsTool(path)] = resolution.slice(0, 16);
  if (commands.imported.length > 0) {
    const all = sha256OfParts(commands.imported.map(({ resolution }) => resolution));
    others[COMMAND_IMPORTS] = all.slice(0, 16);
  }
  if (format.resolution !== '') others[FORMAT_IMPORTS] = format.resolution.slice(0, 16);
  for (const [path, hash] of format.packageParts) others[packagePartTool(path)] = hash.slice(0, 16);
  for (const [name, version] of format.versions) {
    const known = others[name] ?? rendering[name];
    if (known !== version) others[name] = [known, version].filter(Boolean).join(', ');
  }
  for (const compiler of settings.compilers) {
    if (compiler.compiler !== 'typescript') continue;
    const name = transformerPackage(compiler.transformer);
    others[name] = versionOf(from('.'), name) ?? 'missing';
  }
  return { rendering: sortedByName(rendering), tools: sortedByName({ ...rendering, ...others }) };
}

/** Key over the names of all inputs and the tools. It changes if a file is added, removed or renamed. */
export function inputNamesKey(
  { specs, templates, partials, copies, ambiguous }: Discovered,
  { files, packages }: Modules,
  { tools }: Tools,
): string {
  const several = ambiguous.flatMap(({ name, paths }) => [name, ...paths]);
  const names = [...specs, '', ...[...templates].flat(), '', ...[...partials].flat(), '', ...several];
  const copied = copies.flatMap(({ emit, source, path }) => [String(emit), source, path]);
  const code = [...files, '', ...packages.flatMap(({ name, from }) => [name, from])];
  return sha256OfParts([...names, '', ...copied, '', ...code, '', ...Object.entries(tools).flat()]);
}

function sortedByName(tools: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tools).sort(([a], [b]) => compareText(a, b)));
}

/** Version from a package's package.json. Resolves as Node does, without loading the package. */
function packageVersion(require: NodeJS.Require, name: string, observed?: ObservedPaths): string | undefined {
  for (const folder of require.resolve.paths(name) ?? []) {
    const path = join(folder, name, 'package.json');
    if (isThere(path, observed)) return (JSON.parse(readRegularText(path)) as { version?: string }).version;
  }
  return undefined;
}

function ownVersion(observed?: ObservedPaths): string {
  for (const up of ['../..', '../../..']) {
    const path = join(__dirname, up, 'package.json');
    if (isThere(path, observed)) return (JSON.parse(readRegularText(path)) as { version: string }).version;
  }
  return 'unknown';
}

function isThere(path: string, observed: ObservedPaths | undefined): boolean {
  return observed ? observed.stat(path) !== undefined : existsSync(path);
}
