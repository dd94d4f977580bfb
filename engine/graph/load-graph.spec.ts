import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { sha256 } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { CodegenOptions } from '../options';
import { resolveSettings, type Settings } from '../settings';
import type { DeclaredInputs } from './declared-inputs';
import { dataFingerprint } from './fingerprints';
import { entryOf, IndexFile, type IndexHeader } from './index-file';
import { loadGraph, type LoadGraphOptions } from './load-graph';
import { sourceFingerprint } from './load-sources';
import { serializeManifest, type Manifest } from './manifest';
import { checksumInHead } from './manifest-head';
import { saveRecordedReads } from './reads-file';
import type { RunGraph } from './run-graph';
import { indexPath, saveIndex } from './save-index';
import type { Scan } from './scan';
import { SourceLoads } from './source-loads';

let workspace: TemporaryWorkspace;
beforeEach(() => {
  workspace = temporaryWorkspace();
  workspace.write('specs/a.json', '{}');
  workspace.write('specs/b.yaml', 'x: 1\n---\ny: 2\n');
  workspace.write('templates/one.hbs', 'text');
  workspace.write('copied.txt', '');
  workspace.write('load.js', 'module.exports = () => new Map([["x", 1]])');
});
afterEach(() => workspace.remove());

const OPTIONS: CodegenOptions = {
  patterns: ['specs/*'],
  templates: ['templates/*'],
  emit: [
    { template: 'one', to: 'all.txt', each: 'library' },
    { template: 'one', to: '{{@name}}.txt' },
    { copy: ['copied.txt'], to: 'sub' },
    { template: 'one', to: '{{@name}}.md', each: 'source' },
  ],
  outputDir: 'out',
};
const H = 'a'.repeat(64);
const EMPTY: Manifest = {
  version: 2,
  ...{ tools: {}, inputs: {}, patterns: {}, files: {}, skipped: {}, compiled: {} },
};

function settings(changes: Partial<CodegenOptions> = {}): Settings {
  const env = { NX_WORKFLOW_CACHE_DIR: join(workspace.parent, 'state') };
  const context = { workspaceRoot: workspace.root, projectRoot: '.', projectName: 'demo', env };
  const found = resolveSettings({ ...OPTIONS, ...changes }, context);
  if (Array.isArray(found)) throw new Error(JSON.stringify(found));
  return found;
}
async function load(changes: Partial<CodegenOptions> = {}, how?: LoadGraphOptions): Promise<RunGraph> {
  const graph = await loadGraph(settings(changes), undefined, how);
  if (Array.isArray(graph)) throw new Error(JSON.stringify(graph));
  return graph;
}
/** Writes a manifest, and returns its checksum. */
function writeManifest(changes: Partial<Manifest> = {}): string {
  const bytes = serializeManifest({ ...EMPTY, ...changes });
  workspace.write('out/.codegen-manifest.json', bytes.toString());
  return checksumInHead(bytes);
}
/** Saves an index with an entry of `specs/a.json` whose hash is wrong, to tell if it is used. */
function indexWith(header: IndexHeader): IndexFile {
  const entries = new Map([['specs/a.json', entryOf(statSync(join(workspace.root, 'specs/a.json')), H)]]);
  return IndexFile.of(header, entries);
}
function writeIndex(header: IndexHeader): void {
  const { workspaceRoot, stateFolder, outputDir } = settings();
  saveIndex(indexPath(workspaceRoot, stateFolder, outputDir), indexWith(header).encoded());
}

describe('a graph without a manifest', () => {
  test('has all patterns, groups and copies', async () => {
    const graph = await load();
    const specs = ['specs/a.json', 'specs/b.yaml#/0', 'specs/b.yaml#/1'];
    expect(graph.inputs.specs).toEqual(specs);
    expect([...graph.inputs.items.keys()]).toEqual(specs.slice(1));
    expect(graph.facts.units).toEqual({
      patterns: new Map(specs.map((spec) => [spec, [1]])),
      groups: [
        { emit: 0, source: null },
        { emit: 3, source: 'specs/a.json' },
        { emit: 3, source: 'specs/b.yaml' },
      ],
      copies: [{ emit: 2, source: 'copied.txt', path: 'sub/copied.txt' }],
    });
    expect(graph.inputs.sources).toEqual({ entries: new Map(), due: new Set() });
    expect(graph.facts.patternsBefore).toEqual({});
    expect(graph.plan.duePatterns).toEqual(specs);
  });

  test('has nothing of an earlier run', async () => {
    const graph = await load();
    expect([graph.reading, graph.manifest, graph.manifestText]).toEqual([{ state: 'missing' }, undefined, undefined]);
    expect([graph.part, graph.isRedone, graph.readsBefore]).toEqual([undefined, false, undefined]);
    expect(graph.leftovers).toEqual({ names: [], files: [] });
    expect([graph.index.problem, graph.index.header]).toEqual([undefined, undefined]);
    expect(graph.outputFolder).toBe(join(workspace.root, 'out'));
    expect(graph.names?.found.specs).toEqual(['specs/a.json', 'specs/b.yaml']);
    expect(graph.touchedReads).toEqual([]);
  });

  test('uses an index that belongs to no manifest', async () => {
    writeIndex({ manifest: '' });
    expect((await load()).index.header).toEqual({ manifest: '' });
  });
});

test.each<[title: string, options: Partial<CodegenOptions>, code: string]>([
  ['missing specs', { patterns: ['none/*'] }, 'no-patterns'],
  ['items that are not there', { items: '/paths' }, 'items'],
  ['a load module that is missing', { load: 'none.js' }, 'missing-file'],
])('the problems of %s are returned', async (_title, options, code) => {
  const problems = (await loadGraph(settings(options))) as Diagnostic[];
  expect(problems.map((problem) => problem.code)).toContain(code);
});

describe('a graph with a manifest', () => {
  test('has its entries and its text', async () => {
    const patterns = { 'specs/a.json': { fingerprint: H, data: H } };
    const checksum = writeManifest({ patterns });
    const graph = await load();
    expect(graph.reading).toMatchObject({ state: 'ok', checksum });
    expect(graph.manifest?.patterns).toEqual(patterns);
    expect(graph.facts.patternsBefore).toEqual(patterns);
    expect(graph.manifestText?.toString()).toContain(checksum);
    expect(graph.index.problem).toBe('missing');
  });

  test('is redone on request', async () => {
    writeManifest({ patterns: { 'specs/a.json': { fingerprint: H, data: H } } });
    const graph = await load({}, { isRedone: true });
    expect([graph.isRedone, graph.facts.patternsBefore]).toEqual([true, {}]);
  });

  test('does not parse a file that was one pattern and is unchanged', async () => {
    const { inputs } = await load();
    const fingerprint = dataFingerprint({ ...inputs, items: new Map() }, 'specs/b.yaml');
    writeManifest({ patterns: { 'specs/b.yaml': { fingerprint, data: H } } });
    expect((await load()).inputs.specs).toEqual(['specs/a.json', 'specs/b.yaml']);
    writeManifest({ patterns: { 'specs/b.yaml': { fingerprint: H, data: H } } });
    expect((await load()).inputs.specs).toHaveLength(3);
  });

  test('uses the index of this manifest only', async () => {
    writeIndex({ manifest: writeManifest() });
    expect((await load()).index.header?.manifest).toHaveLength(64);
    writeIndex({ manifest: '' });
    expect((await load()).index.header).toBeUndefined();
    workspace.write('out/.codegen-manifest.json', 'damaged');
    const { reading, index, manifest } = await load();
    expect([reading.state, manifest, index.header]).toEqual(['lost', undefined, undefined]);
  });

  test('knows the reads of user code from the index, or else from the file next to it', async () => {
    const reads = { salt: 's', values: { 'env A': 'v' } };
    const manifest = writeManifest();
    saveRecordedReads(settings(), manifest, { reads, programs: {} });
    expect((await load()).readsBefore).toEqual(reads);
    writeIndex({ manifest });
    expect((await load()).readsBefore).toEqual(reads);
    writeIndex({ manifest, programs: {}, reads: { ...reads, salt: 'of the index' } });
    expect((await load()).readsBefore?.salt).toBe('of the index');
  });
});

describe('with a scan', () => {
  function scanOf(manifest: string, changes: Partial<Scan> = {}): Scan {
    const index = indexWith({ manifest });
    return { index, newer: new Map(), gone: [], changed: [], readsNow: new Map(), ...changes } as unknown as Scan;
  }
  const hashIn = ({ inputs }: RunGraph) => inputs.hashes['specs/a.json'];

  test('its hashes are used', async () => {
    expect(hashIn(await load({}, { scan: scanOf(writeManifest()) }))).toBe(H);
  });

  test.each<[title: string, manifest: () => string, changes: Partial<Scan>]>([
    ['another run has written', () => sha256(''), {}],
    ['a file is gone', () => writeManifest(), { gone: [0] }],
  ])('they are not used if %s', async (_title, manifest, changes) => {
    writeManifest();
    expect(hashIn(await load({}, { scan: scanOf(manifest(), changes) }))).toBe(sha256('{}'));
  });

  test('its names are used', async () => {
    const { names } = await load();
    const found = { ...names!.found, specs: ['specs/a.json'] };
    const graph = await load({}, { scan: scanOf('', { names: { ...names!, found } }) });
    expect(graph.inputs.specs).toEqual(['specs/a.json']);
  });
});

describe('with a load module', () => {
  test('source files are loaded', async () => {
    const loads = new SourceLoads(settings({ load: 'load.js' }), undefined);
    const { inputs } = await load({ load: 'load.js' }, { loads });
    expect(inputs.specs).toEqual(['specs/a.json#/x', 'specs/b.yaml#/x']);
    expect([...loads.data.keys()]).toEqual(['specs/a.json', 'specs/b.yaml']);
  });

  test('source files are due if they may not be loaded', async () => {
    const { inputs, plan } = await load({ load: 'load.js' }, { mayLoad: false });
    expect([inputs.specs, [...inputs.sources.due]]).toEqual([[], ['specs/a.json', 'specs/b.yaml']]);
    expect(plan.duePatterns).toEqual([]);
  });

  test('recorded source files are used unless user code may have read something else', async () => {
    const { inputs } = await load({ load: 'load.js' }, { mayLoad: false });
    const at = (path: string) => sourceFingerprint(settings({ load: 'load.js' }), inputs, path);
    const entry = { fingerprint: at('specs/a.json'), data: H, items: { '/x': H } };
    writeManifest({ sources: { 'specs/a.json': entry } });
    const specs = async (how: LoadGraphOptions, declared?: DeclaredInputs) => {
      const graph = await loadGraph(settings({ load: 'load.js' }), declared, { mayLoad: false, ...how });
      return (graph as RunGraph).inputs.specs;
    };
    expect(await specs({})).toEqual(['specs/a.json#/x']);
    expect(await specs({ isRedone: true })).toEqual([]);
    expect(await specs({}, { env: ['A'], runtime: [] } as unknown as DeclaredInputs)).toEqual([]);
  });
});
