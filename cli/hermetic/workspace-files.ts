import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { workflowMetadataOf } from '../../plugin/metadata';
import { readRegularText } from '../../state/regular-file';
import { resolveOutput } from '../resolve-output';
import { isOutputOf } from './output-files';
import type { Scratch } from './scratch';

/** A target that declares a file as its output. */
export interface OutputOwner {
  readonly project: string;
  readonly target: string;
  /** The name of the target's workflow; undefined if it is not a task of a workflow file. */
  readonly workflow: string | undefined;
}

/** Facts about files of a workspace, for hints that say how to declare them. */
export interface WorkspaceFiles {
  kindOf(path: string): 'file' | 'folder' | undefined;
  /** True if git or Nx ignores a file, so that Nx excludes it from file sets. */
  isIgnored(path: string): boolean;
  ownerOf(path: string): OutputOwner | undefined;
}

interface FileMap {
  readonly fileMap: {
    readonly projectFileMap: Readonly<Record<string, readonly { readonly file: string }[]>>;
    readonly nonProjectFiles: readonly { readonly file: string }[];
  };
}

/** Reads the list of files that Nx stored beside its project graph. */
export function workspaceFiles(workspaceRoot: string, graph: ProjectGraph, { folder }: Scratch): WorkspaceFiles {
  const { fileMap } = JSON.parse(readRegularText(join(folder, 'data', 'file-map.json'))) as FileMap;
  const lists = [...Object.values(fileMap.projectFileMap), fileMap.nonProjectFiles];
  const known = new Set(lists.flatMap((files) => files.map(({ file }) => file)));
  let owners: readonly (OutputOwner & { readonly owns: (path: string) => boolean })[] | undefined;
  return {
    kindOf: (path) => {
      const stat = statSync(join(workspaceRoot, path), { throwIfNoEntry: false });
      return stat?.isFile() ? 'file' : stat?.isDirectory() ? 'folder' : undefined;
    },
    isIgnored: (path) => !known.has(path),
    ownerOf: (path) => (owners ??= ownersIn(graph)).find(({ owns }) => owns(path)),
  };
}

function ownersIn({ nodes }: ProjectGraph): (OutputOwner & { owns: (path: string) => boolean })[] {
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
