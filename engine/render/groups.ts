import type { Diagnostic } from '../../diagnostics/diagnostic';
import { groupKey, membersOf, type GroupUnit, type Members } from '../graph/groups';
import type { RunGraph } from '../graph/run-graph';
import type { PatternData } from '../sources/pattern-data';
import { loadedPattern, type JobResult, type LoadedPattern } from './job';
import type { GroupJobResult, Renderer } from './renderer';
import { hasSameAnswers, type Usage } from './usage';

export interface GroupsResult extends JobResult {
  /** Usages of patterns by group key, as far as they could be observed. */
  readonly usages: ReadonlyMap<string, Usage>;
}

/** Renders files that are made from several patterns. Each pattern's data is loaded once for all of them. */
export async function renderGroups(
  renderer: Renderer,
  members: Members,
  units: readonly GroupUnit[],
  stopOnFailure: boolean,
): Promise<GroupsResult> {
  const loaded = new Map<string, PatternData>();
  const failures: Diagnostic[] = [];
  const usages = new Map<string, Usage>();
  const specs = new Set(units.flatMap(({ source }) => members(source)));
  for (const spec of specs) {
    if (stopOnFailure && failures.length > 0) break;
    const pattern = await renderer.load(spec);
    if (Array.isArray(pattern)) failures.push(...pattern);
    else loaded.set(spec, pattern);
  }
  const patterns = [...loaded.values()].map((pattern) => loadedPattern(pattern, false));
  const results: GroupJobResult[] = [];
  for (const unit of stopOnFailure && failures.length > 0 ? [] : units) {
    if (stopOnFailure && results.some((result) => result.failures.length > 0)) break;
    const all = members(unit.source).flatMap((spec) => loaded.get(spec) ?? []);
    if (all.length < members(unit.source).length) continue;
    const result = await renderer.runGroup(unit, all);
    results.push(result);
    if (result.usage) usages.set(groupKey(unit), result.usage);
  }
  return {
    patterns,
    rendered: results.flatMap((result) => result.rendered),
    skipped: results.flatMap((result) => result.skipped),
    compiled: results.flatMap((result) => result.compiled),
    failures: [...failures, ...results.flatMap((result) => result.failures)],
    usages,
  };
}

/** Groups to render, and groups whose files are up to date. */
export interface GroupChoice {
  readonly due: readonly GroupUnit[];
  readonly kept: readonly GroupUnit[];
  /** Patterns that were loaded for this decision. */
  readonly patterns: readonly LoadedPattern[];
}

/**
 * Decides which groups to render once it is known which patterns' data has changed. A group is up to date if none of
 * its data has changed, or if the changed patterns still give the same answers to what its last rendering read: see
 * {@link Usage}.
 *
 * @param loaded patterns that jobs have loaded, by spec
 * @param usages usages of the last rendering by group key, if known
 */
export async function chooseGroups(
  renderer: Renderer,
  { plan, inputs, facts }: Pick<RunGraph, 'plan' | 'inputs' | 'facts'>,
  loaded: ReadonlyMap<string, LoadedPattern>,
  usages: ReadonlyMap<string, Usage>,
): Promise<GroupChoice> {
  const { due, ifDataChanged } = plan.groups;
  if (ifDataChanged.length === 0) return { due, kept: [], patterns: [] };
  const members = membersOf(inputs);
  const asked = new Set(ifDataChanged.flatMap(({ source }) => members(source)));
  const patterns: LoadedPattern[] = [];
  /** Undefined for a pattern that fails to load; rendering loads it again and reports the problem. */
  const changed = new Map<string, PatternData | undefined>();
  for (const spec of plan.duePatterns) {
    if (loaded.get(spec)?.isSame || !asked.has(spec)) continue;
    const pattern = await renderer.load(spec);
    if (Array.isArray(pattern)) {
      changed.set(spec, undefined);
      continue;
    }
    const isSame = pattern.isPlain && pattern.hash === facts.patternsBefore[spec]?.data;
    if (!loaded.has(spec)) patterns.push(loadedPattern(pattern, isSame));
    if (!isSame) changed.set(spec, pattern);
  }
  const stands = (unit: GroupUnit): boolean => {
    const usage = usages.get(groupKey(unit));
    return members(unit.source).every((spec, at) => {
      if (!changed.has(spec)) return true;
      const pattern = changed.get(spec);
      return usage !== undefined && pattern !== undefined && hasSameAnswers(usage, at, pattern.data);
    });
  };
  const kept: GroupUnit[] = [];
  const changedToo: GroupUnit[] = [];
  for (const unit of ifDataChanged) (stands(unit) ? kept : changedToo).push(unit);
  return { due: [...due, ...changedToo].sort((a, b) => a.emit - b.emit), kept, patterns };
}
