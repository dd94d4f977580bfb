import fs, { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { MANIFEST_VERSION } from '../graph/manifest-head';
import { MANIFEST_NAME, serializeManifest, type Manifest } from '../graph/manifest';
import type { RunGraph } from '../graph/run-graph';
import type { Entries } from './entries';
import { OwnedFiles } from './owned';
import { editedOrphan, editedOrphans, strayFiles, strayFilesByManifest } from './stray';

let workspace: TemporaryWorkspace;
let output: string;
beforeEach(() => {
  workspace = temporaryWorkspace();
  output = join(workspace.root, 'out');
  mkdirSync(output);
});
afterEach(() => workspace.remove());

const write = (...paths: string[]): void => paths.forEach((path) => workspace.write(`out/${path}`, path));

const COMMAND = {
  compiler: 'command',
  include: ['**/*.scss'],
  command: ['sass'],
  extension: '.css',
  outputs: ['{stem}.map'],
};

function graphOf({ isPart = false, compilers = [COMMAND] as unknown[] } = {}): RunGraph {
  const settings = { outputDir: 'out', workspaceRoot: workspace.root, compilers };
  return { settings, outputFolder: output, ...(isPart ? { part: {} } : {}) } as unknown as RunGraph;
}

function entriesOf(files: readonly string[], compiled: readonly string[] = []): Entries {
  const map = (paths: readonly string[]) => new Map(paths.map((path) => [path, {}]));
  return { patterns: new Map(), files: map(files), skipped: new Map(), compiled: map(compiled) } as unknown as Entries;
}

function owning(...paths: string[]): OwnedFiles {
  const owned = new OwnedFiles();
  for (const path of paths) owned.add(path, sha256(path));
  return owned;
}

const stray = (path: string, what = 'file', others = '') => ({
  severity: 'error',
  code: 'stray-file',
  message: `this target does not make this ${what}, and Nx deletes it when it restores the output folder from its cache${others}`,
  file: `out/${path}`,
  hint: 'move it out of "out", or let the target put it there, by an entry of "emit" with "copy"',
});

describe('strayFiles', () => {
  test('reports files and folders that are neither ours nor about to be', () => {
    write('old.ts', 'made.ts', 'made.js', 'b.ts', 'a/x.ts', 'a/y.ts');
    expect(strayFiles(graphOf(), owning('old.ts'), entriesOf(['made.ts'], ['made.js']))).toEqual([
      stray('a/', 'folder'),
      stray('b.ts'),
    ]);
    expect(strayFiles(graphOf(), owning('old.ts', 'b.ts', 'a/x.ts', 'a/y.ts')).map(({ file }) => file)).toEqual([
      'out/made.js',
      'out/made.ts',
    ]);
  });

  test('outputs of compiler commands are ours', () => {
    write('a.scss', 'a.css', 'a.map', 'b.css');
    expect(strayFiles(graphOf(), owning(), entriesOf(['a.scss']))).toEqual([stray('b.css')]);
    expect(strayFiles(graphOf({ compilers: [] }), owning(), entriesOf(['a.scss']))).toHaveLength(3);
  });

  test('reports nothing for a part of the graph', () => {
    write('b.ts');
    expect(strayFiles(graphOf({ isPart: true }), owning())).toEqual([]);
  });

  test.each([
    [20, ''],
    [21, '; there is 1 more'],
    [22, '; there are 2 more'],
  ])('of %i stray files, twenty are reported, the last with the number of others', (count, others) => {
    write(...Array.from({ length: count }, (_, at) => `x${String(at).padStart(2, '0')}`));
    const found = strayFiles(graphOf(), owning());
    expect(found).toHaveLength(20);
    expect([found[0], found[18], found[19]]).toEqual([stray('x00'), stray('x18'), stray('x19', 'file', others)]);
  });
});

describe('strayFilesByManifest', () => {
  test('knows the files of the manifest and of killed runs', () => {
    const common = { partials: [], fingerprint: 'f'.repeat(64), sha256: 'a'.repeat(64), size: 1 };
    const manifest: Manifest = {
      version: MANIFEST_VERSION,
      tools: {},
      inputs: {},
      patterns: {},
      files: { 'a.ts': { ...common, emit: 'e'.repeat(64), pattern: null, template: 't.hbs' } },
      skipped: {},
      compiled: { 'a.js': { source: 'a.ts', fingerprint: common.fingerprint, sha256: common.sha256, size: 1 } },
    };
    write('a.ts', 'a.js', 'placed.ts', 'theirs.ts');
    workspace.write('out/.codegen-staging-0.0-0a/journal.json', { 'placed.ts': 'hash' });
    writeFileSync(join(output, MANIFEST_NAME), serializeManifest(manifest));
    expect(strayFilesByManifest(workspace.root, 'out')).toEqual([stray('theirs.ts')]);
  });

  test('reports nothing without an intact manifest', () => {
    write('theirs.ts');
    expect(strayFilesByManifest(workspace.root, 'out')).toEqual([]);
    workspace.write(`out/${MANIFEST_NAME}`, '{');
    expect(strayFilesByManifest(workspace.root, 'out')).toEqual([]);
  });
});

describe('editedOrphans', () => {
  const orphans = (owned: OwnedFiles, entries: Entries, graph = graphOf()) =>
    editedOrphans(graph, owned, entries).map(({ file }) => file);

  test('are edited files that nothing makes any more, sorted', () => {
    write('same.ts');
    for (const path of ['z.ts', 'a.ts', 'made.ts', 'made.js', 'theirs.ts']) workspace.write(`out/${path}`, 'edited');
    const owned = owning('z.ts', 'same.ts', 'a.ts', 'made.ts', 'made.js', 'gone.ts', 'z.ts/below.ts');
    expect(orphans(owned, entriesOf(['made.ts'], ['made.js']))).toEqual(['out/a.ts', 'out/z.ts']);
  });

  test('are not outputs of compiler commands', () => {
    workspace.write('out/a.css', 'edited');
    expect(orphans(owning('a.css'), entriesOf(['a.scss']))).toEqual([]);
    expect(orphans(owning('a.css'), entriesOf(['a.scss']), graphOf({ compilers: [] }))).toEqual(['out/a.css']);
  });

  test('are not files behind a link', () => {
    workspace.write('elsewhere/a.ts', 'edited');
    symlinkSync(join(workspace.root, 'elsewhere'), join(output, 'link'));
    expect(orphans(owning('link/a.ts'), entriesOf([]))).toEqual([]);
  });

  test('an owned file that cannot be read is an error of the file system', () => {
    write('a.ts');
    jest.spyOn(fs, 'openSync').mockImplementation(() => {
      throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', syscall: 'open' });
    });
    try {
      expect(() => orphans(owning('a.ts'), entriesOf([]))).toThrow('EACCES: permission denied');
    } finally {
      jest.restoreAllMocks();
    }
  });

  test('are errors', () => {
    expect(editedOrphan('out/a.ts')).toEqual({
      severity: 'error',
      code: 'kept-file',
      message: 'this file is no longer generated, but it was changed by hand and is kept',
      file: 'out/a.ts',
      hint: 'move it out of the output folder or delete it: the folder belongs to the target',
    });
  });
});
