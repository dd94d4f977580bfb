import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { LONG, measured } from '../testing/tried';

jest.setTimeout(1_800_000);

interface Piece {
  readonly piece: string;
  readonly ms: number;
  readonly memoryMB: number;
  readonly first?: { readonly rendered: number };
  readonly again?: { readonly rendered: number };
  readonly targets?: number;
  readonly graphMB?: number;
}

/** Takes minutes: prints the costs, and checks the results. */
(LONG ? describe : describe.skip)('large work', () => {
  const measure = (piece: string): Piece => {
    const output = execFileSync(process.execPath, [join(__dirname, 'load.mjs'), piece], { encoding: 'utf8' });
    const figures = JSON.parse(output) as Piece;
    measured(piece, { ms: figures.ms, memoryMB: figures.memoryMB });
    return figures;
  };

  it.each([
    ['10000 patterns', 10_001],
    ['a spec of 20 MB in JSON', 2],
    ['a spec of 2 MB in YAML', 2],
  ])('%s is generated, and nothing is left to do then', (piece, rendered) => {
    const { first, again, memoryMB } = measure(piece);
    expect({ first: first?.rendered, again: again?.rendered }).toEqual({ first: rendered, again: 0 });
    expect(memoryMB).toBeLessThan(4000);
  });

  it.each([
    ['a workflow of 1000 tasks', 1001, 1],
    ['a workflow of 1000 tasks without inputs', 1001, 1],
    ['20 tasks with globs on 200 projects', 4001, 6],
    ['20 tasks on 200 projects', 4001, 9],
  ])('%s becomes targets', (piece, targets, mostMB) => {
    const figures = measure(piece);
    expect(figures.targets).toBe(targets);
    expect(figures.graphMB).toBeLessThan(mostMB);
    expect(figures.memoryMB).toBeLessThan(2000);
  });
});
