import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { findLeftovers } from '../output/journal';
import type { Settings } from '../settings';
import { NO_ITEMS, type Patterns } from '../sources/item';
import { findPatterns } from '../sources/items';
import { NO_SOURCES, type LoadedSources } from '../sources/loaded-sources';
import { codeState } from './code-state';
import type { DeclaredInputs } from './declared-inputs';
import { FileIndex } from './file-index';
import { dataFingerprint } from './fingerprints';
import { groupsOf } from './groups';
import { hashInputs, type HashedInputs, type Inputs } from './inputs';
import { loadInputsOf, loadSources } from './load-sources';
import { parseManifest, type Manifest, type ManifestReading } from './manifest';
import { findNames, type InputNames } from './names';
import { readManifest } from './read-manifest';
import { keptCircumstances } from './reads-file';
import { completeGraph, usableOf, type RunGraph } from './run-graph';
import type { Scan } from './scan';
import { SourceLoads } from './source-loads';

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

/** Names the manifest that an index may be of; a text that is no index's where there is no whole one. */
function checksumIn(reading: ManifestReading): string {
  if (reading.state === 'ok') return reading.checksum;
  return reading.state === 'missing' ? '' : 'lost';
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
  const checksum = checksumIn(reading);
  const index = FileIndex.open(settings.workspaceRoot, settings.stateFolder, settings.outputDir, checksum);
  // Where another run has written since, the scan is out of date.
  if (scanned?.gone.length === 0 && scanned.index.header.manifest === checksum) index.take(scanned);
  const names = scanned?.names ?? findNames(settings, declared, index.knownPackages);
  const hashed = hashInputs(settings, names, index);
  if (Array.isArray(hashed)) return hashed;
  const kept = index.header?.programs ? index.header : keptCircumstances(settings, checksum);
  const lookInput = (path: string): string | undefined => index.hash(path)?.sha256;
  const known = { settings, declared, manifest, readsBefore: kept.reads, scan: scanned, lookInput };
  const code = codeState({ ...known, inputs: hashed });
  const patterns =
    settings.load === undefined
      ? patternsOf(settings, names, hashed, manifest, loads)
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
  return completeGraph({
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
  { documents }: SourceLoads,
): (Patterns & { readonly sources: LoadedSources }) | Diagnostic[] {
  const patterns = findPatterns(workspaceRoot, documents, items, found.specs, now.hashes, (path) => {
    return manifest?.patterns[path]?.fingerprint === dataFingerprint({ ...now, items: NO_ITEMS }, path);
  });
  return Array.isArray(patterns) ? patterns : { ...patterns, sources: NO_SOURCES };
}
