import type { FormatterName } from '../modules/formatter-name';
import type { ImportedPackage } from '../modules/import-closure';
import type { IgnoredFiles } from '../state/ignored-files';

/**
 * The state of the workspace that inference depends on, besides the workflow files. It is an interface so
 * that inference itself reads no files; workspace-facts.ts implements it.
 */
export interface WorkspaceFacts {
  /** The `targetDefaults` of nx.json, as written. */
  readonly targetDefaults: Readonly<Record<string, unknown>>;
  /** True if nx.json lists other plugins, which may define projects and targets. */
  readonly hasOtherPlugins: boolean;
  readonly implementation: Implementation;
  readonly affectedBy: AffectedBy;
  /** Files that Nx excludes from file sets. */
  readonly ignored: Pick<IgnoredFiles, 'isIgnored' | 'mayMatch'>;
  /** True if Nx knows `includeIgnored` (Nx 23 and later). */
  readonly hashesIgnored: boolean;
  /** The project that the project.json or package.json of a folder declares. */
  project(root: string): DeclaredProject | undefined;
  /** Roots of the declared projects that a glob matches, sorted. */
  matchProjects(glob: string): readonly string[];
  /** The root of the declared project with a name. Slow: it reads all projects of the workspace. */
  rootOfProjectNamed(name: string): string | undefined;
  /** The input for an installed package that a file in a folder imports; undefined if Nx cannot hash it. */
  packageInput(packageName: string, from: string): PackageInput | undefined;
  /**
   * The folder, relative to the workspace, of the package that code in the folder `from` imports by a name: in a
   * node_modules, or the package's own folder if it is part of the workspace. Undefined if it is not installed.
   */
  packageFolder(packageName: string, from: string): string | undefined;
  /**
   * The local import closure of modules: files relative to the workspace, the package.json files that their resolution
   * depends on, and the imported packages.
   */
  importClosure(modules: readonly string[]): {
    readonly files: readonly string[];
    readonly manifests: readonly string[];
    readonly packages: readonly ImportedPackage[];
  };
  /** The modules that globs of templates match, sorted; all paths are relative to the workspace. */
  templateModules(includes: readonly string[], excludes: readonly string[]): readonly string[];
  /**
   * The configuration that a formatter of the workspace finds for an output folder: existing files, the modules among
   * them, and the packages that they name.
   */
  formatConfiguration(
    formatter: FormatterName,
    outputDir: string,
  ): {
    readonly files: readonly string[];
    readonly scripts: readonly string[];
    readonly packages: readonly ImportedPackage[];
  };
  /** True if a codegen output folder contains files that its target did not write: see strays.ts. */
  holdsStrays(outputDir: string): boolean;
  /** Files that a compiler command names in its arguments, with everything that scripts among them import. */
  commandFiles(command: readonly string[], outputDir: string | undefined): readonly string[];
}

/**
 * The name by which Nx knows a package; the lock file if Nx would take that name for another version.
 */
export type PackageInput = { readonly name: string } | { readonly lockFile: string };

/**
 * The unit of `nx affected`: tasks whose inputs changed (Nx 24), or projects whose files changed (earlier versions, and
 * with `affected.legacy`).
 */
export type AffectedBy = 'tasks' | 'projects';

export interface DeclaredProject {
  readonly root: string;
  /** Undefined if there is only a package.json without a name, from which Nx makes no project name. */
  readonly name: string | undefined;
  /** The project's own targets by name, from project.json, package.json or its scripts. */
  readonly targets: ReadonlyMap<string, OwnTarget>;
}

export interface OwnTarget {
  /** The file that declares it, relative to the workspace. */
  readonly file: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * The way in which the hash of a target depends on the build of this package.
 *
 * - `installed`: from a registry or tarball, so that Nx knows it as an external package.
 * - `workspace`: its sources are in the workspace, and Nx hashes the built files (`dist`, relative).
 * - `linked`: a link out of the workspace, which Nx does not hash; `hash` covers the built files.
 */
export type Implementation =
  | { readonly kind: 'installed' }
  | { readonly kind: 'workspace'; readonly dist: string }
  | { readonly kind: 'linked'; readonly hash: string };
