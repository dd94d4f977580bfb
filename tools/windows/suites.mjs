// @ts-check
/** The arguments of a jest run: its file, and the titles of tests that do not work with Wine. */
const spec = (/** @type {string} */ path, /** @type {string[]} */ ...left) => [
  ...['--runTestsByPath', path],
  ...(left.length > 0 ? ['-t', `^(?!.*(${left.join('|')}))`] : []),
];

/** The runs of `npm run test:windows` with Wine. */
export const byWine = [
  spec('engine/tests/windows/sample.spec.ts'),
  spec('engine/tests/windows/system.spec.ts'),
  spec('engine/tests/windows/examples.spec.ts'),
  ...['same-bytes', 'incremental', 'kill', 'crash', 'damage', 'line-ends', 'stray-files'].map((name) =>
    spec(`engine/tests/${name}.spec.ts`),
  ),
  // Wine does not show links of the host, and has no file names with control characters.
  spec('engine/tests/hostile.spec.ts', '^a link', 'terminal control characters'),
  // Process ids in Wine differ from those of the host; and starting Wine takes longer than one test waits.
  spec('engine/tests/concurrency.spec.ts', 'for which process', 'fail if the inputs change while waiting'),
  spec('e2e/windows/nx.spec.ts'),
];

/** The runs on Windows itself, where the engine's tests start Windows programs. */
export const onWindows = ['same-bytes', 'incremental', 'hostile', 'kill', 'concurrency', 'refusals/paths'].map((name) =>
  spec(`engine/tests/${name}.spec.ts`),
);
