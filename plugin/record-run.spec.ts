import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostTasksExecutionContext } from '@nx/devkit';
import { writeFileAtomic } from '../state/atomic-write';
import { readRuns } from '../state/run-records';
import { recordRun } from './record-run';

jest.mock('../state/atomic-write', () => ({
  writeFileAtomic: jest.fn(
    jest.requireActual<typeof import('../state/atomic-write')>('../state/atomic-write').writeFileAtomic,
  ),
}));

let devkitLoads = 0;
jest.mock('@nx/devkit', () => {
  devkitLoads++;
  return jest.requireActual<object>('@nx/devkit');
});

let folder: string;
let warned: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nx-workflow-record-'));
  process.env['NX_WORKFLOW_CACHE_DIR'] = folder;
  process.env['NX_WORKSPACE_DATA_DIRECTORY'] = join(folder, 'nx');
  warned = [];
  jest.spyOn(console, 'warn').mockImplementation((text: string) => void warned.push(text));
});
afterEach(() => {
  delete process.env['NX_WORKFLOW_CACHE_DIR'];
  delete process.env['NX_WORKFLOW_KEEP_RUNS'];
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function context(): PostTasksExecutionContext {
  const task = { id: 'a:t', target: { project: 'a', target: 't' }, overrides: {}, outputs: [], parallelism: true };
  return {
    id: '1',
    workspaceRoot: folder,
    nxJsonConfiguration: {},
    argv: ['node', 'nx', 'run', 'a:t'],
    startTime: 1000,
    endTime: 2000,
    taskResults: { 'a:t': { task: { ...task, startTime: 1100, endTime: 1900 }, status: 'success', code: 0 } },
  } as unknown as PostTasksExecutionContext;
}

// Must be the first test: modules are loaded once.
test('a record is made without loading the devkit', () => {
  const write = (path: string, content: object): void => writeFileAtomic(join(folder, path), JSON.stringify(content));
  const about = { workflow: 'w', task: 't', id: 7 };
  const data = { root: 'a', targets: { t: { metadata: { nxWorkflow: about } } } };
  write('package.json', {});
  write('node_modules/nx/package.json', { version: '24.1.2' });
  write('nx/project-graph.json', { nodes: { a: { name: 'a', data } }, dependencies: {} });
  recordRun(context());
  expect(devkitLoads).toBe(0);
  expect(warned).toEqual([]);
  expect(readRuns(folder)).toMatchObject([
    { versions: { nx: '24.1.2' }, tasks: [{ task: 'a:t', workflow: 'w', id: 7 }] },
  ]);
});

test('a run is recorded silently', () => {
  recordRun(context());
  expect(readRuns(folder)).toMatchObject([{ ms: 1000, tasks: [{ task: 'a:t', status: 'ran', ms: 800 }] }]);
  expect(warned).toEqual([]);
});

test('a full disk causes one warning and leaves no partial record', () => {
  jest.mocked(writeFileAtomic).mockImplementationOnce(() => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  });
  expect(() => recordRun(context())).not.toThrow();
  expect(warned).toHaveLength(1);
  expect(warned[0]).toContain(
    `nx-workflow: no record of this run was written to ${folder}: ENOSPC: no space left on device, write`,
  );
  expect(existsSync(join(folder, 'runs'))).toBe(false);
});

test('with NX_WORKFLOW_KEEP_RUNS=0 nothing is recorded', () => {
  process.env['NX_WORKFLOW_KEEP_RUNS'] = '0';
  recordRun(context());
  expect(readRuns(folder)).toEqual([]);
  expect(warned).toEqual([]);
});
