import type { FormatterName } from '../modules/formatter-name';
import type { ImportedPackage } from '../modules/import-closure';
import type { IgnoredFiles } from '../state/ignored-files';

/**
 * What inference must know of the workspace besides the workflow files. An interface, so that
 * inference itself touches no disk; workspace-facts.ts answers from the disk.
 */
export interface WorkspaceFacts {
  /** The `targetDefaults` of nx.json, as written. */
  readonly targetDefaults: Readonly<Record<string, unknown>>;
  /** Whether other plugins in nx.json may make projects and targets as well. */
  readonly hasOtherPlugins: boolean;
  readonly implementation: Implementation;
  readonly affectedBy: AffectedBy;
  /** What Nx leaves out of file sets. */
  readonly ignored: Pick<IgnoredFiles, 'isIgnored' | 'mayMatch'>;
  /** Whether Nx knows `includeIgnored` (Nx 23 and later). */
  readonly hashesIgnored: boolean;
  /** The project that a folder's project.json or package.json declares. */
  project(root: string): DeclaredProject | undefined;
  /** Roots of the declared projects that a glob matches, sorted. */
  matchProjects(glob: string): readonly string[];
  /** The root of the declared project of a name. Reads all projects of the workspace: ask only in need. */
  rootOfProjectNamed(name: string): string | undefined;
  /** How a target is hashed by an installed package that a file in a folder imports; undefined where Nx cannot. */
  packageInput(packageName: string, from: string): PackageInput | undefined;
  /**
   * The folder of the package that code in a folder gets by a name, relative to the workspace: in a node_modules, or its
   * own where it is part of the workspace. Undefined where it is not installed.
   */
  packageFolder(packageName: string, from: string): string | undefined;
  /**
   * The local import closure of modules: files relative to the workspace, the package.json files that decide which ones
   * these are, and the packages they use.
   */
  importClosure(modules: readonly string[]): {
    readonly files: readonly string[];
    readonly manifests: readonly string[];
    readonly packages: readonly ImportedPackage[];
  };
  /** The modules that globs of templates select but for those of `leaves`, sorted; all relative to the workspace. */
  templateModules(takes: readonly string[], leaves: readonly string[]): readonly string[];
  /**
   * What a formatter of the workspace has for configuration around an output folder: files that are there, modules among
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
  /** Whether an output folder of code generation holds what its target has not made: see strays.ts. */
  holdsStrays(outputDir: string): boolean;
  /** The files that a compiler's command names in its arguments, with all that scripts import. */
  commandFiles(command: readonly string[], outputDir: string | undefined): readonly string[];
}

/**
 * By the name under which Nx knows a package, or, where that name means another version of it, by the lock file.
 */
export type PackageInput = { readonly name: string } | { readonly lockFile: string };

/**
 * What `nx affected` chooses: the tasks that a change reaches (Nx 24), or the projects that it touches (before, and
 * with `affected.legacy`).
 */
export type AffectedBy = 'tasks' | 'projects';

export interface DeclaredProject {
  readonly root: string;
  /** Undefined where only a package.json without a name is there: Nx could not name the project. */
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
 * How a target's hash learns of another build of this package.
 *
 * - `installed`: from a registry or tarball, so that Nx knows it as an external package.
 * - `workspace`: its sources lie in the workspace, and Nx hashes the built files (`dist`, relative).
 * - `linked`: a link to somewhere else, of which Nx sees nothing; `hash` covers the built files.
 */
export type Implementation =
  | { readonly kind: 'installed' }
  | { readonly kind: 'workspace'; readonly dist: string }
  | { readonly kind: 'linked'; readonly hash: string };
