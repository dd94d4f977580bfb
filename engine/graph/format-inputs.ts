import { formatConfiguration } from '../../modules/format-configuration';
import { formatterPackage, isFormatterName } from '../../modules/formatter-name';
import { formatModule, type Settings } from '../settings';
import { packagePartTool, type FormatInputs, type FormatLeaves } from './format-leaves';
import { closureOf, type Modules } from './input-names';

const NONE: FormatInputs = {
  files: [],
  scripts: [],
  hasScripts: false,
  packages: [],
  packageParts: new Map(),
  hashes: new Map(),
  lookups: new Map(),
  imported: [],
  resolution: '',
  versions: new Map(),
};

/** Finds the inputs of formatting without loading the formatter. */
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

/** @param versions by package name, including the formatter's */
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

export function formatLeaves(found: FormatInputs): FormatLeaves {
  const { files, hasScripts, imported, packages, packageParts, versions } = found;
  const tools = new Set([...versions.keys(), ...imported, ...[...packageParts.keys()].map(packagePartTool)]);
  const hasPlugins = packages.length > 1;
  return { files, tools: [...tools], hasCode: hasScripts || hasPlugins, hasPlugins };
}
