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
import { readRecordedReads } from './reads-file';
import { completeGraph, usableManifest, type RunGraph } from './run-graph';
import type { Scan } from './scan';
import { SourceLoads } from './source-loads';

export interface LoadGraphOptions {
  readonly scan?: Scan | undefined;
  /** True makes everything due. */
  readonly isRedone?: boolean;
  /** Source files that this run has already loaded. */
  readonly loads?: SourceLoads;
  /** False runs no user code: source files that would have to be loaded count as due and have no patterns. */
  readonly mayLoad?: boolean;
}

/** The checksum of the manifest that the index must belong to; matches no index if the manifest is unusable. */
function checksumIn(reading: ManifestReading): string {
  if (reading.state === 'ok') return reading.checksum;
  return reading.state === 'missing' ? '' : 'lost';
}

/** Loads the whole graph; returns problems if inputs are missing or ambiguous, or a source file is wrong. */
export async function loadGraph(
  settings: Settings,
  declared?: DeclaredInputs,
  {
    scan: scanned,
    isRedone = false,
    loads = new SourceLoads(settings, declared),
    mayLoad = true,
  }: LoadGraphOptions = {},
): Promise<RunGraph | Diagnostic[]> {
  const outputFolder = join(settings.workspaceRoot, settings.outputDir);
  const manifestText = readManifest(outputFolder);
  const reading = parseManifest(manifestText);
  const manifest = reading.state === 'ok' ? reading.manifest : undefined;
  const checksum = checksumIn(reading);
  const index = FileIndex.open(settings.workspaceRoot, settings.stateFolder, settings.outputDir, checksum);
  // If another run has written since, the scan is outdated.
  if (scanned?.gone.length === 0 && scanned.index.header.manifest === checksum) index.takeScan(scanned);
  const names = scanned?.names ?? findNames(settings, declared, index.knownPackages);
  const hashed = hashInputs(settings, names, index, loads.documents.bytes);
  if (Array.isArray(hashed)) return hashed;
  const kept = index.header?.programs ? index.header : readRecordedReads(settings, checksum);
  const hashInput = (path: string): string | undefined => index.hash(path)?.sha256;
  const known = { settings, declared, manifest, readsBefore: kept.reads, scan: scanned, hashInput };
  const code = codeState({ ...known, inputs: hashed });
  const patterns =
    settings.load === undefined
      ? patternsOf(settings, names, hashed, manifest, loads)
      : await loadSources({
          settings,
          files: names.found.specs,
          manifest: usableManifest(settings, manifest, isRedone),
          isCodeTouched: code.touchedReads.length > 0,
          inputs: loadInputsOf(settings, hashed, hashInput),
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

/**
 * Finds the patterns in source files without a load module. A file whose recorded fingerprint is unchanged is not
 * parsed for that.
 */
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
