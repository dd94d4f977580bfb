import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const SCRIPT = resolve(__dirname, '..', 'bench.mjs');

function bench(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

// Smoke test of the scripts; performance is not asserted here.
describe('npm run bench', () => {
  it('lists the benchmarks with descriptions', () => {
    const { status, stdout } = bench('--list');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^bare +\S/m);
    expect(stdout).toMatch(/^codegen +\S/m);
  });

  it('lists the benchmarks for an unknown name', () => {
    const { status, stderr } = bench('nonsense');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^there is no benchmark "nonsense"; there are bare, /);
  });

  it.each([[['bare', 'templates', 'threads']], [['sources']]])(
    'runs %j in the tiny form, with right outputs, and writes what it measured',
    (names) => {
      const folder = mkdtempSync(join(tmpdir(), 'bench-spec-'));
      const file = join(folder, 'result.json');
      const { status, stdout, stderr } = bench(...names, '--quick', '--no-build', '--json', file);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).not.toMatch(/\b(wrong|stale)\b/);
      const { results } = JSON.parse(readFileSync(file, 'utf8')) as { results: { name: string; tables: unknown[] }[] };
      expect(results.map(({ name }) => name)).toEqual(names);
      expect(results.every(({ tables }) => tables.length > 0)).toBe(true);
      rmSync(folder, { recursive: true });
    },
  );
});
