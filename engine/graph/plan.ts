import { compareText } from '../../diagnostics/diagnostic';
import { compiledOutputs } from '../compile/compiled-outputs';
import { compilersFor } from '../compile/compilers-for';
import type { FreshPart, FreshParts, Job, PatternJob } from '../render/job';
import { emitKey, hasCommands, type Settings } from '../settings';
import type { HashedFile } from './file-index';
import {
  codeMakesData,
  codeMakesText,
  compiledFingerprint,
  dataFingerprint,
  fileFingerprint,
  type PatternValue,
} from './fingerprints';
import { changedReads } from './given-reads';
import type { Inputs } from './inputs';
import type { CompiledEntry, GeneratedEntry, Manifest, PatternEntry } from './manifest';
import { commandName } from './program-identity';

/** Looks at a file of the output folder (path relative to it); undefined where there is none. */
export type OutputLook = (path: string) => HashedFile | undefined;

/** The nodes that a run looks at; all others are up to date. */
export interface Units {
  /** By spec, in their order: indexes of the emits. */
  readonly patterns: ReadonlyMap<string, readonly number[]>;
  /** Indexes of the library emits. */
  readonly library: readonly number[];
}

/** Emits to render, and those whose file stands if the data comes out as it was. */
export interface DueEmits {
  readonly due: readonly number[];
  readonly ifDataChanged: readonly number[];
}

/** What a run has to do. Everything else is up to date. */
export interface Plan {
  /** In order of the specs; then generated files to compile only. */
  readonly jobs: readonly Job[];
  readonly library: DueEmits;
  /** By spec: data that stands. */
  readonly freshPatterns: ReadonlyMap<string, PatternEntry>;
  /** Patterns whose data may come out as another. */
  readonly duePatterns: readonly string[];
  /** Patterns that came or went: files of the whole library show it. */
  readonly isSetChanged: boolean;
  /** Entries that stand as they are. */
  readonly freshFiles: ReadonlyMap<string, GeneratedEntry>;
  readonly freshCompiled: ReadonlyMap<string, CompiledEntry>;
  /** Of files that will be rendered, what is up to date if their text, or their bytes, come out as they were. */
  readonly conditional: FreshParts;
  /** What command compilers have to do as far as can be told before rendering. */
  readonly commands: CommandPlan;
  /** Files of the manifest that no emit accounts for any more, as far as can be told without rendering. */
  readonly orphans: readonly string[];
}

/** The part of a plan for command compilers, which read more files than the plan knows before it runs. */
export interface CommandPlan {
  readonly due: readonly { readonly source: string; readonly compiler: number }[];
  readonly fresh: ReadonlyMap<string, CompiledEntry>;
}

export interface PlanFacts {
  readonly settings: Settings;
  readonly inputs: Inputs;
  readonly units: Units;
  /** The entries to compare with; undefined makes everything due: there are none, or the switch is off. */
  readonly manifest: Manifest | undefined;
  /** By spec: the data of all patterns as it was recorded, for files of the whole library. */
  readonly patternsBefore: Readonly<Record<string, PatternEntry>>;
  /** Whether something that user code read has changed: all that the code takes part in is due. */
  readonly isCodeTouched: boolean;
  /**
   * By a command's name: its program has changed, or is not known to be the one by which the files were compiled, or may
   * have read what has changed.
   */
  readonly touchedPrograms: ReadonlyMap<string, 'changed' | 'unknown' | 'reads'>;
  readonly look: OutputLook;
  readonly lookInput: (path: string) => string | undefined;
}

/** The only place that decides what is due: compares fingerprints, and outputs with what is on the disk. */
export function makePlan(facts: PlanFacts): Plan {
  const { settings, inputs, units, manifest, patternsBefore, isCodeTouched, look } = facts;
  const recorded = groupByUnit(manifest);
  const compiledBySource = groupBySource(manifest);
  const freshFiles = new Map<string, GeneratedEntry>();
  const freshCompiled = new Map<string, CompiledEntry>();
  const freshPatterns = new Map<string, PatternEntry>();
  const conditional = new Map<string, FreshPart>();
  const compileJobs: Job[] = [];
  const accounted = new Set<string>();
  // A module may remember for one pattern what it read for another: what `read` gave counts for all of them.
  const touchesData = codeMakesData(settings) && (isCodeTouched || changedReads(patternsBefore, facts).length > 0);
  const touchesFormat = isCodeTouched && inputs.format.hasCode;

  const isDataFresh = (spec: string): boolean => {
    const before = manifest ? patternsBefore[spec] : undefined;
    const isFresh = before?.fingerprint === dataFingerprint(inputs, spec) && !touchesData;
    if (isFresh) freshPatterns.set(spec, before);
    return isFresh;
  };

  /** Whether one emit's file is up to date, given that its data is: `maybe` where only the data can tell. */
  const visit = (emit: number, pattern: string | null, data: PatternData, isDataFresh: boolean): Verdict => {
    const found = recorded.get(unitKey(emitKey(settings, settings.emits[emit]!), pattern));
    if (!found) return 'due';
    const [path, entry] = found;
    accounted.add(path);
    const isIntact = intact(entry, look(path));
    const isSame =
      fileFingerprint(settings, inputs, emit, data, entry.partials) === entry.fingerprint &&
      !(isCodeTouched && codeMakesText(settings, inputs, emit)) &&
      isIntact;
    const freshHere: number[] = [];
    const dueHere: number[] = [];
    const keptHere: [string, CompiledEntry][] = [];
    for (const compiler of compilersFor(settings, path)) {
      const outputs = compiledOutputs(settings, compiler, path);
      const made = (compiledBySource.get(path) ?? []).filter(([output]) => outputs.includes(output));
      for (const [output] of made) accounted.add(output);
      if (settings.compilers[compiler]?.compiler === 'command') continue;
      const expected = compiledFingerprint(settings, inputs, compiler, path, entry.sha256);
      const isCompiled =
        made.length === outputs.length &&
        made.every(([output, one]) => one.fingerprint === expected && intact(one, look(output)));
      (isCompiled ? freshHere : dueHere).push(compiler);
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
      conditional.set(path, { sha256: entry.sha256, compilers: freshHere, ...formatted });
    }
    return verdict;
  };

  const jobs: PatternJob[] = [];
  for (const [spec, emits] of units.patterns) {
    const isFresh = isDataFresh(spec);
    const before = patternsBefore[spec]?.data;
    const verdicts = emits.map((emit) => [emit, visit(emit, spec, [spec, before ?? ''], isFresh)] as const);
    const due = picked(verdicts, 'due');
    const ifDataChanged = picked(verdicts, 'maybe');
    if (due.length + ifDataChanged.length === 0 && isFresh) continue;
    // Without a file of its own, the data of a pattern is read for the files of the whole library alone.
    if (emits.length > 0)
      jobs.push({ kind: 'pattern', spec, emits: due, ifDataChanged, ...(before ? { before } : {}) });
  }
  const names = new Set([...inputs.specs, ...Object.keys(patternsBefore)]);
  const isSetChanged = names.size !== inputs.specs.length || names.size !== Object.keys(patternsBefore).length;
  const isAllDataFresh = !isSetChanged && [...units.patterns.keys()].every((spec) => freshPatterns.has(spec));
  const library = units.library.map((emit) => {
    const data: PatternValue[] = inputs.specs.map((spec) => [spec, patternsBefore[spec]?.data ?? '']);
    // Patterns that came or went change the fingerprint, and the file with it.
    return [emit, visit(emit, null, data, isAllDataFresh)] as const;
  });
  const all = [...Object.keys(manifest?.files ?? {}), ...Object.keys(manifest?.compiled ?? {})];
  const orphans = all.filter((path) => !accounted.has(path));
  return {
    jobs: [...jobs, ...compileJobs],
    library: { due: picked(library, 'due'), ifDataChanged: picked(library, 'maybe') },
    freshPatterns,
    duePatterns: [...units.patterns.keys()].filter((spec) => !freshPatterns.has(spec)),
    isSetChanged,
    freshFiles,
    freshCompiled,
    conditional,
    commands: planCommands(facts, freshFiles, orphans),
    orphans,
  };
}

type Verdict = 'fresh' | 'maybe' | 'due';
type PatternData = PatternValue | readonly PatternValue[];

/**
 * What command compilers have to do, once the generated files are what they will be: their compiled files
 * depend on headers that rendering may just have changed.
 *
 * @param gone files of the output folder that will have been removed by then
 */
export function planCommands(
  {
    settings,
    inputs,
    manifest,
    touchedPrograms,
    look,
    lookInput,
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
      const output = compiledOutputs(settings, compiler, source)[0]!;
      const entry = manifest?.compiled[output];
      const isFresh =
        !touchedPrograms.has(commandName(chosen.command)) &&
        entry?.fingerprint === compiledFingerprint(settings, inputs, compiler, source, files.get(source)!.sha256) &&
        intact(entry, look(output)) &&
        Object.entries(entry.reads ?? {}).every(([read, hash]) => !removed.has(read) && lookInput(read) === hash);
      if (isFresh) fresh.set(output, entry);
      else due.push({ source, compiler });
    }
  }
  return { due, fresh };
}

function picked(verdicts: readonly (readonly [number, Verdict])[], wanted: Verdict): number[] {
  return verdicts.flatMap(([emit, verdict]) => (verdict === wanted ? [emit] : []));
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

function unitKey(emit: string, pattern: string | null): string {
  return `${emit}\0${pattern ?? ''}`;
}

function intact(entry: { readonly sha256: string; readonly size: number }, file: HashedFile | undefined): boolean {
  return file?.sha256 === entry.sha256 && file.size === entry.size;
}
