import { setTimeout as wait } from 'node:timers/promises';
import type { CodegenOptions } from './options';
import { Driver } from './testing/driver';
import { library, LIBRARY } from './testing/library';
import { endDriver, type Workspace } from './testing/workspace';

afterAll(endDriver);

const LONG = Boolean(process.env.NX_WORKFLOW_TEST_LONG);
const COUNT = 4;
/** A folder per pattern, so that pruning has folders to remove. */
const OPTIONS: Partial<CodegenOptions> = {
  emit: [
    { template: 'sheet', to: 'docs/{{@name}}/sheet.md' },
    ...LIBRARY.emit.filter(({ template }) => template !== 'sheet'),
  ],
};

jest.setTimeout(LONG ? 900_000 : 120_000);

/** What a run finds when it begins. */
const STATES = {
  'a first run': () => undefined,
  'a run after edits': async (workspace: Workspace) => {
    await workspace.succeed();
    workspace.edit('patterns/pattern01.yaml', 'Pattern 1', 'Pattern one');
    workspace.edit('partials/header.hbs', '//', '///');
    workspace.remove('patterns/pattern02.json');
    workspace.write({ 'patterns/other.json': '{ "title": "Other", "nodes": [] }' });
  },
} as const;

/** What happens between the kill and the next run. */
const AFTERWARDS = {
  'nothing else': () => undefined,
  'another edit and a removal': (workspace: Workspace) => {
    workspace.edit('templates/sheet.hbs', 'has', 'with');
    workspace.remove('patterns/pattern03.yaml');
  },
} as const;

type State = keyof typeof STATES;
type Afterwards = keyof typeof AFTERWARDS;

/** A seeded sample of the steps of a run; all of them in a long test. */
function sample(steps: number, count: number, seed: number): number[] {
  const all = Array.from({ length: steps }, (_, index) => index + 1);
  if (LONG) return all;
  let state = seed;
  return all
    .map((step) => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return [state, step] as const;
    })
    .sort(([a], [b]) => a - b)
    .slice(0, count)
    .map(([, step]) => step);
}

async function runToTheEnd(workspace: Workspace, env: Record<string, string>): Promise<readonly string[]> {
  const driver = new Driver(env, 'kill-at.cjs');
  try {
    await workspace.runIn(driver);
    return driver.steps;
  } catch {
    return []; // Killed, as it should be.
  } finally {
    await driver.kill();
  }
}

describe.each(Object.keys(STATES) as State[])('%s that is killed', (state) => {
  it.each(Object.keys(AFTERWARDS) as Afterwards[])(
    'at any step, with %s before the next, leaves no trace behind that one',
    async (afterwards) => {
      const reference = library(COUNT, OPTIONS);
      await STATES[state](reference);
      const steps = await runToTheEnd(reference, {});
      expect(steps.length).toBeGreaterThan(40);
      AFTERWARDS[afterwards](reference);
      reference.remove('generated');
      await reference.succeed();
      const clean = reference.outputs();
      reference.dispose();

      // Of the last steps, and of those that remove a folder, each is tried.
      const chosen = [
        ...sample(steps.length, 2, steps.length),
        ...Array.from({ length: 10 }, (_, index) => steps.length - index),
        ...steps.flatMap((name, index) => (name === 'rmdirSync' ? [index + 1] : [])),
      ];
      for (const step of new Set(chosen)) {
        const workspace = library(COUNT, OPTIONS);
        try {
          await STATES[state](workspace);
          const env: Record<string, string> = step % 2 === 0 ? { KILL_HALFWAY: '1' } : {};
          expect(await runToTheEnd(workspace, { ...env, KILL_AT: String(step) })).toEqual([]);
          AFTERWARDS[afterwards](workspace);
          const run = await workspace.run();
          expect({ step, output: run.success ? '' : run.output }).toEqual({ step, output: '' });
          expect({ step, files: workspace.outputs() }).toEqual({ step, files: clean });
        } finally {
          workspace.dispose();
        }
      }
    },
  );
});

it('a run that is killed at any moment, by the clock, leaves no trace behind the next', async () => {
  const reference = library(COUNT, OPTIONS);
  await reference.succeed();
  const clean = reference.outputs();
  reference.dispose();
  const workspace = library(COUNT, OPTIONS);
  for (let round = 0; round < (LONG ? 200 : 6); round++) {
    const driver = new Driver();
    const run = workspace.runIn(driver, { workers: 2 }).catch(() => undefined);
    await wait(100 + ((round * 37) % 300));
    await driver.kill();
    await run;
    if (round % 2 === 0) continue; // Killed twice in a row, too.
    await workspace.succeed();
    expect(workspace.outputs()).toEqual(clean);
    workspace.remove('generated');
  }
  workspace.dispose();
});

describe('two runs of one target at the same time', () => {
  it('end in the same bytes as one', async () => {
    const reference = library(COUNT, OPTIONS);
    await reference.succeed();
    const clean = reference.outputs();
    reference.dispose();
    const drivers = [new Driver(), new Driver(), new Driver()];
    try {
      for (let round = 0; round < (LONG ? 50 : 5); round++) {
        const workspace = library(COUNT, OPTIONS);
        const runs = await Promise.all(drivers.map((driver) => workspace.runIn(driver)));
        expect(runs.map(({ success, output }) => (success ? '' : output))).toEqual(['', '', '']);
        expect(workspace.outputs()).toEqual(clean);
        workspace.dispose();
      }
    } finally {
      await Promise.all(drivers.map((driver) => driver.kill()));
    }
  });

  it('and of two that share the template cache, each in its own', async () => {
    const workspace = library(COUNT, OPTIONS);
    const drivers = [new Driver(), new Driver()];
    await Promise.all(drivers.map((driver, index) => workspace.runIn(driver, { outputDir: `generated${index}` })));
    await Promise.all(drivers.map((driver) => driver.kill()));
    const [first, second] = [0, 1].map((index) => workspace.read(`generated${index}/docs/pattern00/sheet.md`));
    expect(first).toBe(second);
    workspace.dispose();
  });
});
