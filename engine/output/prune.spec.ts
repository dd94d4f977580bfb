import fs, { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { RunGraph } from '../graph/run-graph';
import { OwnedFiles } from './owned';
import { prune, type Pruning } from './prune';

let workspace: TemporaryWorkspace;
let output: string;
let forgotten: string[];
beforeEach(() => {
  workspace = temporaryWorkspace();
  output = join(workspace.root, 'out');
  forgotten = [];
});
afterEach(() => {
  jest.restoreAllMocks();
  workspace.remove();
});

/** Prunes files that were written with their own path as text. */
function pruned(...paths: string[]): Pruning {
  const owned = new OwnedFiles();
  for (const path of paths) owned.add(path, sha256(path));
  const graph = {
    outputFolder: output,
    settings: { outputDir: 'out', workspaceRoot: workspace.root },
    index: { forget: (path: string) => forgotten.push(path) },
  } as unknown as RunGraph;
  return prune(graph, owned, paths);
}

const write = (...paths: string[]): void => paths.forEach((path) => workspace.write(`out/${path}`, path));

/** Makes a function of the file system fail for one path. */
function refuse(name: 'rmSync' | 'rmdirSync' | 'readdirSync' | 'openSync', path: string, error: object): void {
  const original = fs[name] as (...args: unknown[]) => unknown;
  jest.spyOn(fs, name).mockImplementation(((...args: unknown[]) => {
    if (args[0] === join(output, path)) throw Object.assign(new Error('EACCES: permission denied'), error);
    return original(...args);
  }) as never);
}

test('removes files that still have their bytes, in order, and empty folders', () => {
  write('b/c/d.ts', 'a.ts', 'b/e.ts', 'kept/x.ts', 'kept/y.ts');
  expect(pruned('kept/y.ts', 'b/e.ts', 'b/c/d.ts', 'a.ts')).toEqual({
    pruned: ['a.ts', 'b/c/d.ts', 'b/e.ts', 'kept/y.ts'],
    stuck: [],
    findings: [],
  });
  expect(readdirSync(output)).toEqual(['kept']);
  expect(readdirSync(join(output, 'kept'))).toEqual(['x.ts']);
  expect(forgotten).toEqual(['out/a.ts', 'out/b/c/d.ts', 'out/b/e.ts', 'out/kept/y.ts']);
});

test('keeps the output folder itself', () => {
  write('a.ts');
  expect(pruned('a.ts').pruned).toEqual(['a.ts']);
  expect(readdirSync(output)).toEqual([]);
});

test('keeps a file that was changed, with a warning', () => {
  workspace.write('out/a.ts', 'edited');
  expect(pruned('a.ts')).toEqual({
    pruned: [],
    stuck: [],
    findings: [
      {
        severity: 'warning',
        code: 'kept-file',
        message: 'this file is no longer generated, but it was changed by hand and is kept',
        file: 'out/a.ts',
        hint: 'move it out of the output folder or delete it: the folder belongs to the target',
      },
    ],
  });
  expect(existsSync(join(output, 'a.ts'))).toBe(true);
  expect(forgotten).toEqual([]);
});

test('removes the empty folders of a file that is gone', () => {
  mkdirSync(join(output, 'a/b'), { recursive: true });
  write('other.ts');
  expect(pruned('a/b/gone.ts', 'no/folder/gone.ts')).toEqual({ pruned: [], stuck: [], findings: [] });
  expect(readdirSync(output)).toEqual(['other.ts']);
});

test('keeps what lies behind a link or is no file', () => {
  workspace.write('elsewhere/a.ts', 'link/a.ts');
  write('folder/x');
  symlinkSync(join(workspace.root, 'elsewhere'), join(output, 'link'));
  expect(pruned('link/a.ts', 'folder')).toEqual({ pruned: [], stuck: [], findings: [] });
  expect(existsSync(join(workspace.root, 'elsewhere/a.ts'))).toBe(true);
});

describe('if the file system refuses', () => {
  const error = (syscall: string, path: string) => ({ code: 'EACCES', syscall, path: join(output, path) });
  const problem = (message: string, file: string) => ({
    severity: 'error',
    code: 'file-system',
    message,
    file,
    hint: 'check its owner and the permissions of its folder',
  });

  test('a file that cannot be removed is stuck; the others are still removed', () => {
    write('a.ts', 'b.ts');
    refuse('rmSync', 'a.ts', error('unlink', 'a.ts'));
    expect(pruned('a.ts', 'b.ts')).toEqual({
      pruned: ['b.ts'],
      stuck: ['a.ts'],
      findings: [problem('this cannot be removed: permission denied (EACCES)', 'out/a.ts')],
    });
    expect(forgotten).toEqual(['out/b.ts']);
  });

  test('a file that cannot be read is stuck', () => {
    write('a.ts', 'b.ts');
    refuse('openSync', 'a.ts', error('open', 'a.ts'));
    expect(pruned('a.ts', 'b.ts')).toEqual({
      pruned: ['b.ts'],
      stuck: ['a.ts'],
      findings: [problem('this cannot be opened: permission denied (EACCES)', 'out/a.ts')],
    });
  });

  test('several files are reported in order', () => {
    write('b.ts', 'a.ts');
    workspace.write('out/c.ts', 'edited');
    const original = fs.rmSync;
    jest.spyOn(fs, 'rmSync').mockImplementation((path, options) => {
      if (String(path).startsWith(output)) throw Object.assign(new Error(), { ...error('unlink', ''), path });
      original(path, options);
    });
    const { stuck, findings } = pruned('c.ts', 'b.ts', 'a.ts');
    expect(stuck).toEqual(['a.ts', 'b.ts']);
    expect(findings.map(({ file }) => file)).toEqual(['out/a.ts', 'out/b.ts', 'out/c.ts']);
  });

  test('a folder that cannot be removed is tried again with its file', () => {
    write('d/a.ts');
    refuse('rmdirSync', 'd', error('rmdir', 'd'));
    expect(pruned('d/a.ts')).toEqual({
      pruned: ['d/a.ts'],
      stuck: ['d/a.ts'],
      findings: [problem('this cannot be removed: permission denied (EACCES)', 'out/d')],
    });
  });

  test.each(['rmSync', 'rmdirSync', 'openSync'] as const)('other errors of %s are passed on', (name) => {
    write('d/a.ts');
    refuse(name, name === 'rmdirSync' ? 'd' : 'd/a.ts', { message: 'a bug' });
    expect(() => pruned('d/a.ts')).toThrow('a bug');
  });
});
