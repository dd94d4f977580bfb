import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { workflowMetadataOf } from '../../plugin/metadata';
import { readRegularText } from '../../state/regular-file';
import { resolveOutput } from '../resolve-output';
import { isOutputOf } from './output-files';
import type { Scratch } from './scratch';

/** A target of some project that declares a file as its output. */
export interface Owner {
  readonly project: string;
  readonly target: string;
  /** The name of the workflow that it is a task of. */
  readonly workflow: string | undefined;
}

/** What has to be known of a workspace to say how a file of it is declared. */
export interface WorkspaceFiles {
  kindOf(path: string): 'file' | 'folder' | undefined;
  /** True if Nx leaves a file out of file sets: git or Nx ignores it. */
  isIgnored(path: string): boolean;
  ownerOf(path: string): Owner | undefined;
}

interface FileMap {
  readonly fileMap: {
    readonly projectFileMap: Readonly<Record<string, readonly { readonly file: string }[]>>;
    readonly nonProjectFiles: readonly { readonly file: string }[];
  };
}

/** Reads the list of files that Nx left beside its graph. */
export function workspaceFiles(workspaceRoot: string, graph: ProjectGraph, { folder }: Scratch): WorkspaceFiles {
  const { fileMap } = JSON.parse(readRegularText(join(folder, 'data', 'file-map.json'))) as FileMap;
  const lists = [...Object.values(fileMap.projectFileMap), fileMap.nonProjectFiles];
  const known = new Set(lists.flatMap((files) => files.map(({ file }) => file)));
  let owners: readonly (Owner & { readonly owns: (path: string) => boolean })[] | undefined;
  return {
    kindOf: (path) => {
      const stat = statSync(join(workspaceRoot, path), { throwIfNoEntry: false });
      return stat?.isFile() ? 'file' : stat?.isDirectory() ? 'folder' : undefined;
    },
    isIgnored: (path) => !known.has(path),
    ownerOf: (path) => (owners ??= ownersIn(graph)).find(({ owns }) => owns(path)),
  };
}

function ownersIn({ nodes }: ProjectGraph): (Owner & { owns: (path: string) => boolean })[] {
  return Object.entries(nodes).flatMap(([project, { data }]) =>
    Object.entries(data.targets ?? {}).flatMap(([target, config]) => {
      const options = config.options as Record<string, unknown> | undefined;
      const values = { root: data.root, projectName: project, options };
      const paths = (config.outputs ?? []).flatMap((output) => resolveOutput(output, values) ?? []);
      if (paths.length === 0) return [];
      const { task, workflow } = workflowMetadataOf(config);
      return {
        project,
        target,
        workflow: task === undefined ? undefined : workflow,
        owns: isOutputOf(paths),
      };
    }),
  );
}
