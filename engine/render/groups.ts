import type { Diagnostic } from '../../diagnostics/diagnostic';
import { groupKey, membersOf, type GroupUnit, type Members } from '../graph/groups';
import type { RunGraph } from '../graph/run-graph';
import type { PatternData } from '../sources/pattern-data';
import { loadedPattern, type JobResult, type LoadedPattern } from './job';
import type { GroupJobResult, Renderer } from './renderer';
import { answersAlike, type Usage } from './usage';

export interface GroupsResult extends JobResult {
  /** What each group has read of the patterns, by its key, where it can be told. */
  readonly usages: ReadonlyMap<string, Usage>;
}

/** Renders files that are made from several patterns; the data of each pattern is read once for all of them. */
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

/** Groups to render, and those whose files stand. */
export interface GroupChoice {
  readonly due: readonly GroupUnit[];
  readonly kept: readonly GroupUnit[];
  /** The patterns that were loaded to find out. */
  readonly patterns: readonly LoadedPattern[];
}

/**
 * Decides which groups to render, once it is known which patterns' data has changed. A file stands where no data of its
 * patterns has, and where what its last rendering read of the changed patterns is what it would read today: see
 * {@link Usage}.
 *
 * @param loaded by spec: the patterns that jobs have loaded
 * @param usages what each group read of the patterns then, by its key, where that is known
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
  /** Undefined is the data of one that does not load: rendering loads it again, and says what is wrong. */
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
      return usage !== undefined && pattern !== undefined && answersAlike(usage, at, pattern.data);
    });
  };
  const kept: GroupUnit[] = [];
  const changedToo: GroupUnit[] = [];
  for (const unit of ifDataChanged) (stands(unit) ? kept : changedToo).push(unit);
  return { due: [...due, ...changedToo].sort((a, b) => a.emit - b.emit), kept, patterns };
}
