import { join, posix } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { sha256 } from '../../state/hash';
import { readRegularText } from '../../state/regular-file';
import { isMissing, isNoFile } from '../file-problem';
import { codeState, UNKNOWN_READS, type CodeState } from './code-state';
import type { DeclaredInputs } from './declared-inputs';
import { findLeftovers, type Leftovers } from '../output/journal';
import type { Settings } from '../settings';
import { FileIndex, type HashedFile } from './file-index';
import { findPatterns, NO_ITEMS, type Patterns } from '../sources/items';
import { NO_SOURCES, type LoadedSources } from '../sources/loaded-sources';
import type { CodeReads } from './index-file';
import { dataFingerprint } from './fingerprints';
import { groupsOf } from './groups';
import { hashInputs, moduleFiles, partOfInputs, type HashedInputs, type Inputs } from './inputs';
import { loadSources, sourceFingerprint } from './load-sources';
import { MANIFEST_NAME, parseManifest, type Manifest, type ManifestReading } from './manifest';
import { ManifestText } from './manifest-text';
import { findNames, type InputNames } from './names';
import { makePlan, type Plan, type PlanFacts } from './plan';
import type { Programs } from './program-identity';
import { reach } from './reach';
import { keptCircumstances } from './reads-file';
import type { Scan } from './scan';
import { SourceLoads, type LoadInputs } from './source-loads';

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

/** How to look at a graph. */
export interface Looking {
  readonly scan?: Scan | undefined;
  /** Takes nothing for up to date. */
  readonly isRedone?: boolean;
  /** What the load module has made earlier in this run. */
  readonly loads?: SourceLoads;
  /** False runs no code of the user's: source files that are to be loaded count as due, without any pattern. */
  readonly mayLoad?: boolean;
}

/** The whole graph; a list of what is missing or ambiguous among the inputs, or wrong with a source, where something is. */
export async function loadGraph(
  settings: Settings,
  declared?: DeclaredInputs,
  { scan: scanned, isRedone = false, loads = new SourceLoads(settings, declared), mayLoad = true }: Looking = {},
): Promise<RunGraph | Diagnostic[]> {
  const outputFolder = join(settings.workspaceRoot, settings.outputDir);
  const manifestText = readManifest(outputFolder);
  const reading = parseManifest(manifestText);
  const manifest = reading.state === 'ok' ? reading.manifest : undefined;
  const hash = manifestText === undefined ? '' : sha256(manifestText);
  const index = FileIndex.open(settings.workspaceRoot, settings.stateFolder, settings.outputDir, hash);
  // Where another run has written since, the scan is out of date.
  if (scanned?.gone.length === 0 && scanned.index.header.manifest === hash) index.take(scanned);
  const names = scanned?.names ?? findNames(settings, declared, index.knownPackages);
  const hashed = hashInputs(settings, names, index);
  if (Array.isArray(hashed)) return hashed;
  const kept = index.header?.programs ? index.header : keptCircumstances(settings, hash);
  const lookInput = (path: string): string | undefined => index.hash(path)?.sha256;
  const known = { settings, declared, manifest, readsBefore: kept.reads, scan: scanned, lookInput };
  const code = codeState({ ...known, inputs: hashed });
  const patterns =
    settings.load === undefined
      ? patternsOf(settings, names, hashed, manifest)
      : await loadSources({
          settings,
          files: names.found.specs,
          manifest: usableOf(settings, manifest, isRedone),
          isCodeTouched: code.touchedReads.length > 0,
          inputs: loadInputsOf(settings, hashed, lookInput),
          loads,
          mayLoad,
        });
  if (Array.isArray(patterns)) return patterns;
  const inputs: Inputs = { ...hashed, ...patterns };
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
    loads,
    code,
  });
}

/** The patterns of source files that are parsed. A file that was one when it had its bytes is not read for that. */
function patternsOf(
  { workspaceRoot, items }: Settings,
  { found }: InputNames,
  now: HashedInputs,
  manifest: Manifest | undefined,
): (Patterns & { readonly sources: LoadedSources }) | Diagnostic[] {
  const patterns = findPatterns(workspaceRoot, items, found.specs, now.hashes, (path) => {
    return manifest?.patterns[path]?.fingerprint === dataFingerprint({ ...now, items: NO_ITEMS }, path);
  });
  return Array.isArray(patterns) ? patterns : { ...patterns, sources: NO_SOURCES };
}

/** What loading source files needs. */
export function loadInputsOf(settings: Settings, inputs: HashedInputs, lookInput: RunGraph['lookInput']): LoadInputs {
  const fingerprintOf = (path: string): string => sourceFingerprint(settings, inputs, path);
  return { modules: moduleFiles(inputs), hashes: inputs.hashes, fingerprintOf, lookInput };
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
  const inputs = partOfInputs(settings, part.inputs, part.specs, hashOf);
  const lookInput = (path: string): string | undefined => index.hash(path)?.sha256;
  const known = { settings, declared, manifest: part.manifest, readsBefore: reads, scan, lookInput };
  const code = codeState({ ...known, inputs });
  return complete({
    settings,
    declared,
    outputFolder: join(workspaceRoot, settings.outputDir),
    index,
    inputs,
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
    loads: new SourceLoads(settings, declared),
    code,
  });
}

type Found = Omit<RunGraph, 'facts' | 'plan' | 'look' | 'lookInput' | keyof CodeState> &
  Pick<PlanFacts, 'units' | 'patternsBefore'> & {
    readonly programsBefore: Programs | undefined;
    readonly code: CodeState;
  };

function complete({ units, patternsBefore, programsBefore, code, ...found }: Found): RunGraph {
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
function usableOf({ switches }: Settings, manifest: Manifest | undefined, isRedone: boolean): Manifest | undefined {
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
