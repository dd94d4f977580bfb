import type { ProjectGraph, TargetDependencyConfig } from '@nx/devkit';
import { compareText } from '../diagnostics/diagnostic';

interface TaskOfRun {
  readonly id: string;
  readonly target: { readonly project: string; readonly target: string };
}

/**
 * Which tasks of a run waited for which, by their ids. Nx does not hand its task graph to plugins, so
 * it is derived from the targets' dependsOn, and only for tasks that took part in the run.
 */
export function taskEdges(tasks: readonly TaskOfRun[], graph: ProjectGraph): Map<string, string[]> {
  const ids = new Map(tasks.map(({ id, target }) => [key(target.project, target.target), id]));
  const names = [...new Set(tasks.map((task) => task.target.target))];
  return new Map(
    tasks.map(({ id, target: { project, target } }) => {
      const found = new Set<string>();
      for (const entry of graph.nodes[project]?.data.targets?.[target]?.dependsOn ?? []) {
        for (const upstream of resolve(entry, project, names, ids, graph)) found.add(upstream);
      }
      found.delete(id);
      return [id, [...found].sort(compareText)];
    }),
  );
}

function resolve(
  entry: TargetDependencyConfig | string,
  project: string,
  names: readonly string[],
  ids: ReadonlyMap<string, string>,
  graph: ProjectGraph,
): string[] {
  const config = typeof entry === 'string' ? fromString(entry, graph) : entry;
  const targets = isPattern(config.target) ? matching(names, config.target) : [config.target];
  return targets.flatMap((target) => {
    const projects = [
      ...(config.dependencies || config.projects === 'dependencies'
        ? upstreamProjects(project, target, ids, graph)
        : []),
      ...namedProjects(config, project, graph),
    ];
    return projects.flatMap((name) => ids.get(key(name, target)) ?? []);
  });
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

/** The nearest projects that this one depends on and that have the target; others are looked through. */
function upstreamProjects(
  project: string,
  target: string,
  ids: ReadonlyMap<string, string>,
  graph: ProjectGraph,
): string[] {
  const found: string[] = [];
  const seen = new Set([project]);
  const queue = [project];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const { target: upstream } of graph.dependencies[next] ?? []) {
      if (seen.has(upstream)) continue;
      seen.add(upstream);
      if (ids.has(key(upstream, target))) found.push(upstream);
      else queue.push(upstream);
    }
  }
  return found;
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
