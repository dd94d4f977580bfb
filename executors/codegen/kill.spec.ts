import { readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { CodegenOptions } from './options';
import { Driver } from './testing/driver';
import { library, LIBRARY } from './testing/library';
import { LONG, randomFrom, sample } from './testing/sample';
import { endDriver, type Workspace } from './testing/workspace';

afterAll(endDriver);

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

/** Temporary files in the state folder; a run that has work sweeps them. */
function halfWritten({ state }: Workspace): string[] {
  const names = readdirSync(state, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.tmp') && !name.startsWith('codegen'));
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
      if (LONG) process.stdout.write(`${steps.length} steps of ${state}, each killed once\n`);
    },
  );
});

it('a run that is killed at any moment, by the clock, leaves no trace behind the next', async () => {
  const workspace = library(COUNT, OPTIONS);
  await workspace.succeed();
  const clean = workspace.outputs();
  const random = randomFrom(7);
  const rounds = LONG ? 300 : 10;
  for (let round = 0; round < rounds; round++) {
    const driver = new Driver();
    // Everything is loaded in this process before the run that counts.
    await workspace.runIn(driver, { workers: 2, outputDir: 'elsewhere' });
    workspace.remove('generated', 'elsewhere');
    const run = workspace.runIn(driver, { workers: 2 }).catch(() => undefined);
    await wait(random() * 150);
    await driver.kill();
    await run;
    if (round % 3 === 0) continue; // Killed twice in a row, too.
    await workspace.succeed();
    expect({ round, files: workspace.outputs() }).toEqual({ round, files: clean });
    expect(halfWritten(workspace)).toEqual([]);
  }
  if (LONG) process.stdout.write(`${rounds} runs killed at random moments\n`);
  workspace.dispose();
});
