import type { WorkspaceFacts } from './facts';
import { isGlob } from './paths';

export interface DefaultedTarget {
  readonly name: string;
  /** `nx:run-commands` for a target with `command`. */
  readonly executor: string;
  readonly project: { readonly name: string | undefined; readonly root: string };
}

export interface AppliedDefaults {
  /** The key in `targetDefaults`. */
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The entries of `targetDefaults` in nx.json that Nx merges over a target of this plugin, in order. */
export function appliedDefaults(target: DefaultedTarget, facts: WorkspaceFacts): AppliedDefaults[] {
  for (const key of matchingKeys(facts.targetDefaults, target.name, target.executor)) {
    const value = facts.targetDefaults[key];
    const entries = (Array.isArray(value) ? (value as unknown[]) : [value]).filter(
      (entry): entry is Record<string, unknown> =>
        typeof entry === 'object' && entry !== null && passesFilter(entry as Record<string, unknown>, target),
    );
    // Only the first matching key counts. Nx ignores an entry for another executor.
    if (entries.length > 0)
      return entries
        .filter(({ executor }) => typeof executor !== 'string' || executor === target.executor)
        .map((fields) => ({ key, fields }));
  }
  return [];
}

/** In order of precedence: executor, target name, globs (longest first). */
function matchingKeys(defaults: Readonly<Record<string, unknown>>, name: string, executor: string): string[] {
  const exact = [executor, name].filter((key) => Object.hasOwn(defaults, key));
  const globs = Object.keys(defaults).filter((key) => isGlob(key) && !exact.includes(key));
  if (globs.length === 0) return exact;
  const micromatch = require('micromatch') as typeof import('micromatch');
  return [...exact, ...globs.filter((key) => micromatch.isMatch(name, key)).sort((a, b) => b.length - a.length)];
}

/** The filters of an entry (Nx 23 and later). An unsupported filter counts as not passed. */
function passesFilter(entry: Record<string, unknown>, { executor, project }: DefaultedTarget): boolean {
  const filter = entry['filter'] as { executor?: unknown; plugin?: unknown; projects?: unknown } | undefined;
  if (!filter) return true;
  if (filter.executor !== undefined && filter.executor !== executor) return false;
  if (filter.plugin !== undefined && filter.plugin !== 'nx-workflow') return false;
  if (!Array.isArray(filter.projects)) return true;
  const patterns = (filter.projects as unknown[]).filter((pattern): pattern is string => typeof pattern === 'string');
  const micromatch = require('micromatch') as typeof import('micromatch');
  return [project.name, project.root].some((name) => name !== undefined && micromatch.isMatch(name, patterns));
}
