import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodegenOptions } from '../options';
import { expectClean } from '../testing/delta-run';
import { contextOf, LOAD_OPTIONS, LoadWorkspace } from '../testing/load-workspace';
import { endDriver, Workspace, type RunChanges } from '../testing/workspace';

afterAll(endDriver);

let workspace: LoadWorkspace;
beforeEach(() => {
  workspace = new LoadWorkspace();
});
afterEach(() => workspace.dispose());

const anew: RunChanges = { newProcess: true };
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('read', () => {
  const asking = (path: string): void => workspace.load(`try { read('${path}'); } catch {}\n  return {};`);

  test.each([
    ['../../out.txt', 'path-outside-workspace: this reads ../out.txt, which lies outside of the workspace'],
    ['a/../../out.txt', 'path-outside-workspace: this reads ../out.txt, which lies outside of the workspace'],
    ['/etc/hostname', 'path-outside-workspace: this reads /etc/hostname, which lies outside of the workspace'],
    ['link.txt', 'path-outside-workspace: this reads link.txt, which lies outside of the workspace'],
    ['./none.txt', 'missing-file: this reads texts/none.txt, which does not exist'],
    ['texts', 'missing-file: this reads texts, which is a folder, not a file'],
    ['generated/all.txt', 'own-output-read: this reads generated/all.txt, an output of the target itself'],
  ])('rejects %s, even if the module catches the error', async (path, problem) => {
    writeFileSync(join(workspace.root, '../out.txt'), '');
    symlinkSync('../out.txt', join(workspace.root, 'link.txt'));
    asking(path);
    expect(await workspace.failure()).toMatch(new RegExp(`^code/load\\.cjs:3:\\d+ error ${escaped(problem)}`, 'm'));
  });

  test('rejects a file that is not text', async () => {
    workspace.write({ 'data.bin': Buffer.from([0xff]) });
    asking('data.bin');
    expect(await workspace.failure()).toContain('data.bin:1:1 error encoding: the file is not valid UTF-8');
  });

  test('is an error with the line to add for files that Nx does not hash', async () => {
    workspace.write({ 'shared.txt': 'x = 1' });
    workspace.load(`read('shared.txt');\n  return {};`);
    const inputs = ['{workspaceRoot}/texts/**/*', '{workspaceRoot}/templates/*', '{workspaceRoot}/code/*'];
    const context = contextOf(inputs);
    expect(await workspace.failure({}, { context })).toMatch(
      /^code\/load\.cjs:3:\d+ error undeclared-read: this reads shared\.txt, which is not an input of the target: Nx's cache would miss changes of it\n[^]*hint: add to the target's inputs: "\{workspaceRoot\}\/shared\.txt"\n/m,
    );
    await workspace.succeed({}, { context: contextOf([...inputs, '{workspaceRoot}/shared.txt']) });
    // Also if the file need not be loaded.
    const later = await workspace.run({}, { ...anew, context });
    expect(later.output).toContain('shared.txt error undeclared-read: this run reads the file, which is not an input');
    expect(workspace.loaded()).toEqual(['texts/a.ini', 'texts/a.ini']);
  });
});

describe('read of a prepare module', () => {
  const PREPARE: CodegenOptions = {
    ...LOAD_OPTIONS,
    load: undefined,
    patterns: ['specs/*.json'],
    prepare: 'code/prepare.cjs',
  } as unknown as CodegenOptions;
  let other: Workspace;
  beforeEach(() => {
    other = new Workspace(PREPARE, {
      'templates/one.hbs': '{{value}}\n',
      'templates/all.hbs': '{{#each patterns}}{{value}};{{/each}}\n',
      'specs/a.json': '{ "file": "./a.txt" }',
      'specs/b.json': '{ "file": "more/b.txt" }',
      'specs/c.json': '{}',
      'specs/a.txt': 'A',
      'more/b.txt': 'B',
      'code/prepare.cjs': 'module.exports = ({ file }, { read }) => ({ value: file ? read(file).trim() : "" });\n',
    });
  });
  afterEach(() => other.dispose());

  test.each([1, 2])('is recorded for the pattern (threads: %s)', async (workers) => {
    expect((await other.succeed({ workers })).counts).toBe('0/4/0 0/0/0');
    expect(other.read('generated/all.txt')).toBe('A;B;;\n');
    expect((await other.succeed({ workers })).counts).toBe('4/0/0 0/0/0');
    other.write({ 'more/b.txt': 'B2' });
    expect((await other.succeed({ workers }, anew)).counts).toBe('2/2/0 0/0/0');
    expect(other.read('generated/all.txt')).toBe('A;B2;;\n');
    other.write({ 'more/b.txt': 'B2\n' });
    expect((await other.succeed({ workers }, anew)).counts).toBe('4/0/0 0/0/0');
    // A partial graph is enough for a spec.
    other.write({ 'specs/c.json': '{ "file": "specs/a.txt" }' });
    expect((await other.succeed({ workers }, anew)).counts).toBe('2/2/0 0/0/0');
    other.write({ 'specs/a.txt': 'A2' });
    expect((await other.succeed({ workers }, anew)).counts).toBe('1/3/0 0/0/0');
    expect(other.manifest().patterns['specs/c.json']?.reads).toEqual({ 'specs/a.txt': expect.any(String) as string });
    await expectClean(other, { workers });
  });

  test('is an error at its place if it fails', async () => {
    other.write({ 'specs/c.json': '{ "file": "none.txt" }' });
    const { output } = await other.run();
    expect(output).toMatch(
      /^code\/prepare\.cjs:1:\d+ error missing-file: this reads none\.txt, which does not exist\n/m,
    );
    other.write({ 'specs/c.json': '{ "file": "more/b.txt" }' });
    const context = contextOf(['{workspaceRoot}/specs/**/*', '{workspaceRoot}/templates/*', '{workspaceRoot}/code/*']);
    expect((await other.run({}, { context })).output).toMatch(
      /^code\/prepare\.cjs:1:\d+ error undeclared-read: this reads more\/b\.txt, which is not an input of the target/m,
    );
  });
});
