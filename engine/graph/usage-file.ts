import { readCheckedText, writeCheckedText } from '../../state/checked-text';
import type { Entries } from '../output/entries';
import type { RenderOutcome } from '../render/render-all';
import type { Usage } from '../render/usage';
import { emitKey, type Settings } from '../settings';
import { indexPath } from './save-index';
import { groupKey, isOfGroup } from './groups';
import { isRecord } from './is-record';
import { parseUnitKey, type Manifest } from './manifest';
import type { RunGraph } from './run-graph';

const VERSION = 1;

/** Recorded usages of patterns by groups, by group key. */
export function recordedUsages({ settings, plan, manifest }: RunGraph): ReadonlyMap<string, Usage> {
  const wanted = new Set(plan.groups.ifDataChanged.map(groupKey));
  if (wanted.size === 0) return new Map();
  const known = readUsageFile(settings);
  return new Map(
    groupFingerprints(settings, manifest?.files ?? {}, manifest?.skipped ?? {}).flatMap(([key, fingerprint]) => {
      const usage = wanted.has(key) ? known.get(fingerprint) : undefined;
      return usage ? [[key, usage] as const] : [];
    }),
  );
}

/**
 * Saves the usages by the fingerprints of the files. They stay valid as long as a file's fingerprint does: an
 * up-to-date file would read the same again.
 */
export function saveUsages(
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
  // A partial graph lacks the files of other groups; keep their usages.
  const { files: filesBefore = {}, skipped: skippedBefore = {} } = manifest ?? {};
  const gone = new Set(
    [...Object.values(filesBefore), ...Object.values(skippedBefore)].map(({ fingerprint }) => fingerprint),
  );
  const isKept = (key: string): boolean => stands.includes(key) || (part !== undefined && !gone.has(key));
  const others = [...readUsageFile(settings)].filter(([key]) => isKept(key));
  writeUsageFile(settings, new Map([...others, ...made]));
}

/** Fingerprints of all files and recorded skips of groups. */
function groupFingerprints(
  settings: Settings,
  files: Manifest['files'],
  skipped: Manifest['skipped'],
): [key: string, fingerprint: string][] {
  const indexes = new Map(settings.emits.map((emit, index) => [emitKey(settings, emit), index]));
  const all = [
    ...Object.values(files),
    ...Object.entries(skipped).map(([key, { fingerprint }]) => ({ ...parseUnitKey(key), fingerprint })),
  ];
  return all.flatMap(({ emit: key, pattern, fingerprint }) => {
    const emit = indexes.get(key);
    if (emit === undefined || !isOfGroup(settings, emit)) return [];
    return [[groupKey({ emit, source: pattern }), fingerprint] as [string, string]];
  });
}

/** Empty if the file is missing, damaged or of another version; the group files are then rendered. */
function readUsageFile(settings: Settings): ReadonlyMap<string, Usage> {
  try {
    const text = readCheckedText(usagePath(settings));
    const parsed: unknown = text === undefined ? undefined : JSON.parse(text);
    if (!isRecord(parsed) || parsed['version'] !== VERSION) return new Map();
    return new Map(Object.entries(parsed['usages'] as Record<string, Usage>));
  } catch {
    return new Map();
  }
}

/** Never fails. Half-written files are removed when the index is saved, which happens later. */
function writeUsageFile(settings: Settings, usages: ReadonlyMap<string, Usage>): void {
  const body = `${JSON.stringify({ version: VERSION, usages: Object.fromEntries(usages) })}\n`;
  try {
    writeCheckedText(usagePath(settings), body);
  } catch {
    // The next run renders the group files.
  }
}

function usagePath({ workspaceRoot, stateFolder, outputDir }: Settings): string {
  return indexPath(workspaceRoot, stateFolder, outputDir).replace(/\.index$/, '.usage');
}
