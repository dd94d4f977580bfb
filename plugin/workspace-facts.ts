import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import type { IgnoredFiles } from '../state/ignored-files';
import { inNestedWorktree } from '../state/nested-worktree';
import { textOrNothing } from '../state/text-or-nothing';
import type { AffectedBy, DeclaredProject, Implementation, OwnTarget, WorkspaceFacts } from './facts';
import { findImplementation } from './implementation';
import { nxVersion } from './nx-version';
import { packageFolder } from '../modules/package-path';
import { packageInputs } from './package-inputs';
import { joinPath, normalizePath } from './paths';
import { projectRoots } from './project-roots';
import { holdsStrays } from './strays';
import { findTemplateModules } from './template-files';

/** The fields of nx.json that are read. */
export interface NxJson {
  readonly targetDefaults?: Readonly<Record<string, unknown>> | undefined;
  readonly affected?: { readonly legacy?: boolean } | undefined;
  readonly plugins?: readonly unknown[] | undefined;
}

/**
 * The facts of a workspace, read lazily from the disk and kept for one inference only: the daemon
 * process lives on, and facts that are kept longer would be stale.
 */
export function readWorkspaceFacts(workspaceRoot: string, nxJson: NxJson): WorkspaceFacts {
  const projects = new Map<string, DeclaredProject | undefined>();
  const packageInput = packageInputs(workspaceRoot);
  const closures = new Map<string, ReturnType<WorkspaceFacts['importClosure']>>();
  const templateModules = new Map<string, readonly string[]>();
  const matches = new Map<string, readonly string[]>();
  let names: Map<string, string> | undefined;
  let implementation: Implementation | undefined;
  let nxMajor: number | undefined;
  let ignored: IgnoredFiles | undefined;

  const ignoredFiles = (): IgnoredFiles => {
    const read = require('../state/ignored-files') as typeof import('../state/ignored-files');
    return (ignored ??= read.ignoredFiles(workspaceRoot));
  };
  const majorVersion = (): number => (nxMajor ??= Number.parseInt(nxVersion(workspaceRoot), 10));
  const isInWorktree = inNestedWorktree(workspaceRoot);
  const rootsOf = (glob: string): string[] =>
    projectRoots(workspaceRoot, glob, (path) => ignoredFiles().isIgnored(path) || isInWorktree(path));
  const project = (root: string): DeclaredProject | undefined =>
    memoized(projects, root, () => readProject(workspaceRoot, root));
  return {
    targetDefaults: nxJson.targetDefaults ?? {},
    hasOtherPlugins: (nxJson.plugins ?? []).some((entry) => !isOwnPlugin(entry)),
    // Lazy: for a linked package it reads all built files.
    get implementation() {
      const isInstalled = (name: string): boolean => packageInput(name) !== undefined;
      return (implementation ??= findImplementation(workspaceRoot, isInstalled));
    },
    get affectedBy() {
      return affectedBy(majorVersion(), nxJson);
    },
    get ignored() {
      return ignoredFiles();
    },
    get hashesIgnored() {
      return majorVersion() >= 23;
    },
    project,
    matchProjects: (glob) => memoized(matches, glob, () => rootsOf(glob)),
    rootOfProjectNamed: (name) => {
      names ??= new Map(
        rootsOf('**')
          .map((root): [string | undefined, string] => [project(root)?.name, root])
          .filter((entry): entry is [string, string] => entry[0] !== undefined),
      );
      return names.get(name);
    },
    packageInput,
    packageFolder: (name, from) => packageFolder(workspaceRoot, name, from),
    importClosure: (modules) =>
      memoized(closures, modules.join('\n'), () => {
        const { importClosure } = require('../modules/import-closure') as typeof import('../modules/import-closure');
        return importClosure(workspaceRoot, modules);
      }),
    templateModules: (includes, excludes) =>
      memoized(templateModules, JSON.stringify([includes, excludes]), () =>
        findTemplateModules(workspaceRoot, includes, excludes),
      ),
    formatConfiguration: (formatter, outputDir) => {
      const read = require('../modules/format-configuration') as typeof import('../modules/format-configuration');
      const { files, scripts, packageParts, packages } = read.formatConfiguration(workspaceRoot, formatter, outputDir);
      return { files: [...files, ...packageParts.keys()], scripts, packages };
    },
    holdsStrays: (outputDir) => holdsStrays(workspaceRoot, outputDir),
    commandFiles: (command, outputDir) => {
      if (command.length === 0) return [];
      const { commandCode } = require('../modules/command-files') as typeof import('../modules/command-files');
      return commandCode(workspaceRoot, command, outputDir, '').files;
    },
  };
}

function isOwnPlugin(entry: unknown): boolean {
  const plugin = typeof entry === 'string' ? entry : asObject(entry)?.['plugin'];
  return typeof plugin === 'string' && /^nx-workflow(\/|$)/.test(plugin);
}

/** Follows the rules of Nx. */
function affectedBy(nxMajor: number, nxJson: NxJson): AffectedBy {
  const legacy = process.env['NX_LEGACY_AFFECTED'];
  const isLegacy = legacy === 'true' || (legacy !== 'false' && nxJson.affected?.legacy === true);
  return nxMajor < 24 || isLegacy ? 'projects' : 'tasks';
}

function memoized<V>(known: Map<string, V>, key: string, compute: () => V): V {
  if (known.has(key)) return known.get(key) as V;
  const value = compute();
  known.set(key, value);
  return value;
}

function readProject(workspaceRoot: string, root: string): DeclaredProject | undefined {
  const projectFile = joinPath(root, 'project.json');
  const packageFile = joinPath(root, 'package.json');
  const projectJson = readJson(join(workspaceRoot, projectFile));
  const packageJson = readJson(join(workspaceRoot, packageFile));
  if (!projectJson && !packageJson) return undefined;
  const nx = asObject(packageJson?.['nx']);
  const fallback = projectJson ? (root.split('/').at(-1) ?? root).toLowerCase() : undefined;
  const targets = new Map<string, OwnTarget>();
  // Nx reads targets only from a package.json that is a project.
  const isRead =
    packageJson !== undefined && (projectJson !== undefined || isWorkspacePackage(workspaceRoot, root, nx));
  for (const script of isRead ? scriptsOf(packageJson, nx) : []) {
    targets.set(script, { file: packageFile, fields: { executor: 'nx:run-script', options: { script } } });
  }
  for (const [file, declared] of [
    [packageFile, isRead ? nx?.['targets'] : undefined],
    [projectFile, projectJson?.['targets']],
  ] as const) {
    for (const [name, fields] of Object.entries(asObject(declared) ?? {})) {
      targets.set(name, { file, fields: asObject(fields) ?? {} });
    }
  }
  return {
    root,
    name: text(projectJson?.['name']) ?? text(nx?.['name']) ?? text(packageJson?.['name']) ?? fallback,
    targets,
  };
}

/** The scripts that Nx turns into targets. */
function scriptsOf(packageJson: Record<string, unknown>, nx: Record<string, unknown> | undefined): string[] {
  const scripts = Object.keys(asObject(packageJson['scripts']) ?? {});
  const included = nx?.['includedScripts'];
  return Array.isArray(included) ? scripts.filter((script) => included.includes(script)) : scripts;
}

/** True if Nx makes a project from a package.json without a project.json beside it. */
function isWorkspacePackage(workspaceRoot: string, root: string, nx: Record<string, unknown> | undefined): boolean {
  if (root === '.') return nx !== undefined;
  const packageJson = readJson(join(workspaceRoot, 'package.json'));
  const workspaces = packageJson?.['workspaces'];
  const listed: unknown = Array.isArray(workspaces) ? workspaces : asObject(workspaces)?.['packages'];
  const patterns = [...(Array.isArray(listed) ? (listed as unknown[]) : []), ...pnpmPackages(workspaceRoot)]
    .filter((pattern): pattern is string => typeof pattern === 'string')
    .map((pattern) => (pattern.startsWith('!') ? `!${normalizePath(pattern.slice(1))}` : normalizePath(pattern)));
  if (patterns.length === 0) return false;
  const micromatch = require('micromatch') as typeof import('micromatch');
  return micromatch([root], patterns).length > 0;
}

function pnpmPackages(workspaceRoot: string): unknown[] {
  const file = textOrNothing(join(workspaceRoot, 'pnpm-workspace.yaml'));
  if (file === undefined) return [];
  try {
    const { parse: parseYaml } = require('yaml') as typeof import('yaml');
    const packages = asObject(parseYaml(file))?.['packages'];
    return Array.isArray(packages) ? (packages as unknown[]) : [];
  } catch {
    return []; // Nx itself warns about a broken file.
  }
}

function readJson(path: string): Record<string, unknown> | undefined {
  const content = textOrNothing(path);
  return content === undefined ? undefined : (asObject(parse(content)) ?? {});
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
