import type { ProjectGraph } from '@nx/devkit';

/** The parts of `project:target:configuration`; missing parts are undefined. */
export interface TaskParts {
  readonly project: string;
  readonly target?: string;
  readonly configuration?: string;
}

/**
 * Splits the id of a task as `nx run` does. Every part may contain colons, so the text is matched against the names in
 * the graph: the longest project wins, then the longest target, then the longest configuration. If nothing matches as a
 * whole, the last part is assumed to be an unknown configuration of a known target; otherwise the text is split at its
 * colons, so that the caller can say which part is unknown. Text in double quotes is not split.
 */
export function splitTaskId(id: string, nodes: ProjectGraph['nodes']): TaskParts {
  const segments = splitByColons(id);
  const whole = longestMatch(segments, nodes);
  if (whole) return whole;
  if (!id.includes(':', 1)) return { project: id };
  const last = segments.at(-1) ?? '';
  const known = longestMatch(splitByColons(id.slice(0, -(last.length + 1))), nodes);
  if (known?.target !== undefined && known.configuration === undefined) return { ...known, configuration: last };
  return cutAtColons(segments, nodes);
}

function longestMatch(segments: readonly string[], nodes: ProjectGraph['nodes']): TaskParts | undefined {
  for (const [project, afterProject] of cuts(segments)) {
    if (!Object.hasOwn(nodes, project)) continue;
    if (afterProject.length === 0) return { project };
    const targets = nodes[project]?.data.targets ?? {};
    for (const [target, afterTarget] of cuts(afterProject)) {
      if (!Object.hasOwn(targets, target)) continue;
      if (afterTarget.length === 0) return { project, target };
      const configuration = afterTarget.join(':');
      if (Object.hasOwn(targets[target]?.configurations ?? {}, configuration))
        return { project, target, configuration };
    }
  }
  return undefined;
}

/** All ways to take a name from the front, longest first. */
function cuts(segments: readonly string[]): [name: string, rest: readonly string[]][] {
  return segments.map((_, index) => {
    const end = segments.length - index;
    return [segments.slice(0, end).join(':'), segments.slice(end)];
  });
}

/** Splits a text that matches nothing in the graph. A name that begins with a colon is that of a Gradle project. */
function cutAtColons(segments: readonly string[], nodes: ProjectGraph['nodes']): TaskParts {
  let [project = '', ...rest] = segments;
  if (project === '' && rest.length > 0) {
    const known = cuts(rest).find(([name, after]) => after.length > 0 && Object.hasOwn(nodes, `:${name}`));
    const [name, after] = known ?? [rest[0] ?? '', rest.slice(1)];
    project = `:${name}`;
    rest = [...after];
  }
  const targets = nodes[project]?.data.targets ?? {};
  const known = cuts(rest).find(([name]) => Object.hasOwn(targets, name));
  const [target, configuration] = known ? [known[0], known[1].join(':') || undefined] : rest;
  return {
    project,
    ...(target === undefined ? {} : { target }),
    ...(configuration === undefined ? {} : { configuration }),
  };
}

function splitByColons(text: string): string[] {
  const parts = [''];
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === ':' && !isQuoted) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  return parts;
}
