import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { CodegenOptions } from '../options';
import { emitKey, resolveSettings, type Settings } from '../settings';
import { dataFingerprint } from './fingerprints';
import { entryOf, IndexFile, type IndexHeader } from './index-file';
import { freshInputs } from './inputs';
import { loadGraph } from './load-graph';
import { loadPart } from './load-part';
import { serializeManifest, type GeneratedEntry, type Manifest } from './manifest';
import { checksumInHead } from './manifest-head';
import type { RunGraph } from './run-graph';
import type { Scan } from './scan';

let workspace: TemporaryWorkspace;
beforeEach(() => {
  workspace = temporaryWorkspace();
  for (const name of SPECS) workspace.write(name, '{}');
  workspace.write('templates/one.hbs', 'text');
});
afterEach(() => workspace.remove());

const SPECS = ['specs/a.json', 'specs/b.json'];
const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];
const EACH = { template: 'one', to: '{{@name}}.txt' };
const ALL = { template: 'one', to: 'all.txt', each: 'library' } as const;

function settingsOf(emit: CodegenOptions['emit']): Settings {
  const env = { NX_WORKFLOW_CACHE_DIR: join(workspace.parent, 'state') };
  const context = { workspaceRoot: workspace.root, projectRoot: '.', projectName: 'demo', env };
  const options: CodegenOptions = { patterns: ['specs/*.json'], templates: ['templates/*'], emit, outputDir: 'out' };
  const found = resolveSettings(options, context);
  if (Array.isArray(found)) throw new Error(JSON.stringify(found));
  return found;
}

/** The state after a run that made all files; then a file changed, and its new hash is `B`. */
async function scanAfterChange(
  settings: Settings,
  header: Partial<IndexHeader> = {},
  changed = 'specs/a.json',
): Promise<Scan> {
  const { inputs } = (await loadGraph(settings)) as RunGraph;
  const entry = (emit: number, pattern: string | null): GeneratedEntry => ({
    ...{ emit: emitKey(settings, settings.emits[emit]!), pattern, template: 'templates/one.hbs', partials: [] },
    ...{ fingerprint: A, sha256: A, size: 4 },
  });
  const files = settings.emits.flatMap(({ each }, emit) =>
    each === 'library'
      ? [['all.txt', entry(emit, null)]]
      : SPECS.map((spec) => [`${spec.slice(6, 7)}.txt`, entry(emit, spec)]),
  );
  const recorded: Manifest = {
    version: 2,
    ...{ tools: inputs.tools, inputs: { ...inputs.hashes, 'specs/b.json': A }, skipped: {}, compiled: {} },
    patterns: Object.fromEntries(SPECS.map((spec) => [spec, { fingerprint: dataFingerprint(inputs, spec), data: A }])),
    files: Object.fromEntries(files) as Manifest['files'],
  };
  const manifest = serializeManifest(recorded);
  const fresh = { inputs: freshInputs(inputs) } as unknown as NonNullable<IndexHeader['fresh']>;
  const entries = Object.keys(inputs.hashes).map(
    (path) => [path, entryOf(statSync(join(workspace.root, path)), inputs.hashes[path]!)] as const,
  );
  const index = IndexFile.of({ manifest: checksumInHead(manifest), fresh, ...header }, new Map(entries));
  const at = index.find(changed)!;
  return {
    ...{ index, fresh, manifest, manifestFile: '', written: 4_000_000_000_000, gone: [], names: undefined },
    ...{ changed: [at], newer: new Map([[at, { ...index.entry(at), sha256: B }]]) },
    ...{ readsNow: new Map(), isCodeTouched: false },
  };
}

describe('loadPart', () => {
  test('loads the changed spec only', async () => {
    const settings = settingsOf([EACH]);
    const scan = await scanAfterChange(settings);
    const graph = loadPart(settings, undefined, scan)!;
    expect(graph.inputs.specs).toEqual(['specs/a.json']);
    expect(graph.inputs.hashes['specs/a.json']).toBe(B);
    expect(graph.facts.units).toMatchObject({ patterns: new Map([['specs/a.json', [0]]]), groups: [], copies: [] });
    expect(Object.keys(graph.facts.patternsBefore)).toEqual(['specs/a.json']);
    expect(Object.keys(graph.manifest!.files)).toEqual(['a.txt']);
    expect(graph.plan.duePatterns).toEqual(['specs/a.json']);
    expect(graph.hashInput('specs/a.json')).toBe(B);
    expect(graph).toMatchObject({
      ...{ part: { scan, touched: ['specs/a.json'] }, names: undefined, isRedone: false, declared: undefined },
      ...{ outputFolder: join(workspace.root, 'out'), leftovers: { names: [], files: [] }, programs: {} },
      reading: { state: 'ok', checksum: scan.index.header.manifest },
    });
    expect(graph.reading).toHaveProperty('manifest', graph.manifest);
    expect(graph.manifestText).toBe(scan.manifest);
  });

  test('has recorded hashes of unchanged specs that a library file is made from', async () => {
    const settings = settingsOf([ALL, { ...EACH, each: 'source' }]);
    const graph = loadPart(settings, undefined, await scanAfterChange(settings))!;
    expect(graph.inputs.specs).toEqual(SPECS);
    expect(graph.inputs.hashes).toMatchObject({ 'specs/a.json': B, 'specs/b.json': A });
    expect(graph.facts.units.groups).toEqual([
      { emit: 0, source: null },
      { emit: 1, source: 'specs/a.json' },
    ]);
  });

  test('has current hashes of the specs whose template changed', async () => {
    const settings = settingsOf([EACH]);
    const graph = loadPart(settings, undefined, await scanAfterChange(settings, {}, 'templates/one.hbs'))!;
    expect(graph.inputs.specs).toEqual(SPECS);
    expect(graph.inputs.hashes).toEqual({
      'specs/a.json': sha256('{}'),
      'specs/b.json': sha256('{}'),
      'templates/one.hbs': B,
    });
  });

  test('has the reads and programs of the last run', async () => {
    const settings = settingsOf([EACH]);
    const reads = { salt: 's', values: { 'file read.txt': A } };
    const programs = { tool: { place: '/tool', identity: '1' } };
    const graph = loadPart(settings, undefined, await scanAfterChange(settings, { reads, programs }))!;
    expect([graph.readsBefore, graph.programs]).toEqual([reads, programs]);
    expect(graph.touchedReads).toEqual(['file read.txt']);
    expect([...graph.facts.touchedPrograms]).toEqual([]);
  });

  test('is undefined if all of the graph may be affected', async () => {
    const settings = settingsOf([EACH]);
    const scan = await scanAfterChange(settings);
    expect(loadPart(settings, undefined, { ...scan, isCodeTouched: true })).toBeUndefined();
  });
});
