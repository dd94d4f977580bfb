import type { PackageImports } from '../../modules/import-closure';
import type { Looks } from '../../modules/look';

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

/** Among the tools: the part of a package.json that is configuration. No package has such a name. */
export function packagePartTool(path: string): string {
  return `"prettier" in ${path}`;
}

export function isPackagePart(tool: string): boolean {
  return tool.startsWith('"prettier" in ');
}
