import { exampleTarget, type ExampleName } from '../../testing/example-targets';
import { Driver } from '../../testing/driver';
import { windowsNode } from '../../testing/windows-node';
import { endDriver, MANIFEST } from '../../testing/workspace';

const here = new Driver({}, undefined, {}, false);

afterAll(endDriver);
afterAll(() => here.kill('SIGTERM'));

jest.setTimeout(600_000);

/** Least number of files of each example. */
const EXAMPLES: readonly (readonly [ExampleName, number])[] = [
  ['minimal', 8],
  ['tokens', 6],
  ['graphql', 5],
  ['openapi', 5],
  ['k1-node1', 46 * 4],
];

// These tests run with `npm run test:windows`.
(windowsNode() ? describe : describe.skip)('the output folder of the example', () => {
  it.each(EXAMPLES)('%s has the same output on Windows and Linux, including the manifest', async (name, least) => {
    const { workspace, changes } = exampleTarget(name);
    try {
      const run = await workspace.succeed({}, changes);
      const made = workspace.outputs() ?? {};
      expect(Object.keys(made).length).toBeGreaterThan(least);
      expect(made[MANIFEST]).toContain('"version"');

      // The output of one system is up to date for the other. Formatted files are made again to check them too.
      const again = await workspace.runIn(here, {}, changes);
      expect(again.success).toBe(true);
      if (!workspace.options.format) expect(again.counts).toBe(run.counts.replace(/\d+\/(\d+)\/0/g, '$1/0/0'));
      expect(workspace.outputs()).toEqual(made);

      workspace.remove(workspace.options.outputDir);
      expect((await workspace.runIn(here, {}, changes)).success).toBe(true);
      expect(workspace.outputs()).toEqual(made);
    } finally {
      workspace.dispose();
    }
  });
});
