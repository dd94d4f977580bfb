import { join } from 'node:path';
import type { Settings } from '../settings';
import { codeState } from './code-state';
import type { DeclaredInputs } from './declared-inputs';
import { FileIndex } from './file-index';
import { partOfInputs } from './inputs';
import { ManifestText } from './manifest-text';
import { findAffectedPart } from './affected-part';
import { completeGraph, type RunGraph } from './run-graph';
import type { Scan } from './scan';
import { SourceLoads } from './source-loads';

/** Loads the part of the graph that a scan's changes affect; undefined if that may be all of it. */
export function loadPart(settings: Settings, declared: DeclaredInputs | undefined, scan: Scan): RunGraph | undefined {
  const text = new ManifestText(scan.manifest);
  const part = findAffectedPart(settings, scan, text);
  if (!part) return undefined;
  const { workspaceRoot } = settings;
  const index = FileIndex.scanned(settings, scan);
  const { reads, programs = {} } = scan.index.header;
  // Unchanged specs are not read: library files are made from their recorded data.
  const hasLibrary = part.units.groups.some(({ source }) => source === null);
  const recorded = hasLibrary ? text.all<string>('inputs') : {};
  const touched = new Set(part.touched);
  const others = new Set(part.specs.filter((spec) => !touched.has(spec)));
  const hashOf = (path: string): string | undefined =>
    (others.has(path) && Object.hasOwn(recorded, path) ? recorded[path] : undefined) ?? index.hash(path)?.sha256;
  const inputs = partOfInputs(settings, part.inputs, part.specs, hashOf);
  const hashInput = (path: string): string | undefined => index.hash(path)?.sha256;
  const known = { settings, declared, manifest: part.manifest, readsBefore: reads, scan, hashInput };
  const code = codeState({ ...known, inputs });
  return completeGraph({
    settings,
    declared,
    outputFolder: join(workspaceRoot, settings.outputDir),
    index,
    inputs,
    reading: { state: 'ok', manifest: part.manifest, checksum: scan.index.header.manifest },
    manifest: part.manifest,
    manifestText: text.bytes,
    part: { scan, text, touched: part.touched },
    names: scan.names,
    readsBefore: reads,
    // The scan has checked that the programs are unchanged.
    programs,
    programsBefore: programs,
    units: part.units,
    patternsBefore: part.patternsBefore,
    leftovers: { names: [], files: [] },
    isRedone: false,
    loads: new SourceLoads(settings, declared),
    code,
  });
}
