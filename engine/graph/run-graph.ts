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

/** What a run and the command line's previews both begin with: what is there, and what is due. Writes nothing. */
export interface RunGraph extends CodeState {
  readonly settings: Settings;
  /** What the target's inputs cover; undefined where that is unknown and nothing is checked. */
  readonly declared: DeclaredInputs | undefined;
  /** Absolute. */
  readonly outputFolder: string;
  readonly index: FileIndex;
  readonly inputs: Inputs;
  readonly reading: ManifestReading;
  /** The manifest's entries that the run looks at, where one could be read. */
  readonly manifest: Manifest | undefined;
  readonly manifestText: Buffer | undefined;
  /** Given where the run looks at a part of the graph. */
  readonly part: GraphPart | undefined;
  /** Given where the names were found anew. */
  readonly names: InputNames | undefined;
  readonly facts: PlanFacts;
  readonly plan: Plan;
  /** Whether everything is due, whatever the manifest says. */
  readonly isRedone: boolean;
  readonly leftovers: Leftovers;
  /** What user code read when the files were made; undefined where that is not known. */
  readonly readsBefore: CodeReads | undefined;
  /** Those of command compilers, as they were when this run began. */
  readonly programs: Programs;
  /** What the load module has made in this run. */
  readonly loads: SourceLoads;
  /** Looks at a file of the output folder. */
  readonly look: (path: string) => HashedFile | undefined;
  /** Looks at a file of the workspace. */
  readonly lookInput: (path: string) => string | undefined;
}

export interface GraphPart {
  readonly scan: Scan;
  readonly text: ManifestText;
  readonly touched: readonly string[];
}

/** A graph before it is known what is due. */
export type Found = Omit<RunGraph, 'facts' | 'plan' | 'look' | 'lookInput' | keyof CodeState> &
  Pick<PlanFacts, 'units' | 'patternsBefore'> & {
    readonly programsBefore: Programs | undefined;
    readonly code: CodeState;
  };

/** Plans what is due. */
export function completeGraph({ units, patternsBefore, programsBefore, code, ...found }: Found): RunGraph {
  const { settings, index, manifest, inputs, isRedone } = found;
  const look = (path: string): HashedFile | undefined => index.hash(posix.join(settings.outputDir, path));
  const lookInput = (path: string): string | undefined => index.hash(path)?.sha256;
  const usable = usableOf(settings, manifest, isRedone);
  const touched = code.touchedReads;
  const facts: PlanFacts = {
    settings,
    inputs,
    units,
    manifest: usable,
    patternsBefore: usable ? patternsBefore : {},
    isCodeTouched: touched.length > 0,
    touchedPrograms: touchedPrograms(found.programs, programsBefore, touched),
    look,
    lookInput,
  };
  const plan = makePlan(facts);
  return { ...found, ...code, facts, plan, look, lookInput };
}

/** The manifest where its entries count. */
export function usableOf(
  { switches }: Settings,
  manifest: Manifest | undefined,
  isRedone: boolean,
): Manifest | undefined {
  return switches.incrementalCompilation && !isRedone ? manifest : undefined;
}

/**
 * Programs that may not be those by which the files were compiled. A variable, or what a command of the inputs prints, may
 * change what any of them does.
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
