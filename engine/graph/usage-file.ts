import { readCheckedText, writeCheckedText } from '../../state/checked-text';
import type { Entries } from '../output/entries';
import type { RenderOutcome } from '../render/render-all';
import type { Usage } from '../render/usage';
import { emitKey, type Settings } from '../settings';
import { indexPath } from './save-index';
import { groupKey, isOfGroup } from './groups';
import { isRecord } from './is-record';
import { unitOf, type Manifest } from './manifest';
import type { RunGraph } from './run-graph';

const VERSION = 1;

/** What groups read of the patterns when their files were rendered, by their keys. */
export function usagesBefore({ settings, plan, manifest }: RunGraph): ReadonlyMap<string, Usage> {
  const wanted = new Set(plan.groups.ifDataChanged.map(groupKey));
  if (wanted.size === 0) return new Map();
  const known = readUsages(settings);
  return new Map(
    groupFingerprints(settings, manifest?.files ?? {}, manifest?.skipped ?? {}).flatMap(([key, fingerprint]) => {
      const usage = wanted.has(key) ? known.get(fingerprint) : undefined;
      return usage ? [[key, usage] as const] : [];
    }),
  );
}

/**
 * Keeps what files of groups show of the patterns, by the fingerprints of the files: whatever becomes of the files, it
 * holds for these. A file that stands would read today what it read then.
 */
export function keepUsages(
  { settings, part, manifest }: RunGraph,
  { files, skipped }: Entries,
  { rendered, skipped: skippedNow, usages }: RenderOutcome,
  before: ReadonlyMap<string, Usage>,
): void {
  const now = new Set([...rendered, ...skippedNow].map(({ emit, pattern }) => groupKey({ emit, source: pattern })));
  const entries = groupFingerprints(settings, Object.fromEntries(files), Object.fromEntries(skipped));
  const made = new Map<string, Usage>();
  const stands: string[] = [];
  for (const [key, fingerprint] of entries) {
    const usage = (now.has(key) ? usages : before).get(key);
    if (usage) made.set(fingerprint, usage);
    else if (!now.has(key)) stands.push(fingerprint);
  }
  if (made.size === 0) return;
  // A part of the graph may lack files of other groups, whose usages stay.
  const { files: filesBefore = {}, skipped: skippedBefore = {} } = manifest ?? {};
  const gone = new Set(
    [...Object.values(filesBefore), ...Object.values(skippedBefore)].map(({ fingerprint }) => fingerprint),
  );
  const isKept = (key: string): boolean => stands.includes(key) || (part !== undefined && !gone.has(key));
  const others = [...readUsages(settings)].filter(([key]) => isKept(key));
  saveUsages(settings, new Map([...others, ...made]));
}

/** Of all files of groups, and of groups without one. */
function groupFingerprints(
  settings: Settings,
  files: Manifest['files'],
  skipped: Manifest['skipped'],
): [key: string, fingerprint: string][] {
  const indexes = new Map(settings.emits.map((emit, index) => [emitKey(settings, emit), index]));
  const all = [
    ...Object.values(files),
    ...Object.entries(skipped).map(([key, { fingerprint }]) => ({ ...unitOf(key), fingerprint })),
  ];
  return all.flatMap(({ emit: key, pattern, fingerprint }) => {
    const emit = indexes.get(key);
    if (emit === undefined || !isOfGroup(settings, emit)) return [];
    return [[groupKey({ emit, source: pattern }), fingerprint] as [string, string]];
  });
}

/** Nothing where the file is missing, damaged or of another version: then files of groups are rendered. */
function readUsages(settings: Settings): ReadonlyMap<string, Usage> {
  try {
    const text = readCheckedText(usagePath(settings));
    const parsed: unknown = text === undefined ? undefined : JSON.parse(text);
    if (!isRecord(parsed) || parsed['version'] !== VERSION) return new Map();
    return new Map(Object.entries(parsed['usages'] as Record<string, Usage>));
  } catch {
    return new Map();
  }
}

/** Never fails. What a run that is killed here leaves half-written, saving the index sweeps: it comes after this. */
function saveUsages(settings: Settings, usages: ReadonlyMap<string, Usage>): void {
  const body = `${JSON.stringify({ version: VERSION, usages: Object.fromEntries(usages) })}\n`;
  try {
    writeCheckedText(usagePath(settings), body);
  } catch {
    // The next run renders.
  }
}

function usagePath({ workspaceRoot, stateFolder, outputDir }: Settings): string {
  return indexPath(workspaceRoot, stateFolder, outputDir).replace(/\.index$/, '.usage');
}
