import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { normalizePath } from '../plugin/paths';
import type { ChangedInput, TaskReason } from '../profile/task-reason';
import type { ReasonDetails } from '../profile/task-reason-text';
import { resolveOutput } from './resolve-output';
import { splitTaskId } from './task/split-id';

/** The most files that are listed for one input. */
const MAX_FILES = 5;

/**
 * Details of a reason that only the workspace can tell. Nx stores one hash for a whole set of files. Only time
 * stamps can tell which file changed, and those of a fresh checkout are useless.
 */
export function reasonDetails(reason: TaskReason, graph: ProjectGraph, workspaceRoot: string): ReasonDetails {
  const since = reason.before?.startTime ?? Infinity;
  const { project, target = '' } = splitTaskId(reason.task, graph.nodes);
  return {
    newer: reason.inputs.map((input) =>
      newerFiles(globsOf(input, graph, project), since, reason.endTime, workspaceRoot),
    ),
    from: reason.inputs.map((input) => (input.kind === 'upstream-output' ? producer(input, graph) : null)),
    cacheable: graph.nodes[project]?.data.targets?.[target]?.cache === true,
  };
}

/** The files of an input. A project's configuration comes from its own files and those that plugins read. */
function globsOf({ kind, globs, what }: ChangedInput, { nodes }: ProjectGraph, project: string): readonly string[] {
  const root = nodes[project]?.data.root ?? '.';
  if (kind === 'upstream-output') return [];
  if (kind === 'configuration' && globs.length === 0) {
    if (what.includes('tsconfig')) return ['tsconfig.base.json', 'tsconfig.json'];
    return [`${root}/project.json`, `${root}/package.json`, '**/nx-workflow.json'];
  }
  return globs.map((glob) => glob.replace('{projectRoot}', root));
}

/** Files written between two points in time; if there are none, those written after both. */
function newerFiles(globs: readonly string[], since: number, until: number, workspaceRoot: string): string[] {
  const include = globs.filter((glob) => !glob.startsWith('!')).map(normalize);
  if (include.length === 0) return [];
  const ignore = globs.filter((glob) => glob.startsWith('!')).map((glob) => normalize(glob.slice(1)));
  const { sync } = require('fast-glob') as typeof import('fast-glob');
  const files = sync(include, {
    cwd: workspaceRoot,
    dot: true,
    ignore: [...ignore, '**/node_modules/**', '.git/**', '.nx/**'],
    followSymbolicLinks: false,
  });
  const times = files.map((file) => ({
    file,
    mtime: statSync(join(workspaceRoot, file), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  }));
  const newer = times.filter(({ mtime }) => mtime >= since);
  const between = newer.filter(({ mtime }) => mtime <= until);
  const found = (between.length > 0 ? between : newer).map(({ file }) => file).sort();
  const shown = found.slice(0, MAX_FILES);
  return found.length > shown.length ? [...shown, `and ${found.length - shown.length} more`] : shown;
}

function normalize(glob: string): string {
  return glob.replace(/^(\.\/)+/, '');
}

/** The task that declares the files of an input as its outputs. */
function producer({ outputs = [] }: ChangedInput, { nodes }: ProjectGraph): string | null {
  const wanted = new Set(outputs.map(normalizePath));
  for (const [project, { data }] of Object.entries(nodes)) {
    for (const [target, config] of Object.entries(data.targets ?? {})) {
      const options = config.options as Record<string, unknown> | undefined;
      const values = { root: data.root, projectName: project, options };
      const own = (config.outputs ?? []).map((output) => resolveOutput(output, values));
      if (own.some((output) => output !== undefined && wanted.has(output))) return `${project}:${target}`;
    }
  }
  return null;
}
