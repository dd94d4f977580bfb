import { join, posix } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { sha256 } from '../../state/hash';
import { readRegularText } from '../../state/regular-file';
import { isMissing, isNoFile } from '../file-problem';
import { codeMayRead } from './code-may-read';
import type { DeclaredInputs } from './declared-inputs';
import { findLeftovers, type Leftovers } from '../output/journal';
import type { Settings } from '../settings';
import { MISSING, readValue, type ReadContext } from '../user-code/reads';
import { FileIndex, type HashedFile } from './file-index';
import { NO_ITEMS } from '../sources/items';
import type { CodeReads } from './index-file';
import { dataFingerprint } from './fingerprints';
import { groupsOf } from './groups';
import { hashInputs, partOfInputs, type Inputs } from './inputs';
import { MANIFEST_NAME, parseManifest, type Manifest, type ManifestReading } from './manifest';
import { ManifestText } from './manifest-text';
import { findNames, type InputNames } from './names';
import { makePlan, type Plan, type PlanFacts } from './plan';
import type { Programs } from './program-identity';
import { reach } from './reach';
import { keptCircumstances } from './reads-file';
import type { Scan } from './scan';

/** What a run and the command line's previews both begin with: what is there, and what is due. Writes nothing. */
export interface RunGraph {
  readonly settings: Settings;
  /** What the target's inputs cover; undefined where that is unknown and nothing is checked. */
  readonly declared: DeclaredInputs | undefined;
  /** Before any user code ran. Milliseconds since 1970. */
  readonly began: number;
  /** Absolute. */
  readonly outputFolder: string;
  readonly index: FileIndex;
  readonly inputs: Inputs;
  readonly reading: ManifestReading;
  /** The manifest's entries that the run looks at, where one could be read. */
  readonly manifest: Manifest | undefined;
  readonly manifestText: string | undefined;
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
  /** The same by name, as it was when this run began. */
  readonly readsNow: ReadonlyMap<string, string>;
  /** The names of what user code read and what is another now, or {@link UNKNOWN_READS}. */
  readonly touchedReads: readonly string[];
  /** Those of command compilers, as they were when this run began. */
  readonly programs: Programs;
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

/**
 * The whole graph; a list of what is missing or ambiguous among the inputs where something is.
 *
 * @param isRedone takes nothing for up to date
 */
export function loadGraph(
  settings: Settings,
  declared?: DeclaredInputs,
  scanned?: Scan,
  isRedone = false,
): RunGraph | Diagnostic[] {
  const outputFolder = join(settings.workspaceRoot, settings.outputDir);
  const manifestText = readManifest(outputFolder);
  const reading = parseManifest(manifestText);
  const manifest = reading.state === 'ok' ? reading.manifest : undefined;
  const hash = manifestText === undefined ? '' : sha256(manifestText);
  const index = FileIndex.open(settings.workspaceRoot, settings.stateFolder, settings.outputDir, hash);
  // Where another run has written since, the scan is out of date.
  if (scanned?.gone.length === 0 && scanned.index.header.manifest === hash) index.take(scanned);
  const names = scanned?.names ?? findNames(settings, declared, index.knownPackages);
  const inputs = hashInputs(settings, names, index, (path, now) => {
    return manifest?.patterns[path]?.fingerprint === dataFingerprint({ ...now, items: NO_ITEMS }, path);
  });
  if (Array.isArray(inputs)) return inputs;
  const kept = index.header?.programs ? index.header : keptCircumstances(settings, hash);
  const patternEmits = settings.emits.flatMap(({ each }, emit) => (each === 'pattern' ? [emit] : []));
  return complete({
    settings,
    declared,
    outputFolder,
    index,
    inputs,
    reading,
    manifest,
    manifestText,
    part: undefined,
    names,
    readsBefore: kept.reads,
    programs: names.programs,
    programsBefore: kept.programs,
    units: {
      patterns: new Map(inputs.specs.map((spec) => [spec, patternEmits])),
      groups: groupsOf(settings, inputs),
      copies: inputs.copies,
    },
    patternsBefore: manifest?.patterns ?? {},
    leftovers: findLeftovers(outputFolder),
    isRedone,
    scan: scanned,
  });
}

/** The part of the graph that a scan's changes reach; undefined where that may be all of it. */
export function loadPart(settings: Settings, declared: DeclaredInputs | undefined, scan: Scan): RunGraph | undefined {
  const text = new ManifestText(String(scan.manifest));
  const part = reach(settings, scan, text);
  if (!part) return undefined;
  const { workspaceRoot } = settings;
  const index = FileIndex.scanned(settings, scan);
  const { reads, programs = {} } = scan.index.header;
  // Other specs are not read again: files of the whole library are made from their data as it was recorded.
  const hasLibrary = part.units.groups.some(({ source }) => source === null);
  const recorded = hasLibrary ? text.all<string>('inputs') : {};
  const touched = new Set(part.touched);
  const others = new Set(part.specs.filter((spec) => !touched.has(spec)));
  const hashOf = (path: string): string | undefined =>
    (others.has(path) && Object.hasOwn(recorded, path) ? recorded[path] : undefined) ?? index.hash(path)?.sha256;
  return complete({
    settings,
    declared,
    outputFolder: join(workspaceRoot, settings.outputDir),
    index,
    inputs: partOfInputs(settings, part.inputs, part.specs, hashOf),
    reading: { state: 'ok', manifest: part.manifest },
    manifest: part.manifest,
    manifestText: text.text,
    part: { scan, text, touched: part.touched },
    names: scan.names,
    readsBefore: reads,
    // The scan has found the same ones.
    programs,
    programsBefore: programs,
    units: part.units,
    patternsBefore: part.patternsBefore,
    leftovers: { dead: [], byDead: [] },
    isRedone: false,
    scan,
  });
}

type Found = Omit<RunGraph, 'facts' | 'plan' | 'look' | 'lookInput' | 'began' | 'readsNow' | 'touchedReads'> &
  Pick<PlanFacts, 'units' | 'patternsBefore'> & {
    readonly scan: Scan | undefined;
    readonly programsBefore: Programs | undefined;
  };

function complete({ units, patternsBefore, programsBefore, scan, ...found }: Found): RunGraph {
  const { settings, declared, index, manifest, inputs, isRedone, readsBefore } = found;
  const look = (path: string): HashedFile | undefined => index.hash(posix.join(settings.outputDir, path));
  const lookInput = (path: string): string | undefined => index.hash(path)?.sha256;
  const usable = settings.switches.incrementalCompilation && !isRedone ? manifest : undefined;
  const context = { settings, declared, salt: readsBefore?.salt ?? '' };
  const others = readsBefore && scan?.index.header.reads === readsBefore ? scan.readsNow : undefined;
  const readsNow = readsBefore ? readsAtStart(context, readsBefore, lookInput, others) : new Map<string, string>();
  const touched = touchedReads({ ...found, readsNow });
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
  return { ...found, began: Date.now(), facts, plan, look, lookInput, readsNow, touchedReads: touched };
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

/** Stands for all that user code may have read, where that is not known. */
export const UNKNOWN_READS = 'unknown';

/**
 * What the reads of earlier runs give now, by name: once in a run, since a value may be what a command prints.
 *
 * @param known what a scan has found of those that are no files
 */
function readsAtStart(
  context: ReadContext,
  before: CodeReads,
  lookInput: RunGraph['lookInput'],
  known: ReadonlyMap<string, string> | undefined,
): ReadonlyMap<string, string> {
  return new Map(
    Object.keys(before.values).map((name) => {
      const value = name.startsWith('file ')
        ? (lookInput(name.slice('file '.length)) ?? MISSING)
        : (known?.get(name) ?? readValue(context, name));
      return [name, value];
    }),
  );
}

function touchedReads({
  settings,
  declared,
  inputs,
  manifest,
  readsBefore: before,
  readsNow,
}: Pick<RunGraph, 'settings' | 'declared' | 'inputs' | 'manifest' | 'readsBefore' | 'readsNow'>): string[] {
  if (!before) {
    const isOpen = (declared?.env.length ?? 0) + (declared?.runtime.length ?? 0) > 0;
    return manifest && (isOpen || codeMayRead(settings.workspaceRoot, inputs)) ? [UNKNOWN_READS] : [];
  }
  return [...readsNow].filter(([name, value]) => before.values[name] !== value).map(([name]) => name);
}

/**
 * The text of the manifest in an output folder; undefined where there is none. What is no file there, and goes where a
 * manifest takes its place, counts as a damaged one. Throws where it cannot be read.
 */
export function readManifest(outputFolder: string): string | undefined {
  const path = join(outputFolder, MANIFEST_NAME);
  try {
    return readRegularText(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (isNoFile(error)) return '';
    throw error;
  }
}
