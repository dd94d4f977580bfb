import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEPT_CODEGEN_RECORDS, readCodegenRecords, writeCodegenRecord, type CodegenRecord } from './codegen-records';

// A file system gives names in any order.
jest.mock('node:fs', () => {
  const fs = jest.requireActual<typeof import('node:fs')>('node:fs');
  return { ...fs, readdirSync: (path: string) => fs.readdirSync(path).sort().reverse() };
});

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nx-workflow-codegen-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = (startTime: number, task = 'a:gen'): CodegenRecord => ({
  version: 1,
  task,
  hash: null,
  startTime,
  success: true,
  durationNs: 5,
  workers: 1,
  optimizations: { templateCache: true, parallelGeneration: true, incrementalCompilation: true },
  templates: { total: 1, hits: 1, durationNs: 1 },
  generation: { fresh: 1, rendered: 0, pruned: 0, durationNs: 2 },
  compilation: { fresh: 1, compiled: 0, pruned: 0, durationNs: 2 },
});

test('the records of a time span, both ends included', () => {
  expect(readCodegenRecords(folder, 0, 9_999)).toEqual([]);
  for (const time of [4_000, 1_000, 2_000, 3_000]) writeCodegenRecord(folder, record(time));
  expect(readCodegenRecords(folder, 2_000, 3_000)).toEqual([record(2_000), record(3_000)]);
});

test('two records of the same millisecond', () => {
  for (const task of ['a:gen', 'b:gen']) writeCodegenRecord(folder, record(1_000, task));
  const tasks = readCodegenRecords(folder, 1_000, 1_000).map(({ task }) => task);
  expect(tasks.sort()).toEqual(['a:gen', 'b:gen']);
});

test('only the newest are kept', () => {
  for (let i = 0; i < KEPT_CODEGEN_RECORDS + 3; i++) writeCodegenRecord(folder, record(i));
  expect(readdirSync(join(folder, 'codegen'))).toHaveLength(KEPT_CODEGEN_RECORDS);
  expect(readCodegenRecords(folder, 0, 3)).toEqual([record(3)]);
});

test('files with other names are neither read nor removed', () => {
  writeCodegenRecord(folder, record(1_000));
  const others = ['1970-01-01T00-00-01-000Z-notes.json', '1970-01-01T00-00-01-000Z-abcdef.txt'];
  for (const name of others) writeFileSync(join(folder, 'codegen', name), JSON.stringify(record(1_500)));
  for (let i = 0; i < KEPT_CODEGEN_RECORDS; i++) writeCodegenRecord(folder, record(2_000 + i));
  expect(readdirSync(join(folder, 'codegen')).sort().slice(0, 3)).toEqual([
    ...others.sort(),
    expect.stringMatching(/^1970-01-01T00-00-02-000Z-[0-9a-f]{6}\.json$/),
  ]);
});

test('damaged records and those of another version are ignored', () => {
  writeCodegenRecord(folder, record(1_000));
  const name = (letter: string): string => join(folder, 'codegen', `1970-01-01T00-00-01-000Z-${letter}.json`);
  writeFileSync(name('a'), '{"version":1,"ta');
  writeFileSync(name('b'), 'null');
  writeFileSync(name('c'), JSON.stringify({ ...record(1_000), version: 2 }));
  expect(readCodegenRecords(folder, 0, 2_000)).toEqual([record(1_000)]);
});

test('a folder that cannot be written never fails a run', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => writeCodegenRecord(file, record(1_000))).not.toThrow();
  expect(readCodegenRecords(file, 0, 2_000)).toEqual([]);
});
