import type { RunGraph } from '../graph/run-graph';
import { OwnedFiles, ownedFiles } from './owned';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

test('a file may have been written with several hashes', () => {
  const owned = new OwnedFiles();
  owned.add('x.ts', A);
  owned.add('x.ts', B);
  owned.add('y.ts', A);
  expect(owned.paths()).toEqual(['x.ts', 'y.ts']);
  expect([owned.has('x.ts'), owned.has('y.ts'), owned.has('z.ts')]).toEqual([true, true, false]);
  expect([owned.wrote('x.ts', A), owned.wrote('x.ts', B), owned.wrote('y.ts', A)]).toEqual([true, true, true]);
  expect([owned.wrote('y.ts', B), owned.wrote('z.ts', A)]).toEqual([false, false]);
});

function owners(reading: unknown): OwnedFiles {
  return ownedFiles({
    settings: { outputDir: 'out' },
    reading,
    index: {
      evidence: [
        ['out/indexed.ts', A],
        ['output/other.ts', A],
        ['src/other.ts', A],
      ],
    },
    leftovers: { names: [], files: [['journaled.ts', A]] },
  } as unknown as RunGraph);
}

describe('ownedFiles', () => {
  test('lists the files of journals and of an intact manifest', () => {
    const manifest = {
      files: { 'a.ts': { sha256: A }, 'journaled.ts': { sha256: B } },
      compiled: { 'a.js': { sha256: B } },
    };
    const owned = owners({ state: 'ok', manifest });
    expect(owned.paths()).toEqual(['journaled.ts', 'a.ts', 'a.js']);
    expect([owned.wrote('a.ts', A), owned.wrote('a.js', B)]).toEqual([true, true]);
    expect([owned.wrote('journaled.ts', A), owned.wrote('journaled.ts', B)]).toEqual([true, true]);
  });

  test('lists the files of journals and of the index without a manifest', () => {
    const owned = owners({ state: 'missing' });
    expect(owned.paths()).toEqual(['journaled.ts', 'indexed.ts']);
    expect(owned.wrote('indexed.ts', A)).toBe(true);
  });

  test('adds what a damaged manifest still lists', () => {
    const owned = owners({ state: 'lost', reason: '', owned: [['listed.ts', B]] });
    expect(owned.paths()).toEqual(['journaled.ts', 'indexed.ts', 'listed.ts']);
    expect(owned.wrote('listed.ts', B)).toBe(true);
  });
});
