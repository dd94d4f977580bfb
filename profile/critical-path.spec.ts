import fc from 'fast-check';
import { criticalPath, type TimedTask } from './critical-path';

/**
 * The oracle: walks every chain of the graph and picks the best by the documented rule. Takes exponential time
 * and is independent of the code under test.
 */
function everyChain(tasks: readonly TimedTask[]): { ms: number; tasks: string[] } {
  const byName = new Map(tasks.map((task) => [task.task, task]));
  const chains: { ms: number; tasks: string[] }[] = [];
  const walk = (backwards: TimedTask[]): void => {
    const names = backwards.map(({ task }) => task).reverse();
    chains.push({ ms: backwards.reduce((sum, { ms }) => sum + ms, 0), tasks: names });
    for (const name of backwards.at(-1)!.dependsOn) {
      const upstream = byName.get(name);
      if (upstream) walk([...backwards, upstream]);
    }
  };
  for (const task of tasks) walk([task]);
  const longest = Math.max(...chains.map(({ ms }) => ms));
  const fewest = Math.min(...chains.filter(({ ms }) => ms === longest).map((chain) => chain.tasks.length));
  const tied = chains.filter((chain) => chain.ms === longest && chain.tasks.length === fewest);
  const fromTheEnd = (chain: { tasks: string[] }): string => JSON.stringify([...chain.tasks].reverse());
  return tied.sort((a, b) => (fromTheEnd(a) < fromTheEnd(b) ? -1 : 1))[0]!;
}

/** Kinds of tasks in a random run: most take time, cached ones hardly any, those after a failure none. */
const kinds = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 100_000 }) },
);

/** Graphs of up to nine tasks in no order, with many ties: chains, diamonds, fan-out, islands. */
const graphs = fc
  .array(fc.record({ ms: kinds, edges: fc.array(fc.nat({ max: 8 }), { maxLength: 4 }) }), {
    minLength: 1,
    maxLength: 9,
  })
  .chain((nodes) =>
    fc.shuffledSubarray(
      nodes.map(({ ms, edges }, index): TimedTask => {
        const upstream = edges.filter((edge) => edge < index).map((edge) => `p${edge}:t`);
        return { task: `p${index}:t`, ms, dependsOn: [...new Set(upstream)].sort() };
      }),
      { minLength: nodes.length },
    ),
  );

test('equals the best of all chains, walked one by one', () => {
  fc.assert(
    fc.property(graphs, (tasks) => {
      expect(criticalPath(tasks)).toEqual(everyChain(tasks));
    }),
    { numRuns: 1000 },
  );
});

test('does not depend on the order of tasks and edges', () => {
  fc.assert(
    fc.property(graphs, (tasks) => {
      const turned = tasks.map((task) => ({ ...task, dependsOn: [...task.dependsOn].reverse() })).reverse();
      expect(criticalPath(turned)).toEqual(criticalPath(tasks));
    }),
  );
});

const task = (name: string, ms: number, ...dependsOn: string[]): TimedTask => ({ task: name, ms, dependsOn });

test('a fan-out waits for its slowest branch, not for the sum of all', () => {
  const tasks = [
    task('index', 10, 'a:gen', 'b:gen', 'c:gen'),
    task('a:gen', 30, 'spec'),
    task('b:gen', 50, 'spec'),
    task('c:gen', 40, 'spec'),
    task('spec', 5),
  ];
  expect(criticalPath(tasks)).toEqual({ ms: 65, tasks: ['spec', 'b:gen', 'index'] });
});

test('of equally long chains, the one with the fewest tasks, then by name from the end', () => {
  expect(criticalPath([task('z', 5), task('a', 3), task('b', 2, 'a')])).toEqual({ ms: 5, tasks: ['z'] });
  expect(criticalPath([task('a', 1), task('b', 0), task('c', 5, 'a'), task('d', 6, 'b')]).tasks).toEqual(['d']);
  expect(criticalPath([task('z', 5), task('y', 5)])).toEqual({ ms: 5, tasks: ['y'] });
  expect(criticalPath([task('end', 1, 'b', 'a'), task('b', 5), task('a', 5)])).toEqual({ ms: 6, tasks: ['a', 'end'] });
});

test('a task that took no time is on the path only where it links two that did', () => {
  expect(criticalPath([task('first', 0), task('work', 4, 'first'), task('last', 0, 'work')])).toEqual({
    ms: 4,
    tasks: ['work'],
  });
  expect(criticalPath([task('a', 2), task('link', 0, 'a'), task('b', 2, 'link')]).tasks).toEqual(['a', 'link', 'b']);
});

test('no task, no path', () => {
  expect(criticalPath([])).toEqual({ ms: 0, tasks: [] });
});

test('a dependency outside the list does not count', () => {
  expect(criticalPath([task('a', 3, 'gone')])).toEqual({ ms: 3, tasks: ['a'] });
});

test('a long chain does not overflow the stack', () => {
  const tasks = Array.from({ length: 20_000 }, (_, index) => task(`t${index}`, 1, `t${index - 1}`));
  expect(criticalPath(tasks.reverse()).ms).toBe(20_000);
});
