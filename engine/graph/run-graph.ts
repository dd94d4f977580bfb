import { posix } from 'node:path';
import type { Leftovers } from '../output/journal';
import type { Settings } from '../settings';
import { UNKNOWN_READS, type CodeState } from './code-state';
import type { DeclaredInputs } from './declared-inputs';
import type { FileIndex, HashedFile } from './file-index';
import type { CodeReads } from './index-file';
import type { Inputs } from './inputs';
import type { Manifest, ManifestReading } from './manifest';
import type { ManifestText } from './manifest-text';
import type { InputNames } from './names';
import { makePlan, type Plan, type PlanFacts } from './plan';
import type { Programs } from './program-identity';
import type { Scan } from './scan';
import type { SourceLoads } from './source-loads';

/** The loaded graph and the plan, shared by runs and previews of the command line. Loading it writes nothing. */
export interface RunGraph extends CodeState {
  readonly settings: Settings;
  /** The target's inputs; undefined if unknown, and then undeclared reads are not reported. */
  readonly declared: DeclaredInputs | undefined;
  /** Absolute. */
  readonly outputFolder: string;
  readonly index: FileIndex;
  readonly inputs: Inputs;
  readonly reading: ManifestReading;
  /** The manifest entries of the loaded part of the graph; undefined if the manifest is not usable. */
  readonly manifest: Manifest | undefined;
  readonly manifestText: Buffer | undefined;
  /** Set if only a part of the graph is loaded. */
  readonly part: GraphPart | undefined;
  /** Set if the names were looked up in this run. */
  readonly names: InputNames | undefined;
  readonly facts: PlanFacts;
  readonly plan: Plan;
  /** True makes everything due, whatever the manifest says. */
  readonly isRedone: boolean;
  readonly leftovers: Leftovers;
  /** Reads of user code when the files were made; undefined if unknown. */
  readonly readsBefore: CodeReads | undefined;
  /** Programs of compiler commands when this run began. */
  readonly programs: Programs;
  /** Source files that this run has loaded. */
  readonly loads: SourceLoads;
  /** Hashes a file of the output folder. */
  readonly hashOutput: (path: string) => HashedFile | undefined;
  /** sha256 of a file of the workspace; undefined if it does not exist. */
  readonly hashInput: (path: string) => string | undefined;
}

export interface GraphPart {
  readonly scan: Scan;
  readonly text: ManifestText;
  readonly touched: readonly string[];
}

/** A graph before planning. */
export type UnplannedGraph = Omit<RunGraph, 'facts' | 'plan' | 'hashOutput' | 'hashInput' | keyof CodeState> &
  Pick<PlanFacts, 'units' | 'patternsBefore'> & {
    readonly programsBefore: Programs | undefined;
    readonly code: CodeState;
  };

/** Adds the plan to a graph. */
export function completeGraph({ units, patternsBefore, programsBefore, code, ...found }: UnplannedGraph): RunGraph {
  const { settings, index, manifest, inputs, isRedone } = found;
  const hashOutput = (path: string): HashedFile | undefined => index.hash(posix.join(settings.outputDir, path));
  const hashInput = (path: string): string | undefined => index.hash(path)?.sha256;
  const usable = usableManifest(settings, manifest, isRedone);
  const touched = code.touchedReads;
  const facts: PlanFacts = {
    settings,
    inputs,
    units,
    manifest: usable,
    patternsBefore: usable ? patternsBefore : {},
    isCodeTouched: touched.length > 0,
    touchedPrograms: touchedPrograms(found.programs, programsBefore, touched),
    hashOutput,
    hashInput,
  };
  const plan = makePlan(facts);
  return { ...found, ...code, facts, plan, hashOutput, hashInput };
}

/** The manifest, or undefined if its entries must not be used. */
export function usableManifest(
  { switches }: Settings,
  manifest: Manifest | undefined,
  isRedone: boolean,
): Manifest | undefined {
  return switches.incrementalCompilation && !isRedone ? manifest : undefined;
}

/**
 * Programs that may not be those that compiled the files. A changed variable or output of a `runtime` input may change
 * what any program does.
 */
function touchedPrograms(
  programs: Programs,
  before: Programs | undefined,
  touched: readonly string[],
): PlanFacts['touchedPrograms'] {
  const isOpen = touched.some((name) => name === UNKNOWN_READS || /^(env|runtime) /.test(name));
  const found = new Map<string, 'changed' | 'unknown' | 'reads'>();
  for (const [name, { identity }] of Object.entries(programs)) {
    const known = before?.[name]?.identity;
    if (known !== identity) found.set(name, known === undefined ? 'unknown' : 'changed');
    else if (isOpen) found.set(name, 'reads');
  }
  return found;
}
