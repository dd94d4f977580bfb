import { readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { LONG, seeded, tried } from '../../testing/tried';
import type { CodegenOptions } from '../options';
import { readBaseline } from '../graph/baseline';
import { scan } from '../graph/scan';
import { resolveSettings } from '../settings';
import { Driver } from '../testing/driver';
import { library, LIBRARY } from '../testing/library';
import { sample } from '../testing/sample';
import { endDriver, type Workspace } from '../testing/workspace';

afterAll(endDriver);

const COUNT = 4;
const [PATTERN, , ...LIBRARY_EMITS] = LIBRARY.emit;
/** One folder per pattern, so that pruning removes folders. */
const SHEET = { template: 'sheet', to: 'docs/{{@name}}/sheet.md' };
/** Copies its input, and reports that it has read another file of the workspace. */
const COMPILE = 'cp "$1" "$2" && printf "x: %s partials/header.hbs\\n" "$1" > "$3"\n';
const ALL: Partial<CodegenOptions> = {
  emit: [PATTERN, SHEET, ...LIBRARY_EMITS],
  compile: [
    { compiler: 'typescript' },
    {
      compiler: 'command',
      include: ['index.ts', 'pattern01.ts'],
      command: ['sh', 'compile.sh', '{input}', '{output}', '{depfile}'],
      extension: '.o',
      depfile: true,
    },
  ],
};
/** No compiler that reads other files, so that a run after the change of one spec needs only a partial graph. */
const APART: Partial<CodegenOptions> = { emit: [PATTERN, SHEET, ...LIBRARY_EMITS] };

jest.setTimeout(LONG ? 900_000 : 120_000);

interface State {
  readonly options: Partial<CodegenOptions>;
  readonly make: (workspace: Workspace) => Promise<void> | void;
  /**
   * Changes to the file system that must be among the steps. A kill before a step is also a kill after the previous
   * one.
   */
  readonly steps: readonly RegExp[];
}

const TAKE = [/^renameSync generated\/\.codegen-lock$/, /^mkdirSync generated\/\.codegen-staging-_$/];
const WRITE = [
  /^writeFileSync \.codegen-staging-_\//,
  /^writeFileSync \.codegen-staging-_\/journal\.json\._\.tmp$/,
  /^renameSync \.codegen-staging-_\/journal\.json$/,
  /^renameSync generated\/pattern01\.ts$/,
  /^renameSync generated\/pattern01\.js$/,
  /^renameSync pattern01\/sheet\.md$/,
  /^writeFileSync generated\/\.codegen-manifest\.json\._\.tmp$/,
  /^renameSync generated\/\.codegen-manifest\.json$/,
  /^rmdirSync generated\/\.codegen-staging-_$/,
];
const END = [
  /^unlinkSync \.codegen-lock\//,
  /^rmdirSync generated\/\.codegen-lock$/,
  /^writeFileSync index\/_\.index\._\.tmp$/,
  /^rmSync index\/_\.index$/,
  /^renameSync index\/_\.index$/,
];
const TEMPLATES = [/^writeFileSync templates\/_\.js\._\.tmp$/, /^renameSync templates\/_\.js$/, /^writeSync $/];
const PRUNE = [/^rmSync pattern02\/sheet\.md$/, /^rmdirSync docs\/pattern02$/, /^rmSync generated\/pattern02\.js$/];
const COMMANDS = [/^renameSync generated\/pattern01\.o$/];

/** Initial situations of a run. */
const STATES: Readonly<Record<string, State>> = {
  'a first run': { options: ALL, make: () => undefined, steps: [...TAKE, ...TEMPLATES, ...WRITE, ...COMMANDS, ...END] },
  'a run after edits': {
    options: ALL,
    make: async (workspace) => {
      await workspace.succeed();
      workspace.edit('patterns/pattern01.yaml', 'Pattern 1', 'Pattern one');
      workspace.edit('partials/header.hbs', '//', '///');
      workspace.remove('patterns/pattern02.json');
      workspace.write({ 'patterns/other.json': '{ "title": "Other", "nodes": [] }' });
    },
    steps: [
      ...TAKE,
      ...TEMPLATES,
      ...WRITE.filter((step) => !step.source.includes('js')),
      ...COMMANDS,
      ...PRUNE,
      ...END,
    ],
  },
  'a run that replaces lines of the manifest': {
    options: APART,
    make: async (workspace) => {
      await workspace.succeed();
      // Recently written files are hashed again, so the index is complete only now.
      await wait(30);
      await workspace.succeed();
      workspace.edit('patterns/pattern01.yaml', 'Pattern 1', 'Pattern one');
      workspace.edit('patterns/pattern01.yaml', 'value: 1', 'value: 5');
      expect(changed(workspace)).toBe(1);
    },
    steps: [...TAKE, ...WRITE, ...END],
  },
};

/** Events between the kill and the next run. */
const AFTERWARDS = {
  'no other event': () => undefined,
  'another edit and a removal': (workspace: Workspace) => {
    workspace.edit('templates/sheet.hbs', 'has', 'with');
    workspace.remove('patterns/pattern03.yaml');
  },
} as const;

type Afterwards = keyof typeof AFTERWARDS;

function made(options: Partial<CodegenOptions>): Workspace {
  const workspace = library(COUNT, options);
  workspace.write({ 'compile.sh': COMPILE });
  return workspace;
}

/** Number of changed files that the next run scans; undefined if it needs the whole graph. */
function changed({ options, root, state }: Workspace): number | undefined {
  const env = { NX_WORKFLOW_CACHE_DIR: state };
  const settings = resolveSettings(options, { workspaceRoot: root, projectRoot: '.', projectName: 'demo', env });
  const baseline = Array.isArray(settings) ? undefined : readBaseline(settings);
  return baseline && !Array.isArray(settings) ? scan(settings, undefined, baseline)?.changed.length : undefined;
}

/** Temporary files in the state folder. */
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
    return []; // Killed as expected.
  } finally {
    await driver.kill();
  }
}

describe.each(Object.keys(STATES))('%s that is killed', (name) => {
  const { options, make, steps: named } = STATES[name]!;

  it.each(Object.keys(AFTERWARDS) as Afterwards[])(
    'at any step, with %s before the next run, leaves no trace after it',
    async (afterwards) => {
      const reference = made(options);
      await make(reference);
      const steps = await runToTheEnd(reference, {});
      expect(named.filter((step) => !steps.some((one) => step.test(one))).map(String)).toEqual([]);
      AFTERWARDS[afterwards](reference);
      reference.remove('generated');
      await reference.succeed();
      const clean = reference.outputs();
      reference.dispose();

      // The last steps, and those that remove folders, are all tried: they follow each other closely.
      const most = LONG || afterwards === 'no other event';
      const chosen = new Set([
        ...sample(steps.length, 2, steps.length),
        ...Array.from({ length: most ? 10 : 4 }, (_, index) => steps.length - index),
        ...steps.flatMap((step, index) => (most && step.startsWith('rmdirSync') ? [index + 1] : [])),
      ]);
      for (const step of chosen) {
        const workspace = made(options);
        try {
          await make(workspace);
          const env: Record<string, string> = step % 2 === 0 ? { KILL_HALFWAY: '1' } : {};
          expect(await runToTheEnd(workspace, { ...env, KILL_AT: String(step) })).toEqual([]);
          AFTERWARDS[afterwards](workspace);
          const run = await workspace.run();
          const at = { step, what: steps[step - 1] };
          expect({ ...at, output: run.success ? '' : run.output }).toEqual({ ...at, output: '' });
          expect({ ...at, files: workspace.outputs() }).toEqual({ ...at, files: clean });
          expect({ ...at, left: halfWritten(workspace) }).toEqual({ ...at, left: [] });
        } finally {
          workspace.dispose();
        }
      }
      tried('runs killed before a named step', chosen.size);
    },
  );
});

describe('killed at a random time,', () => {
  /** Kills a run at a random time below `most` milliseconds, after loading its modules. */
  const killed = async (
    workspace: Workspace,
    prepare: () => void,
    workers: number | 'auto',
    ms: number,
  ): Promise<void> => {
    const driver = new Driver();
    await workspace.runIn(driver, { workers, outputDir: 'elsewhere' });
    workspace.remove('elsewhere');
    prepare();
    const run = workspace.runIn(driver, { workers }).catch(() => undefined);
    await wait(ms);
    await driver.kill();
    await run;
  };

  it('a run with two threads and commands leaves no trace after the next', async () => {
    const workspace = made(ALL);
    await workspace.succeed();
    const clean = workspace.outputs();
    const random = seeded(7);
    const rounds = LONG ? 300 : 10;
    for (let round = 0; round < rounds; round++) {
      await killed(workspace, () => workspace.remove('generated'), 2, random() * 180);
      if (round % 3 === 0) continue; // Also kill twice in a row.
      await workspace.succeed();
      expect({ round, files: workspace.outputs() }).toEqual({ round, files: clean });
      expect(halfWritten(workspace)).toEqual([]);
    }
    tried('runs killed at random moments', rounds);
    workspace.dispose();
  });

  it('a run whose files another thread writes leaves no trace after the next', async () => {
    const workspace = library(300);
    await workspace.succeed();
    const clean = workspace.outputs();
    const random = seeded(9);
    const rounds = LONG ? 40 : 2;
    for (let round = 0; round < rounds; round++) {
      await killed(workspace, () => workspace.remove('generated'), 'auto', random() * 700);
      await workspace.succeed({ workers: 'auto' });
      expect({ round, files: workspace.outputs() }).toEqual({ round, files: clean });
      expect(halfWritten(workspace)).toEqual([]);
    }
    tried('runs killed at random moments', rounds);
    workspace.dispose();
  });

  it('a run that replaces lines of the manifest leaves no trace after the next', async () => {
    const workspace = made(APART);
    const titles = ['Pattern 1', 'Pattern one'];
    const clean: unknown[] = [];
    const write = (at: number): void =>
      workspace.write({ 'patterns/pattern01.yaml': `title: ${titles[at]}\nnodes:\n  - type: add\n    value: ${at}\n` });
    for (const at of [1, 0]) {
      write(at);
      await workspace.succeed();
      clean[at] = workspace.outputs();
    }
    const random = seeded(8);
    const rounds = LONG ? 150 : 6;
    for (let round = 0; round < rounds; round++) {
      const at = (round + 1) % 2;
      await wait(30);
      await workspace.succeed();
      await killed(workspace, () => write(at), 1, random() * 16);
      await workspace.succeed();
      expect({ round, files: workspace.outputs() }).toEqual({ round, files: clean[at] });
      expect(halfWritten(workspace)).toEqual([]);
    }
    tried('runs killed at random moments', rounds);
    workspace.dispose();
  });
});
