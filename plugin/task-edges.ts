import type { ProjectGraph, TargetDependencyConfig } from '@nx/devkit';
import { compareText } from '../diagnostics/diagnostic';

interface TaskOfRun {
  readonly id: string;
  readonly target: { readonly project: string; readonly target: string };
}

/**
 * For each task of a run, the ids of the tasks that it waited for. Nx does not pass its task graph to plugins,
 * so this is derived from the `dependsOn` of the targets, for tasks of the run only.
 */
export function taskEdges(tasks: readonly TaskOfRun[], graph: ProjectGraph): Map<string, string[]> {
  const ids = new Map(tasks.map(({ id, target }) => [key(target.project, target.target), id]));
  const names = [...new Set(tasks.map((task) => task.target.target))];
  return new Map(
    tasks.map(({ id, target: { project, target } }) => {
      const entries = (graph.nodes[project]?.data.targets?.[target]?.dependsOn ?? []).flatMap((entry) => {
        const config = typeof entry === 'string' ? fromString(entry, graph) : entry;
        const all = isPattern(config.target) ? matching(names, config.target) : [config.target];
        return all.map((one) => ({ ...config, target: one }));
      });
      const upstream = [
        ...entries.flatMap((entry) => namedProjects(entry, project, graph).map((name) => key(name, entry.target))),
        ...ofDependencies(
          entries.filter(({ dependencies, projects }) => dependencies === true || projects === 'dependencies'),
          project,
          graph,
        ),
      ];
      const found = new Set(upstream.flatMap((one) => ids.get(one) ?? []));
      found.delete(id);
      return [id, [...found].sort(compareText)];
    }),
  );
}

/**
 * Keys of the targets of dependencies (`^build`) that a target waits for. If a dependency lacks one of the targets, Nx
 * looks for all of them in its dependencies in turn, not only for the missing one.
 */
function ofDependencies(
  entries: readonly { readonly target: string }[],
  project: string,
  { nodes, dependencies }: ProjectGraph,
): string[] {
  const found: string[] = [];
  const from = new Set([project]);
  for (const base of from) {
    for (const { target: upstream } of dependencies[base] ?? []) {
      const node = nodes[upstream];
      for (const { target } of node ? entries : []) {
        if (Object.hasOwn(node?.data.targets ?? {}, target)) found.push(key(upstream, target));
        else from.add(upstream);
      }
    }
  }
  return found;
}

function fromString(text: string, graph: ProjectGraph): TargetDependencyConfig {
  if (text.startsWith('^')) return { target: text.slice(1), dependencies: true };
  const colon = text.indexOf(':');
  const project = text.slice(0, colon);
  return colon > 0 && graph.nodes[project] ? { target: text.slice(colon + 1), projects: [project] } : { target: text };
}

function namedProjects({ projects, dependencies }: TargetDependencyConfig, own: string, graph: ProjectGraph): string[] {
  if (projects === undefined) return dependencies ? [] : [own];
  if (projects === 'dependencies') return [];
  return [projects].flat().flatMap((name) => {
    if (name === 'self') return [own];
    if (graph.nodes[name]) return [name];
    return isPattern(name) ? matching(Object.keys(graph.nodes), name) : [];
  });
}

function matching(names: readonly string[], pattern: string): string[] {
  const micromatch = require('micromatch') as typeof import('micromatch');
  return micromatch([...names], pattern);
}

function isPattern(text: string): boolean {
  return /[*?{[!]/.test(text);
}

function key(project: string, target: string): string {
  return `${project}\n${target}`;
}
