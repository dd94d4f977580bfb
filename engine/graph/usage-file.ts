import { readCheckedText, writeCheckedText } from '../../state/checked-text';
import type { Entries } from '../output/entries';
import type { RenderOutcome } from '../render/render-all';
import type { Usage } from '../render/usage';
import { emitKey, type Settings } from '../settings';
import { indexPath } from './file-index';
import { groupKey, isOfGroup } from './groups';
import { isRecord } from './is-record';
import type { GeneratedEntry } from './manifest';
import type { RunGraph } from './run-graph';

const VERSION = 1;

/** What groups read of the patterns when their files were rendered, by their keys. */
export function usagesBefore({ settings, plan, manifest }: RunGraph): ReadonlyMap<string, Usage> {
  const wanted = new Set(plan.groups.ifDataChanged.map(groupKey));
  if (wanted.size === 0) return new Map();
  const known = readUsages(settings);
  return new Map(
    groupFiles(settings, Object.values(manifest?.files ?? {})).flatMap(([key, { fingerprint }]) => {
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
  { files }: Entries,
  { rendered, usages }: RenderOutcome,
  before: ReadonlyMap<string, Usage>,
): void {
  const now = new Set(rendered.map(({ emit, pattern }) => groupKey({ emit, source: pattern })));
  const entries = groupFiles(settings, files.values());
  const made = new Map<string, Usage>();
  const stands: string[] = [];
  for (const [key, { fingerprint }] of entries) {
    const usage = (now.has(key) ? usages : before).get(key);
    if (usage) made.set(fingerprint, usage);
    else if (!now.has(key)) stands.push(fingerprint);
  }
  if (made.size === 0) return;
  // A part of the graph may lack files of other groups, whose usages stay.
  const gone = new Set(Object.values(manifest?.files ?? {}).map(({ fingerprint }) => fingerprint));
  const isKept = (key: string): boolean => stands.includes(key) || (part !== undefined && !gone.has(key));
  const others = [...readUsages(settings)].filter(([key]) => isKept(key));
  saveUsages(settings, new Map([...others, ...made]));
}

function groupFiles(settings: Settings, files: Iterable<GeneratedEntry>): [key: string, GeneratedEntry][] {
  const indexes = new Map(settings.emits.map((emit, index) => [emitKey(settings, emit), index]));
  return [...files].flatMap((entry) => {
    const emit = indexes.get(entry.emit);
    if (emit === undefined || !isOfGroup(settings, emit)) return [];
    return [[groupKey({ emit, source: entry.pattern }), entry] as [string, GeneratedEntry]];
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
