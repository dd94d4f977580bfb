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
import { isAsStamped, type StampedKind } from '../user-code/stamp';
import { codeMakesText, hasCode } from './fingerprints';
import type { CodeReads } from './index-file';
import type { RunGraph } from './run-graph';

/**
 * Joins what user code was seen to read with what earlier runs saw: a run that redid some files alone saw only what
 * those read. Inputs that Nx hashes and nobody can be seen to read (variables, commands) count where there is code, or
 * a compiler command, that may depend on them. They stay on the machine: a value may be a secret, and what was read
 * depends on which files were made last.
 */
export function nextReads(graph: RunGraph, { declared }: RunContext, outcome: Made): CodeReads {
  const { settings, inputs, index, readsBefore, readsNow, began } = graph;
  const names = new Set<string>(isEverythingRedone(graph, outcome) ? [] : Object.keys(readsBefore?.values ?? {}));
  for (const name of readNames(outcome.reads)) if (declared || !name.startsWith('declared ')) names.add(name);
  if (declared && (hasCode(settings, inputs) || hasCommands(settings))) {
    for (const name of declared.env) names.add(`env ${name}`);
    for (const command of declared.runtime) names.add(`runtime ${command}`);
  }
  const salt = readsBefore?.salt ?? randomBytes(16).toString('hex');
  const valueOf = (name: string): string => {
    // A file is among those of the index, so that a stat tells of a change.
    if (name.startsWith('file ')) return index.hash(name.slice('file '.length))?.sha256 ?? MISSING;
    return readsNow.get(name) ?? readValue({ settings, declared, salt, since: began }, name);
  };
  return { salt, values: Object.fromEntries([...names].sort().map((name) => [name, valueOf(name)])) };
}

/** Of what a run has made: which files stand, what failed, and what user code read. */
interface Made {
  readonly patterns: readonly { readonly kept: readonly number[] }[];
  readonly keptGroups: readonly unknown[];
  readonly failures: readonly Diagnostic[];
  readonly reads: ObservedReads;
}

/** What is not any more as user code read it: Nx, or the next run, would take what came of it for up to date. */
export function changedCodeReads(
  { settings, inputs, index }: RunGraph,
  { own, shared, written }: ObservedReads,
): Diagnostic[] {
  const { workspaceRoot } = settings;
  const made = new Set(written);
  const madeIn = new Set(written.map((path) => dirname(path)));
  const changed = new Map<string, StampedKind>();
  for (const { read, stamp } of [...own, ...shared]) {
    // Inputs of the engine's own are compared beside this, and what lies outside is an error anyway.
    if (!('path' in read) || !stamp || read.path.startsWith('../') || inputs.hashes[read.path] !== undefined) continue;
    const path = join(workspaceRoot, read.path);
    // A file that code makes where it found none, and its name in a folder, is no change by others.
    if (
      ((read.kind === 'probe' || read.kind === 'link') && made.has(path)) ||
      (read.kind === 'folder' && madeIn.has(path))
    )
      continue;
    const isSame =
      isAsStamped(read.kind, path, stamp) && (read.kind !== 'file' || index.changedSince([read.path]).length === 0);
    if (!isSame) changed.set(read.path, read.kind);
  }
  return [...changed].map(([path, kind]) => changedWhileReading(path, kind));
}

/**
 * Whether all that user code takes part in was made by this run. A file whose data came out as it was stands, although
 * it was due; so does the last good one of what failed.
 */
function isEverythingRedone(
  { settings, inputs, part, plan }: RunGraph,
  { patterns, keptGroups, failures }: Made,
): boolean {
  if (part || failures.length > 0 || keptGroups.length > 0) return false;
  if (patterns.some(({ kept }) => kept.length > 0)) return false;
  const { entries, due } = inputs.sources;
  if ([...entries.keys()].some((path) => !due.has(path))) return false;
  if (settings.prepare !== undefined && plan.freshPatterns.size > 0) return false;
  const isText = settings.emits.some((_emit, index) => codeMakesText(settings, inputs, index));
  return !isText || plan.freshFiles.size + plan.freshSkipped.size === 0;
}

/** Files that are others now than those which `read` gave in some thread. */
export function changedGiven({ index }: RunGraph, files: readonly GivenFile[]): Diagnostic[] {
  const changed = files.filter(({ path, sha256 }) => index.hash(path)?.sha256 !== sha256);
  return [...new Set(changed.map(({ path }) => path))].map((path) => changedWhileReading(path));
}
