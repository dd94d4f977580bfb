import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addUse, resetUse, readUse } from './cache-use';

describe('the totals of the template cache', () => {
  let folder: string;
  const file = (): string => join(folder, 'nx-workflow-use.log');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cache-use-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('start at zero and add up runs', () => {
    expect(readUse(folder)).toEqual({ hits: 0, misses: 0, compileNs: 0 });
    addUse(folder, { hits: 6, misses: 0, compileNs: 0 });
    addUse(folder, { hits: 1, misses: 5, compileNs: 4_200_000 });
    expect(readUse(folder)).toEqual({ hits: 7, misses: 5, compileNs: 4_200_000 });
    resetUse(folder);
    expect(readUse(folder)).toEqual({ hits: 0, misses: 0, compileNs: 0 });
  });

  it('ignore damaged lines and count all others', () => {
    addUse(folder, { hits: 6, misses: 0, compileNs: 0 });
    appendFileSync(file(), '{"hits":1}\n-5 1 1\n1e9 0 0\n');
    addUse(folder, { hits: 2, misses: 0, compileNs: 0 });
    expect(readUse(folder)).toEqual({ hits: 8, misses: 0, compileNs: 0 });
  });

  it('stay in a small file for any number of runs', () => {
    const runs = 9000;
    for (let run = 0; run < runs; run++) addUse(folder, { hits: 10, misses: 1, compileNs: 1000 });
    expect(readUse(folder)).toEqual({ hits: 10 * runs, misses: runs, compileNs: 1000 * runs });
    expect(statSync(file()).size).toBeLessThan(66_000);
    expect(readFileSync(file(), 'utf8')).toMatch(/^\d{4,} \d+ \d+\n10 1 1000\n/);
  });
});
