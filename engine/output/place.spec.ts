import { linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { RunGraph } from '../graph/run-graph';
import type { StagedFile } from '../render/job';
import { OwnedFiles } from './owned';
import { placeFiles, type PlaceResult } from './place';
import type { Staging, Unplaced } from './staging';

let workspace: TemporaryWorkspace;
let output: string;
beforeEach(() => {
  workspace = temporaryWorkspace();
  output = join(workspace.root, 'out');
  mkdirSync(output);
});
afterEach(() => workspace.remove());

interface Given {
  /** Hashes of the files in the output folder, by path. */
  readonly there?: Readonly<Record<string, string>>;
  readonly owned?: readonly string[];
  readonly unplaced?: readonly Unplaced[];
  /** Paths that change right after they are placed. */
  readonly touched?: readonly string[];
  readonly state?: string;
}

function place(paths: readonly string[], { there = {}, owned = [], unplaced = [], touched = [], state = 'ok' }: Given) {
  const committed: (readonly [path: string, otherName: string | undefined])[] = [];
  const remembered: string[] = [];
  const hashed: string[] = [];
  const staging = {
    commit: (files: readonly StagedFile[], otherName: (path: string) => string | undefined) => {
      committed.push(...files.map(({ path }) => [path, otherName(path)] as const));
      return unplaced;
    },
  } as unknown as Staging;
  const graph = {
    settings: { workspaceRoot: workspace.root, outputDir: 'out' },
    outputFolder: output,
    reading: { state },
    hashOutput: (path: string) => {
      hashed.push(path);
      return there[path] === undefined ? undefined : { sha256: there[path] };
    },
    index: { remember: (path: string) => (remembered.push(path), !touched.includes(path)) },
  } as unknown as RunGraph;
  const files = new OwnedFiles();
  for (const path of owned) files.add(path, 'h');
  const made = paths.map((path) => ({ path, sha256: 'new' }) as StagedFile);
  const result: PlaceResult<StagedFile> = placeFiles(graph, staging, made, files);
  return { ...result, changed: result.changed.map(({ path }) => path), committed, remembered, hashed };
}

test('places files whose bytes differ', () => {
  const there = { 'same.ts': 'new', 'other.ts': 'old' };
  const result = place(['same.ts', 'other.ts', 'none.ts'], { there });
  expect(result).toMatchObject({ changed: ['other.ts', 'none.ts'], stuck: [], problems: [] });
  expect(result.committed).toEqual([
    ['other.ts', undefined],
    ['none.ts', undefined],
  ]);
  expect(result.remembered).toEqual(['out/other.ts', 'out/none.ts']);
});

test('reports what the file system refuses', () => {
  const error = Object.assign(new Error('EACCES: permission denied'), {
    code: 'EACCES',
    syscall: 'rename',
    path: join(output, 'a.ts'),
  });
  const result = place(['a.ts', 'b.ts'], { unplaced: [{ path: 'a.ts', error }] });
  expect(result).toMatchObject({ changed: ['b.ts'], stuck: ['a.ts'], remembered: ['out/b.ts'] });
  expect(result.problems).toEqual([
    {
      severity: 'error',
      code: 'file-system',
      message: 'this cannot be put in place: permission denied (EACCES)',
      file: 'out/a.ts',
      hint: 'check its owner and the permissions of its folder',
    },
  ]);
});

test('reports a file that changes right after it was placed', () => {
  const result = place(['a.ts', 'b.ts'], { touched: ['out/b.ts'] });
  expect(result).toMatchObject({ changed: ['a.ts', 'b.ts'], stuck: [] });
  expect(result.problems).toEqual([
    {
      severity: 'error',
      code: 'changed-during-run',
      message: 'this file was changed right after the run had written it',
      file: 'out/b.ts',
      hint: 'run again',
    },
  ]);
});

test('places a file with the right bytes again if our file has another name', () => {
  workspace.write('out/Button.ts', '');
  linkSync(join(output, 'Button.ts'), join(output, 'button.ts'));
  const there = { 'button.ts': 'new' };
  expect(place(['button.ts'], { there, owned: ['Button.ts'] }).committed).toEqual([['button.ts', 'Button.ts']]);
  expect(place(['button.ts'], { there, owned: ['button.ts', 'Button.ts'] }).committed).toEqual([]);
  expect(place(['button.ts'], { there, owned: ['other.ts'] }).committed).toEqual([]);
});

test('a first run with many files hashes only those that exist', () => {
  workspace.write('out/7.ts', '');
  const paths = Array.from({ length: 32 }, (_, at) => `${at}.ts`);
  const there = Object.fromEntries(paths.map((path) => [path, 'new']));
  const first = place(paths, { there, state: 'missing' });
  expect(first.hashed).toEqual(['7.ts']);
  expect(first.changed).toEqual(paths.filter((path) => path !== '7.ts'));
  expect(place(paths, { there }).changed).toEqual([]);
});
