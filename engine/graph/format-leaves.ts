import type { PackageImports } from '../../modules/import-closure';
import type { Lookups } from '../../modules/path-state';

/** Leaves that formatted texts depend on, other than the rendered text; paths relative to the workspace. */
export interface FormatLeaves {
  /** Configuration files and the formatter module, with all imports of code among them. */
  readonly files: readonly string[];
  /** Names of tools: the formatter, plugins, imported packages, and parts of package.json files. */
  readonly tools: readonly string[];
  /** True if code other than the formatter's own takes part: a module, plugins, configuration in JavaScript. */
  readonly hasCode: boolean;
  /** True if plugins are packages. */
  readonly hasPlugins: boolean;
}

/** The inputs of formatting, as found on disk. */
export interface FormatInputs {
  readonly files: readonly string[];
  /** Code that the formatter loads: configuration and local plugins. */
  readonly scripts: readonly string[];
  /** True if any of the files is code. */
  readonly hasScripts: boolean;
  readonly packages: readonly PackageImports[];
  readonly packageParts: ReadonlyMap<string, string>;
  readonly hashes: ReadonlyMap<string, string>;
  readonly lookups: Lookups;
  /** Names of packages that the code imports; their versions are among those of the modules. */
  readonly imported: readonly string[];
  /** A key over the import resolution of the code; empty if there is none. */
  readonly resolution: string;
  /** Versions of the formatter and of packages that its configuration names. */
  readonly versions: ReadonlyMap<string, string>;
}

/** Name of the tool for the configuration in a package.json. No package has such a name. */
export function packagePartTool(path: string): string {
  return `"prettier" in ${path}`;
}

export function isPackagePart(tool: string): boolean {
  return tool.startsWith('"prettier" in ');
}
