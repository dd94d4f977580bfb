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

let folder: string;
let warned: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nx-workflow-record-'));
  process.env['NX_WORKFLOW_CACHE_DIR'] = folder;
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

test('a run is recorded, without a word', () => {
  recordRun(context());
  expect(readRuns(folder)).toMatchObject([{ ms: 1000, tasks: [{ task: 'a:t', status: 'ran', ms: 800 }] }]);
  expect(warned).toEqual([]);
});

test('a full disk costs one warning, and no half a record stays', () => {
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
