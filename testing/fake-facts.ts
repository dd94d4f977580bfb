import micromatch from 'micromatch';
import { formatterPackage } from '../modules/formatter-name';
import type { ImportedPackage } from '../modules/import-closure';
import type { AffectedBy, DeclaredProject, Implementation, WorkspaceFacts } from '../plugin/facts';

/** A workspace in memory: projects by root, optionally with their own targets. */
export interface FakeWorkspace {
  readonly projects?: Readonly<Record<string, { name?: string; targets?: Readonly<Record<string, object>> }>>;
  readonly targetDefaults?: Readonly<Record<string, unknown>>;
  readonly implementation?: Implementation;
  readonly affectedBy?: AffectedBy;
  readonly ignored?: WorkspaceFacts['ignored'];
  readonly hashesIgnored?: boolean;
  readonly hasOtherPlugins?: boolean;
  readonly installed?: readonly string[];
  /** By importing folder: the lock file that is the input for its packages. */
  readonly lockedFrom?: Readonly<Record<string, string>>;
  /** Folders of packages that are part of the workspace, by name. */
  readonly linked?: Readonly<Record<string, string>>;
  readonly formatConfiguration?: Partial<ReturnType<WorkspaceFacts['formatConfiguration']>>;
  /** Modules among the templates, without imports. */
  readonly templateModules?: readonly string[];
  readonly closure?: {
    readonly files: readonly string[];
    readonly manifests?: readonly string[];
    readonly packages: readonly ImportedPackage[];
  };
}

export function fakeFacts(workspace: FakeWorkspace = {}): WorkspaceFacts {
  const projects = workspace.projects ?? {};
  const project = (root: string): DeclaredProject | undefined => {
    const declared = Object.hasOwn(projects, root) ? projects[root] : undefined;
    if (!declared) return undefined;
    const targets = Object.entries(declared.targets ?? {}).map(
      ([name, fields]) => [name, { file: `${root}/project.json`, fields: fields as Record<string, unknown> }] as const,
    );
    return { root, name: declared.name, targets: new Map(targets) };
  };
  return {
    targetDefaults: workspace.targetDefaults ?? {},
    hasOtherPlugins: workspace.hasOtherPlugins ?? false,
    implementation: workspace.implementation ?? { kind: 'installed' },
    affectedBy: workspace.affectedBy ?? 'tasks',
    ignored: workspace.ignored ?? { isIgnored: () => false, mayMatch: () => false },
    hashesIgnored: workspace.hashesIgnored ?? true,
    project,
    matchProjects: (glob) => micromatch(Object.keys(projects), glob).sort(),
    rootOfProjectNamed: (name) => Object.keys(projects).find((root) => projects[root]?.name === name),
    packageInput: (name, from) => {
      if (!(workspace.installed ?? []).includes(name)) return undefined;
      const lockFile = workspace.lockedFrom?.[from];
      return lockFile === undefined ? { name } : { lockFile };
    },
    packageFolder: (name) => {
      const isKnown = (workspace.installed ?? []).includes(name);
      return workspace.linked?.[name] ?? (isKnown ? `node_modules/${name}` : undefined);
    },
    importClosure: (modules) => ({
      files: workspace.templateModules ? modules : [],
      manifests: [],
      packages: [],
      ...workspace.closure,
    }),
    templateModules: (includes, excludes) => {
      const found = micromatch([...(workspace.templateModules ?? [])], [...includes]);
      return found.filter((path) => !micromatch.isMatch(path, [...excludes]));
    },
    formatConfiguration: (formatter) => ({
      files: [],
      scripts: [],
      packages: [{ name: formatterPackage(formatter), from: '.' }],
      ...workspace.formatConfiguration,
    }),
    commandFiles: () => [],
    holdsStrays: () => false,
  };
}
