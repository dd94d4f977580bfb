import { LONG, seeded, tried } from '../../../testing/tried';
import { breakages } from './mutations';
import { BreakableLibrary, type Breakage } from './testing/breakable-library';

/**
 * Mutations of the tasks' inputs. Many of them passed or crashed with a stack trace before the tasks handled them.
 */

const SAMPLE = 8;
/** Tasks that need only the results of a small library and take a second or two. */
const QUICK = new Set(
  [
    'scan-vulnerabilities',
    'test-framework',
    'security-hardening',
    'architecture-analysis',
    'pattern-recognition',
  ].concat(['code-generation', 'database-integration', 'unit-test-suite', 'code-optimization', 'scalability-review']),
);

let library: BreakableLibrary;

beforeAll(() => {
  library = new BreakableLibrary();
});

afterAll(() => {
  library.dispose();
});

test('each of the 22 tasks has at least three mutations, without duplicates', () => {
  const counts = Object.entries(library.tasks).flatMap(([name, { id }]) =>
    id === undefined ? [] : [[name, Math.min(3, breakages.filter(({ task }) => task === name).length)] as const],
  );
  expect(counts).toHaveLength(22);
  expect(counts.filter(([, count]) => count < 3)).toEqual([]);
  const names = breakages.map(({ task, name }) => `${task}: ${name}`);
  expect(new Set(names).size).toBe(names.length);
});

test.each(LONG ? breakages : sample())('$task: $name', (breakage) => {
  library.prepare(breakage.task);
  const { code, stdout, stderr } = library.runBroken(breakage);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(breakage.says) });
  expect(`${stdout}${stderr}`).not.toMatch(/^ +at .*[:(]/m);
});

afterAll(() => {
  if (LONG) tried('ways to break what the tasks of K1 read', breakages.length);
});

/** A small sample, the same in every run. */
function sample(): readonly Breakage[] {
  const random = seeded(22);
  const quick = breakages.filter(({ task }) => QUICK.has(task));
  return quick
    .map((one) => ({ one, place: random() }))
    .sort((a, b) => a.place - b.place)
    .slice(0, SAMPLE)
    .map(({ one }) => one);
}
