import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { changedWhileReading } from '../render/failures';
import type { RunContext } from '../run-context';
import { hasCommands } from '../settings';
import type { ObservedReads } from '../user-code/observed-reads';
import { readNames } from '../user-code/read-names';
import type { GivenFile } from '../user-code/reader';
import { MISSING } from '../user-code/missing';
import { readValue } from '../user-code/reads';
import { matchesStamp, type StampedKind } from '../user-code/stamp';
import { codeMakesText, hasCode } from './fingerprints';
import type { CodeReads } from './index-file';
import type { RunGraph } from './run-graph';

/**
 * Merges the observed reads of this run with those of earlier runs: a run that made only some files observed only their
 * reads. Variables and commands among Nx's inputs are added if user code or a compiler command may depend on them.
 *
 * The reads stay on the machine: values may be secret, and the set of reads depends on which files were made last.
 */
export function nextReads(graph: RunGraph, { declared }: RunContext, outcome: RunOutcome): CodeReads {
  const { settings, inputs, index, readsBefore, readsNow, began } = graph;
  const names = new Set<string>(isEverythingRedone(graph, outcome) ? [] : Object.keys(readsBefore?.values ?? {}));
  for (const name of readNames(outcome.reads)) if (declared || !name.startsWith('declared ')) names.add(name);
  if (declared && (hasCode(settings, inputs) || hasCommands(settings))) {
    for (const name of declared.env) names.add(`env ${name}`);
    for (const command of declared.runtime) names.add(`runtime ${command}`);
  }
  const salt = readsBefore?.salt ?? randomBytes(16).toString('hex');
  const valueOf = (name: string): string => {
    // Hashing through the index adds the file to it, so that the next run needs only a stat.
    if (name.startsWith('file ')) return index.hash(name.slice('file '.length))?.sha256 ?? MISSING;
    return readsNow.get(name) ?? readValue({ settings, declared, salt, since: began }, name);
  };
  return { salt, values: Object.fromEntries([...names].sort().map((name) => [name, valueOf(name)])) };
}

/** The parts of a run's outcome that matter here: kept files, failures and observed reads. */
interface RunOutcome {
  readonly patterns: readonly { readonly kept: readonly number[] }[];
  readonly keptGroups: readonly unknown[];
  readonly failures: readonly Diagnostic[];
  readonly reads: ObservedReads;
}

/** Errors for things that changed after user code read them: the result would be cached as up to date. */
export function changedCodeReads(
  { settings, inputs, index }: RunGraph,
  { own, shared, written }: ObservedReads,
): Diagnostic[] {
  const { workspaceRoot } = settings;
  const made = new Set(written);
  const madeIn = new Set(written.map((path) => dirname(path)));
  const changed = new Map<string, StampedKind>();
  for (const { read, stamp } of [...own, ...shared]) {
    // The engine's own inputs are compared elsewhere, and reads outside the workspace are errors anyway.
    if (!('path' in read) || !stamp || read.path.startsWith('../') || inputs.hashes[read.path] !== undefined) continue;
    const path = join(workspaceRoot, read.path);
    // A file that user code creates itself is not a change by others.
    if (
      ((read.kind === 'probe' || read.kind === 'link') && made.has(path)) ||
      (read.kind === 'folder' && madeIn.has(path))
    )
      continue;
    const isSame =
      matchesStamp(read.kind, path, stamp) && (read.kind !== 'file' || index.changedSince([read.path]).length === 0);
    if (!isSame) changed.set(read.path, read.kind);
  }
  return [...changed].map(([path, kind]) => changedWhileReading(path, kind));
}

/**
 * True if this run made everything that user code takes part in. Not so if a due file was kept because its data came
 * out equal, or because it failed.
 */
function isEverythingRedone(
  { settings, inputs, part, plan }: RunGraph,
  { patterns, keptGroups, failures }: RunOutcome,
): boolean {
  if (part || failures.length > 0 || keptGroups.length > 0) return false;
  if (patterns.some(({ kept }) => kept.length > 0)) return false;
  const { entries, due } = inputs.sources;
  if ([...entries.keys()].some((path) => !due.has(path))) return false;
  if (settings.prepare !== undefined && plan.freshPatterns.size > 0) return false;
  const isText = settings.emits.some((_emit, index) => codeMakesText(settings, inputs, index));
  return !isText || plan.freshFiles.size + plan.freshSkipped.size === 0;
}

/** Errors for files that changed after `read` returned them in any thread. */
export function changedReadFiles({ index }: RunGraph, files: readonly GivenFile[]): Diagnostic[] {
  const changed = files.filter(({ path, sha256 }) => index.hash(path)?.sha256 !== sha256);
  return [...new Set(changed.map(({ path }) => path))].map((path) => changedWhileReading(path));
}
