import { compareText } from '../../diagnostics/diagnostic';
import { compiledOutputs } from '../compile/compiled-outputs';
import { compilersFor } from '../compile/compilers-for';
import type { FreshPart, FreshParts, Job, PatternJob } from '../render/job';
import { emitKey, hasCommands, type Settings } from '../settings';
import type { Copy } from '../sources/discover';
import type { HashedFile } from './file-index';
import {
  codeMakesData,
  codeMakesText,
  compiledFingerprint,
  dataFingerprint,
  fileFingerprint,
  skippedFingerprint,
  type PatternValue,
} from './fingerprints';
import { changedReads } from './given-reads';
import { membersOf, type GroupUnit } from './groups';
import type { Inputs } from './inputs';
import {
  unitKey,
  type CompiledEntry,
  type GeneratedEntry,
  type Manifest,
  type PatternEntry,
  type SkippedEntry,
} from './manifest';
import { commandName } from './program-identity';

/** Hashes a file of the output folder (relative path); undefined if it does not exist. */
export type HashOutput = (path: string) => HashedFile | undefined;

/** The nodes that a run checks; all others are known to be up to date. */
export interface Units {
  /** Indexes of the emits by spec, in the order of the specs. */
  readonly patterns: ReadonlyMap<string, readonly number[]>;
  readonly groups: readonly GroupUnit[];
  readonly copies: readonly Copy[];
}

/** Groups to render, and groups to render only if their data changed. */
export interface DueGroups {
  readonly due: readonly GroupUnit[];
  readonly ifDataChanged: readonly GroupUnit[];
}

/** The work of a run. Everything else is up to date. */
export interface Plan {
  /** Patterns in order of the specs, then files to copy, then generated files that only need compiling. */
  readonly jobs: readonly Job[];
  readonly groups: DueGroups;
  /** Data that is up to date, by spec. */
  readonly freshPatterns: ReadonlyMap<string, PatternEntry>;
  /** Patterns whose data may have changed. */
  readonly duePatterns: readonly string[];
  /** True if patterns were added or removed. */
  readonly isSetChanged: boolean;
  /** Entries that are up to date. */
  readonly freshFiles: ReadonlyMap<string, GeneratedEntry>;
  readonly freshCompiled: ReadonlyMap<string, CompiledEntry>;
  /** Emits that still make no file, by `unitKey`. */
  readonly freshSkipped: ReadonlyMap<string, SkippedEntry>;
  /** Keys of recorded skips that no emit accounts for any more. */
  readonly staleSkipped: readonly string[];
  /** For files that will be rendered: the parts that stay up to date if text or bytes do not change. */
  readonly conditional: FreshParts;
  /** Work of compiler commands, as far as known before rendering. */
  readonly commands: CommandPlan;
  /** Files of the manifest that no emit accounts for any more, as far as known before rendering. */
  readonly orphans: readonly string[];
}

/** The plan for compiler commands. They may read more files than the plan knows before they run. */
export interface CommandPlan {
  readonly due: readonly { readonly source: string; readonly compiler: number }[];
  readonly fresh: ReadonlyMap<string, CompiledEntry>;
}

export interface PlanFacts {
  readonly settings: Settings;
  readonly inputs: Inputs;
  readonly units: Units;
  /**
   * The entries to compare with; undefined if there are none or incremental compilation is off, and then everything is
   * due.
   */
  readonly manifest: Manifest | undefined;
  /** Recorded data by spec, for all patterns of the groups. */
  readonly patternsBefore: Readonly<Record<string, PatternEntry>>;
  /** True if something that user code read has changed: then everything that user code takes part in is due. */
  readonly isCodeTouched: boolean;
  /**
   * By command name: the program changed, may not be the one that compiled the files (`unknown`), or may have read
   * something that changed (`reads`).
   */
  readonly touchedPrograms: ReadonlyMap<string, 'changed' | 'unknown' | 'reads'>;
  readonly hashOutput: HashOutput;
  readonly hashInput: (path: string) => string | undefined;
}

/** Decides what is due, by comparing fingerprints and the outputs on disk. No other code does. */
export function makePlan(facts: PlanFacts): Plan {
  const { settings, inputs, units, manifest, patternsBefore, isCodeTouched, hashOutput } = facts;
  const recorded = groupByUnit(manifest);
  const compiledBySource = groupBySource(manifest);
  const freshFiles = new Map<string, GeneratedEntry>();
  const freshCompiled = new Map<string, CompiledEntry>();
  const freshSkipped = new Map<string, SkippedEntry>();
  const freshPatterns = new Map<string, PatternEntry>();
  const conditional = new Map<string, FreshPart>();
  const compileJobs: Job[] = [];
  const accounted = new Set<string>();
  // A module may cache what it read for one pattern and use it for another, so every read counts for all patterns.
  const touchesData = codeMakesData(settings) && (isCodeTouched || changedReads(patternsBefore, facts).length > 0);
  const touchesFormat = isCodeTouched && inputs.format.hasCode;

  const isDataFresh = (spec: string): boolean => {
    const before = manifest ? patternsBefore[spec] : undefined;
    const isFresh = before?.fingerprint === dataFingerprint(inputs, spec) && !touchesData;
    if (isFresh) freshPatterns.set(spec, before);
    return isFresh;
  };

  /** Decides whether one emit's file is up to date: `maybe` if that depends on whether its data changes. */
  const visit = (
    emit: number,
    pattern: string | null,
    data: readonly PatternValue[],
    isDataFresh: boolean,
  ): Verdict => {
    const key = unitKey(emitKey(settings, settings.emits[emit]!), pattern);
    const isTextTouched = (used: readonly string[]): boolean =>
      isCodeTouched && codeMakesText(settings, inputs, emit, used);
    const skipped = manifest?.skipped[key];
    if (skipped) {
      accounted.add(key);
      const now = skippedFingerprint(settings, inputs, emit, pattern, data, skipped.partials);
      if (now !== skipped.fingerprint || isTextTouched(skipped.partials)) return 'due';
      if (!isDataFresh) return 'maybe';
      freshSkipped.set(key, skipped);
      return 'fresh';
    }
    const found = recorded.get(key);
    if (!found) return 'due';
    const [path, entry] = found;
    accounted.add(path);
    const isIntact = intact(entry, hashOutput(path));
    const isSame =
      fileFingerprint(settings, inputs, emit, pattern, data, entry.partials) === entry.fingerprint &&
      !isTextTouched(entry.partials) &&
      isIntact;
    const freshHere: number[] = [];
    const dueHere: number[] = [];
    const keptHere: [string, CompiledEntry][] = [];
    const madeHere = [path];
    for (const compiler of compilersFor(settings, path)) {
      const outputs = compiledOutputs(settings, compiler, path);
      const made = (compiledBySource.get(path) ?? []).filter(([output]) => outputs.includes(output));
      for (const [output] of made) accounted.add(output);
      if (settings.compilers[compiler]?.compiler === 'command') continue;
      const expected = compiledFingerprint(settings, inputs, compiler, path, entry.sha256);
      const isCompiled =
        made.length === outputs.length &&
        made.every(([output, one]) => one.fingerprint === expected && intact(one, hashOutput(output)));
      (isCompiled ? freshHere : dueHere).push(compiler);
      madeHere.push(...made.map(([output]) => output));
      if (isCompiled) keptHere.push(...made);
    }
    const verdict = !isSame ? 'due' : isDataFresh ? 'fresh' : dueHere.length === 0 ? 'maybe' : 'due';
    if (verdict === 'fresh') {
      freshFiles.set(path, entry);
      for (const [output, one] of keptHere) freshCompiled.set(output, one);
      for (const compiler of dueHere) {
        compileJobs.push({ kind: 'compile', source: path, sha256: entry.sha256, compilers: [compiler] });
      }
    } else {
      const isFormatted = entry.formatted !== undefined && isIntact && !touchesFormat;
      const formatted = isFormatted ? { formatted: entry.formatted } : {};
      const inPlace = madeHere.flatMap((made): FreshPart['inPlace'] => {
        const there = hashOutput(made);
        return there ? [[made, there.sha256]] : [];
      });
      conditional.set(path, { sha256: entry.sha256, compilers: freshHere, ...formatted, inPlace });
    }
    return verdict;
  };

  const jobs: PatternJob[] = [];
  for (const [spec, emits] of units.patterns) {
    const isFresh = isDataFresh(spec);
    const before = patternsBefore[spec]?.data;
    const verdicts = emits.map((emit) => [emit, visit(emit, spec, [[spec, before ?? '']], isFresh)] as const);
    const due = withVerdict(verdicts, 'due');
    const ifDataChanged = withVerdict(verdicts, 'maybe');
    if (due.length + ifDataChanged.length === 0 && isFresh) continue;
    // A pattern without a file of its own is loaded only for groups.
    if (emits.length > 0)
      jobs.push({ kind: 'pattern', spec, emits: due, ifDataChanged, ...(before ? { before } : {}) });
  }
  const names = new Set([...inputs.specs, ...Object.keys(patternsBefore)]);
  const isSetChanged = names.size !== inputs.specs.length || names.size !== Object.keys(patternsBefore).length;
  const members = membersOf(inputs);
  const groups = units.groups.map((unit) => {
    const specs = members(unit.source);
    const data = specs.map((spec): PatternValue => [spec, patternsBefore[spec]?.data ?? '']);
    const isAllFresh = specs.every((spec) => freshPatterns.has(spec) || !units.patterns.has(spec));
    // Added or removed patterns change the fingerprint.
    return [unit, visit(unit.emit, unit.source, data, isAllFresh)] as const;
  });
  const copyJobs = units.copies.flatMap((copy): Job[] => {
    const isDue = visit(copy.emit, copy.source, [], true) === 'due';
    return isDue ? [{ kind: 'copy', ...copy, sha256: inputs.hashes[copy.source] ?? '' }] : [];
  });
  const all = [...Object.keys(manifest?.files ?? {}), ...Object.keys(manifest?.compiled ?? {})];
  const orphans = all.filter((path) => !accounted.has(path));
  return {
    jobs: [...jobs, ...copyJobs, ...compileJobs],
    groups: { due: withVerdict(groups, 'due'), ifDataChanged: withVerdict(groups, 'maybe') },
    freshPatterns,
    duePatterns: [...units.patterns.keys()].filter((spec) => !freshPatterns.has(spec)),
    isSetChanged,
    freshFiles,
    freshCompiled,
    freshSkipped,
    staleSkipped: Object.keys(manifest?.skipped ?? {}).filter((key) => !accounted.has(key)),
    conditional,
    commands: planCommands(facts, freshFiles, orphans),
    orphans,
  };
}

type Verdict = 'fresh' | 'maybe' | 'due';

/**
 * Plans compiler commands after rendering: compiled files may depend on headers that were just rendered.
 *
 * @param gone files of the output folder that will be removed before the commands run
 */
export function planCommands(
  {
    settings,
    inputs,
    manifest,
    touchedPrograms,
    hashOutput,
    hashInput,
  }: Omit<PlanFacts, 'units' | 'patternsBefore' | 'isCodeTouched'>,
  files: ReadonlyMap<string, GeneratedEntry>,
  gone: readonly string[] = [],
): CommandPlan {
  const due: { source: string; compiler: number }[] = [];
  const fresh = new Map<string, CompiledEntry>();
  if (!hasCommands(settings)) return { due, fresh };
  const removed = new Set(gone.map((path) => `${settings.outputDir}/${path}`));
  for (const source of [...files.keys()].sort(compareText)) {
    for (const compiler of compilersFor(settings, source)) {
      const chosen = settings.compilers[compiler];
      if (chosen?.compiler !== 'command') continue;
      const expected = compiledFingerprint(settings, inputs, compiler, source, files.get(source)!.sha256);
      const made = compiledOutputs(settings, compiler, source).map((path) => [path, manifest?.compiled[path]] as const);
      const isOther = ([path, entry]: (typeof made)[number]): boolean =>
        entry?.fingerprint !== expected ||
        !intact(entry, hashOutput(path)) ||
        Object.entries(entry.reads ?? {}).some(([read, hash]) => removed.has(read) || hashInput(read) !== hash);
      if (touchedPrograms.has(commandName(chosen.command)) || made.some(isOther)) due.push({ source, compiler });
      else for (const [path, entry] of made) fresh.set(path, entry!);
    }
  }
  return { due, fresh };
}

function withVerdict<T>(verdicts: readonly (readonly [T, Verdict])[], wanted: Verdict): T[] {
  return verdicts.flatMap(([unit, verdict]) => (verdict === wanted ? [unit] : []));
}

function groupByUnit(manifest: Manifest | undefined): Map<string, [string, GeneratedEntry]> {
  const groups = new Map<string, [string, GeneratedEntry]>();
  for (const [path, entry] of Object.entries(manifest?.files ?? {})) {
    groups.set(unitKey(entry.emit, entry.pattern), [path, entry]);
  }
  return groups;
}

function groupBySource(manifest: Manifest | undefined): Map<string, [string, CompiledEntry][]> {
  const groups = new Map<string, [string, CompiledEntry][]>();
  for (const [path, entry] of Object.entries(manifest?.compiled ?? {})) {
    const group = groups.get(entry.source);
    if (group) group.push([path, entry]);
    else groups.set(entry.source, [[path, entry]]);
  }
  return groups;
}

function intact(entry: { readonly sha256: string; readonly size: number }, file: HashedFile | undefined): boolean {
  return file?.sha256 === entry.sha256 && file.size === entry.size;
}
