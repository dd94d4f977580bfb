import { formatConfiguration } from '../../modules/format-configuration';
import { formatterPackage, isFormatterName } from '../../modules/formatter-name';
import type { PackageImports } from '../../modules/import-closure';
import type { Looks } from '../../modules/look';
import { formatModule, type Settings } from '../settings';
import { closureOf, type Modules } from './input-names';

/** What formatted texts are made from, beside the rendered ones; paths relative to the workspace. */
export interface FormatLeaves {
  /** Configuration files, and the module that formats, with all that code among them imports. */
  readonly files: readonly string[];
  /** Names among the tools: the formatter, plugins, imported packages, and parts of package.json files. */
  readonly tools: readonly string[];
  /** Whether code takes part beside the formatter's own: a module, plugins, configuration in JavaScript. */
  readonly hasCode: boolean;
  /** Whether packages do. */
  readonly hasPlugins: boolean;
}

/** The same, as it was found. */
export interface FormatInputs {
  readonly files: readonly string[];
  /** Code that a formatter loads: its configuration, and local plugins. */
  readonly scripts: readonly string[];
  /** Whether any of the files is code. */
  readonly hasScripts: boolean;
  readonly packages: readonly PackageImports[];
  readonly packageParts: ReadonlyMap<string, string>;
  readonly hashes: ReadonlyMap<string, string>;
  readonly looks: Looks;
  /** Packages that the code imports; their versions are among those of the modules. */
  readonly imported: readonly string[];
  /** Over where the imports of the code lead; empty where there is none. */
  readonly resolution: string;
  /** Of the formatter, and of what its configuration names. */
  readonly versions: ReadonlyMap<string, string>;
}

const NONE: FormatInputs = {
  files: [],
  scripts: [],
  hasScripts: false,
  packages: [],
  packageParts: new Map(),
  hashes: new Map(),
  looks: new Map(),
  imported: [],
  resolution: '',
  versions: new Map(),
};

/** Finds them. Loads no formatter. */
export function findFormatInputs(settings: Settings): FormatInputs {
  const { workspaceRoot, outputDir, format } = settings;
  if (!format) return NONE;
  const module = formatModule(settings);
  if (!isFormatterName(format.formatter)) return withImports(NONE, closureOf(workspaceRoot, module ? [module] : []));
  const found = formatConfiguration(workspaceRoot, format.formatter, outputDir);
  return withImports({ ...NONE, ...found }, closureOf(workspaceRoot, found.scripts));
}

function withImports(found: FormatInputs, { files, packages, resolution }: Modules): FormatInputs {
  return {
    ...found,
    files: [...found.files, ...files],
    hasScripts: files.length > 0,
    imported: [...new Set(packages.map(({ name }) => name))],
    resolution: files.length > 0 ? resolution : '',
  };
}

/** @param versions of packages by name, those of the formatter among them */
export function withVersions(
  settings: Settings,
  found: FormatInputs,
  versions: Readonly<Record<string, string>>,
): FormatInputs {
  const { formatter = '' } = settings.format ?? {};
  if (!isFormatterName(formatter)) return found;
  const names = [...new Set([formatterPackage(formatter), ...found.packages.map(({ name }) => name)])];
  return { ...found, versions: new Map(names.map((name) => [name, versions[name] ?? 'missing'])) };
}

/** Among the tools: the part of a package.json that is configuration. No package has such a name. */
export function packagePartTool(path: string): string {
  return `"prettier" in ${path}`;
}

export function isPackagePart(tool: string): boolean {
  return tool.startsWith('"prettier" in ');
}

export function formatLeaves(found: FormatInputs): FormatLeaves {
  const { files, hasScripts, imported, packages, packageParts, versions } = found;
  const tools = new Set([...versions.keys(), ...imported, ...[...packageParts.keys()].map(packagePartTool)]);
  const hasPlugins = packages.length > 1;
  return { files, tools: [...tools], hasCode: hasScripts || hasPlugins, hasPlugins };
}
