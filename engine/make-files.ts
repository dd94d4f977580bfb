import { relative } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { toPosix } from '../modules/paths';
import { allCompiledOutputs } from './compile/compiled-outputs';
import { changedCodeReads, changedReadFiles, nextReads } from './graph/code-reads';
import type { CodeReads } from './graph/index-file';
import { templateOf } from './graph/inputs';
import { serializeManifest, type Manifest } from './graph/manifest';
import { changesBetween } from './graph/manifest-text';
import { changedPaths } from './graph/observed-paths';
import { givenReads, knownReads } from './graph/given-reads';
import { findNames, isSameCode } from './graph/names';
import type { RunGraph } from './graph/run-graph';
import { recordedUsages } from './graph/usage-file';
import { undeclaredCodeReads } from './graph/undeclared-code-reads';
import { findCollisions, type Claim } from './output/collisions';
import { buildEntries, buildManifest, type Entries } from './output/entries';
import { foreignFiles } from './output/foreign';
import { ownedFiles, type OwnedFiles } from './output/owned';
import { editedOrphans, strayFiles } from './output/stray';
import { changedWhileReading, lateFailures } from './render/failures';
import type { StagedFile } from './render/job';
import { renderAll, type RenderOutcome } from './render/render-all';
import type { Usage } from './render/usage';
import type { RunContext } from './run-context';
import { isSameOrInside } from './settings';
import { flushRejections, watchLateErrors } from './user-code/late-errors';

/** The files of a run before any is put in place. */
export interface MadeFiles {
  readonly usages: ReadonlyMap<string, Usage>;
  readonly outcome: RenderOutcome;
  /** Rendered and compiled files, without outputs of compiler commands. */
  readonly made: readonly StagedFile[];
  readonly owned: OwnedFiles;
  readonly entries: Entries;
  /** Errors that prevent writing. */
  readonly blocking: readonly Diagnostic[];
  /** Reads for the next run to compare with; undefined if nothing is recorded. */
  readonly reads: CodeReads | undefined;
  /** Serializes the manifest from the current entries. */
  readonly manifest: () => Buffer;
}

/**
 * Renders and compiles what is due, and runs all checks that need no compiler command.
 *
 * @param stagingFolder absolute; undefined to get hashes and findings only
 */
export async function makeFiles(
  graph: RunGraph,
  context: RunContext,
  stagingFolder: string | undefined,
): Promise<MadeFiles> {
  const { settings } = graph;
  const usages = recordedUsages(graph);
  const late = watchLateErrors();
  const outcome = await renderAll(graph, stagingFolder, usages, context.onProgress).finally(async () => {
    await flushRejections();
    late.stop();
  });
  const owned = ownedFiles(graph);
  const made = [...outcome.rendered, ...outcome.compiled];
  const entries = buildEntries(graph, outcome);
  // Record reads before looking for changes: a later change then differs from the record.
  const reads = stagingFolder === undefined ? undefined : nextReads(graph, context, outcome);
  const given = outcome.patterns.flatMap((pattern) => pattern.reads);
  const seen = [...outcome.reads.own, ...givenReads(given)];
  // Without a manifest, files of a failed pattern cannot be told from foreign files.
  const isAllKnown = outcome.failures.length === 0 || graph.reading.state === 'ok';
  // Checks that most runs do not need are in modules that load on first use.
  const blocking = [
    ...findCollisions(allClaims(graph, outcome, entries), settings.outputDir),
    ...foreignFiles(graph, owned, made),
    ...(isAllKnown ? strayFiles(graph, owned, entries) : []),
    ...(outcome.failures.length === 0 ? editedOrphans(graph, owned, entries) : []),
    ...changedInputs(graph, outcome.failures),
    ...(late.problems().length > 0 ? lateFailures(late.problems(), settings) : []),
    ...(seen.length > 0 ? undeclaredCodeReads(settings, graph.inputs.modules, context.declared, seen) : []),
    ...changedReadFiles(graph, given),
    ...changedCodeReads(graph, outcome.reads),
  ];
  const manifest = (): Buffer => manifestText(graph, buildManifest(graph, entries));
  return { usages, outcome, owned, made, entries, blocking, reads, manifest };
}

/** Errors for inputs that changed during the run: the result would be cached under the wrong hash. */
export function changedInputs(graph: RunGraph, failures: readonly Diagnostic[]): Diagnostic[] {
  const { index, inputs, settings, declared } = graph;
  const isKnown = (path: string): boolean => failures.some(({ file }) => file === path);
  const { hashes, packages, toolPackages, importLookups } = inputs;
  const read = [...Object.keys(hashes), ...packages.files, ...toolPackages.files, ...knownReads(graph)];
  const changed = index.changedSince(read).filter((path) => !isKnown(path));
  const others = changedPaths([...importLookups, ...packages.links, ...toolPackages.links])
    .map((path) => toPosix(relative(settings.workspaceRoot, path)))
    // Outputs of this run did not exist when it began.
    .filter((path) => !isSameOrInside(path, settings.outputDir) && !changed.includes(path));
  const isOtherCode = others.length > 0 && !isSameCode(findNames(settings, declared), inputs);
  return [
    ...changed.map((path) => changedWhileReading(path)),
    ...(isOtherCode ? [...new Set(others)].map((path) => changedWhileReading(path, 'import')) : []),
  ];
}

function manifestText({ part, manifest }: RunGraph, after: Manifest): Buffer {
  if (part && manifest) return part.text.patched(changesBetween(manifest, after));
  return serializeManifest(after);
}

/** Every output path with its producer: files that stay, rendered files, and compiled files. */
function allClaims({ settings, inputs, manifest, part }: RunGraph, outcome: RenderOutcome, entries: Entries): Claim[] {
  const all: Claim[] = [];
  const add = (path: string, by: string): void => {
    all.push({ path, by });
    for (const output of allCompiledOutputs(settings, path)) all.push({ path: output, by: `compiling ${path}` });
  };
  const rendered = new Set(outcome.rendered.map(({ path }) => path));
  for (const [path, { template, pattern }] of entries.files) {
    if (!rendered.has(path)) add(path, producerOf(template, pattern));
  }
  for (const { path, emit, pattern } of outcome.rendered)
    add(path, producerOf(templateOf(inputs, emit, pattern), pattern));
  // Only a new path can collide with a file outside the loaded part of the graph.
  const isNew = outcome.rendered.some(({ path }) => manifest?.files[path] === undefined);
  if (part && isNew) {
    for (const [path, { template, pattern }] of Object.entries(part.text.all<Manifest['files'][string]>('files'))) {
      if (manifest?.files[path] === undefined) add(path, producerOf(template, pattern));
    }
  }
  return all;
}

function producerOf(template: string, pattern: string | null): string {
  if (template === pattern) return `copying ${pattern}`;
  return pattern === null ? `${template} from the library` : `${template} from ${pattern}`;
}
