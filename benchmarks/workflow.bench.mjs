// @ts-check
import {
  idleRunner,
  idleWorkspaces,
  nxRunner,
  nxWorkspaces,
  PROJECTS,
  turboRunner,
  wireitRunner,
} from './lib/runners.mjs';
import { isFigure, ratio } from './lib/stats.mjs';
import { CHANGING, outputs, runPlainly, writeSources } from './lib/task-graph.mjs';

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about:
    "A workflow of 22 tasks: inferred by us, the same targets by hand in project.json, and other task runners; the cost of a run's record, and of the plugin in a workspace without a workflow.",
  peers: true,
  async run(bench) {
    const { recording, inferred, byHand, emptyPlugin, emptyHook } = await nxWorkspaces(bench);
    const runners = [
      ...[true, false].flatMap((daemon) => [
        nxRunner('nx-workflow', inferred, daemon),
        nxRunner('nx-workflow, with records', recording, daemon),
        nxRunner('by hand in project.json', byHand, daemon),
      ]),
      await turboRunner(bench),
      await wireitRunner(bench),
    ];
    /** Nx's overhead for any plugin, which shows only if nothing else is done. */
    const empty = [true, false].flatMap((daemon) => [
      nxRunner('by hand, and an empty plugin', emptyPlugin, daemon),
      nxRunner('by hand, and an empty plugin with a hook', emptyHook, daemon),
    ]);
    const everyone = [...runners, ...empty];
    const plain = bench.scratch.folder('plain');
    /** @type {string} */
    let expected = '';
    /** Writes the sources of a round to all workspaces, so that the state before a run is the same everywhere. @param {string} round @param {readonly string[]} [names] */
    const change = async (round, names) => {
      for (const folder of [plain, ...everyone.map(({ folder }) => folder)]) writeSources(folder, round, names);
      expected = await runPlainly(plain);
      await new Promise((resolve) => setTimeout(resolve, 300));
    };
    const [first = runners[0]] = runners;
    /** @type {Map<string, boolean>} */
    const freshness = new Map();
    /** @param {string} state @param {{ runs: number, warmups?: number, names?: readonly string[] | undefined, changes: boolean, who?: typeof runners }} how */
    const measure = (state, { runs, warmups = 0, names, changes, who = runners }) =>
      bench.sideBySide(
        who.map((runner) => ({
          name: runner.name,
          before: async (round) => {
            // Two runners, with and without the daemon, share a workspace, so each needs its own change.
            if (changes) await change(`${state} ${round} ${runner.name}`, names);
          },
          run: async () => {
            const { ms, fresh } = await runner.run();
            freshness.set(runner.name, fresh);
            return ms;
          },
          check: () => {
            if (outputs(runner.folder) !== expected) return { word: 'wrong', why: runner.name };
            return freshness.get(runner.name) === changes ? { word: changes ? 'stale' : 'ran again' } : undefined;
          },
        })),
        { runs, warmups },
      );
    await change('first');
    for (const runner of runners) await runner.run();
    const all = await measure('all', { runs: bench.atMost(2), changes: true });
    await change('settled');
    for (const runner of everyone) await runner.run();
    const nothing = await measure('nothing', {
      runs: bench.quick ? 1 : bench.runs,
      warmups: 1,
      changes: false,
      who: everyone,
    });
    const one = await measure('one', { runs: bench.atMost(2), names: [CHANGING], changes: true });
    const idle = await idleRuns(bench);
    const against = (/** @type {string} */ ours, /** @type {string} */ daemon, other = 'by hand in project.json') =>
      ratio(nothing.get(`${ours}, daemon ${daemon}`), nothing.get(`${other}, daemon ${daemon}`));
    const recordCosts = ['on', 'off'].flatMap((daemon) => {
      const recorded = nothing.get(`nx-workflow, with records, daemon ${daemon}`);
      const silent = nothing.get(`nx-workflow, daemon ${daemon}`);
      if (!isFigure(recorded) || !isFigure(silent)) return [];
      return [`Daemon ${daemon}: a record costs ${(recorded.median - silent.median).toFixed(0)} ms by the medians.`];
    });
    return {
      tables: [
        {
          title: '22 tasks, whole process',
          unit: 'ms',
          columns: ['all changed', 'nothing changed', 'one changed'],
          rows: everyone.map(({ name }) => ({ name, cells: [all.get(name), nothing.get(name), one.get(name)] })),
        },
        {
          title: `${PROJECTS} projects without a workflow file, whole process`,
          unit: 'ms',
          columns: ['nothing changed'],
          rows: [...idle].map(([name, ms]) => ({ name, cells: [ms] })),
        },
      ],
      figures: [
        ...['on', 'off'].flatMap((daemon) => [
          {
            id: `workflow.inferred.daemon-${daemon}`,
            what: `nothing changed: nx-workflow ÷ by hand, daemon ${daemon}`,
            ratio: against('nx-workflow', daemon),
          },
          {
            what: `nothing changed: nx-workflow, with records ÷ by hand, daemon ${daemon}`,
            ratio: against('nx-workflow, with records', daemon),
          },
        ]),
        ...['on', 'off'].flatMap((daemon) =>
          [
            ['nx-workflow', 'by hand, and an empty plugin'],
            ['nx-workflow, with records', 'by hand, and an empty plugin with a hook'],
          ].map(([ours = '', other = '']) => ({
            what: `nothing changed: ${ours} ÷ ${other}, daemon ${daemon}`,
            ratio: against(ours, daemon, other),
          })),
        ),
        {
          id: 'workflow.idle',
          what: `${PROJECTS} projects without a workflow file: with nx-workflow ÷ without a plugin, daemon on`,
          ratio: ratio(idle.get('nx-workflow, daemon on'), idle.get('no plugin, daemon on')),
        },
        ...[
          ['nx-workflow', 'no plugin'],
          ['nx-workflow', 'an empty plugin'],
        ].map(([ours, other]) => ({
          what: `the same: ${ours} ÷ ${other}, daemon off`,
          ratio: ratio(idle.get(`${ours}, daemon off`), idle.get(`${other}, daemon off`)),
        })),
        {
          what: 'nothing changed: ours with daemon ÷ turbo',
          ratio: ratio(nothing.get(first?.name ?? ''), nothing.get('turbo, native binary')),
        },
        {
          what: 'nothing changed: wireit ÷ ours with daemon',
          ratio: ratio(nothing.get('wireit, by npm run'), nothing.get(first?.name ?? '')),
        },
      ],
      notes: [
        'Ours runs on Nx, whose own start is most of it; what we add is the first ratio. A plugin that does nothing shows what Nx takes for having one.',
        ...recordCosts,
      ],
    };
  },
};

/** The overhead of the plugin if it has nothing to do: runs with cache hits only. @param {import('./lib/bench.mjs').Bench} bench */
async function idleRuns(bench) {
  const { without, withOurs, withEmpty } = await idleWorkspaces(bench);
  const runners = [true, false].flatMap((daemon) => [
    idleRunner('nx-workflow', withOurs, daemon),
    idleRunner('no plugin', without, daemon),
    idleRunner('an empty plugin', withEmpty, daemon),
  ]);
  for (const runner of runners) await runner.run();
  /** @type {Map<string, boolean>} */
  const freshness = new Map();
  return bench.sideBySide(
    runners.map(({ name, run }) => ({
      name,
      run: async () => {
        const { ms, fresh } = await run();
        freshness.set(name, fresh);
        return ms;
      },
      check: () => (freshness.get(name) ? undefined : { word: 'ran again' }),
    })),
    { runs: bench.quick ? 1 : bench.runs * 2, warmups: 1 },
  );
}
