// @ts-check
/** A run of jest: its files, and what of them cannot be tried by Wine. */
const spec = (/** @type {string} */ path, /** @type {string[]} */ ...left) => [
  ...['--runTestsByPath', path],
  ...(left.length > 0 ? ['-t', `^(?!.*(${left.join('|')}))`] : []),
];

/** What `npm run test:windows` runs by Wine. */
export const byWine = [
  spec('engine/tests/windows/sample.spec.ts'),
  spec('engine/tests/windows/system.spec.ts'),
  spec('engine/tests/windows/examples.spec.ts'),
  ...['same-bytes', 'incremental', 'kill', 'crash', 'damage', 'line-ends', 'stray-files'].map((name) =>
    spec(`engine/tests/${name}.spec.ts`),
  ),
  // Wine shows no links of the system it runs on, and has no names with control characters.
  spec('engine/tests/hostile.spec.ts', '^a link', 'commands to a terminal'),
  // Windows has other process ids than the system that looks at them; and its start takes longer than one test waits.
  spec('engine/tests/concurrency.spec.ts', 'for which process', 'where the inputs change while one waits'),
  spec('e2e/windows/nx.spec.ts'),
];

/** What it runs on Windows itself, where the engine's tests start programs of that system. */
export const onWindows = ['same-bytes', 'incremental', 'hostile', 'kill', 'concurrency', 'refusals/paths'].map((name) =>
  spec(`engine/tests/${name}.spec.ts`),
);
