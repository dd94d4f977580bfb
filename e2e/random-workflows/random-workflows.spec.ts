import { LONG, seeded, tried } from '../../testing/tried';
import { createWorkspace, type Workspace } from '../support/workspace';
import { World } from './world';

/** Seeds of the worlds, and the number of edits of each. */
const SEED = Number(process.env['RANDOM_WORKFLOWS_SEED'] ?? 1);
const WORLDS = Number(process.env['RANDOM_WORKFLOWS'] ?? (LONG ? 40 : 1));
const EDITS = LONG ? 12 : 5;
const MOST_TASKS = LONG ? 40 : 16;

let workspace: Workspace;
afterEach(() => workspace.dispose());

test.each(Array.from({ length: WORLDS }, (_, at) => SEED + at))(
  'after each edit the outputs are those of a run without a cache, and nothing ran twice (seed %d)',
  async (seed) => {
    const random = seeded(seed);
    const world = new World(random, 3 + Math.floor(random() * (MOST_TASKS - 2)));
    workspace = await createWorkspace({ files: world.files(), nxJson: { parallel: 3 } });
    workspace.write('.gitignore', 'node_modules\n.nx\nout\n');
    const history: string[] = [];
    const seen = new Map<string, Set<string>>();

    const run = async (...args: string[]): Promise<Readonly<Record<string, string>>> => {
      const { code, output, tasks } = await workspace.nx(['run-many', '-t', world.names.join(), ...args]);
      if (code !== 0) throw new Error(`${history.join('\n')}\n${output}`);
      return tasks;
    };
    const check = async (): Promise<void> => {
      const tasks = await run();
      const wrong: string[] = [];
      for (const [number, text] of world.expected()) {
        const target = world.target(number);
        if (workspace.read(world.outputOf(number)) !== text) wrong.push(`${target} is stale: ${tasks[target]}`);
        const known = seen.get(target) ?? new Set();
        seen.set(target, known);
        const key = world.key(number);
        if (known.has(key) && tasks[target] !== 'cached') wrong.push(`${target} ran again`);
        known.add(key);
      }
      expect({ history, wrong }).toEqual({ history, wrong: [] });
    };

    await check();
    for (let edit = 0; edit < EDITS; edit++) {
      const { what, write, remove } = world.edit();
      history.push(what);
      for (const [path, text] of Object.entries(write)) workspace.write(path, text);
      for (const path of remove) workspace.remove(path);
      await check();
    }
    // The same by Nx itself.
    for (const folder of ['libs/p0/out', 'libs/p1/out', 'libs/p2/out']) workspace.remove(folder);
    await run('--skip-nx-cache');
    const made = world.writers.map((number) => workspace.read(world.outputOf(number)));
    expect(made).toEqual([...world.expected().values()]);
    tried('edits of random workflows by real Nx', EDITS);
  },
  600_000,
);
