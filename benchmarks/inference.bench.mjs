// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkModules } from './lib/installed.mjs';
import { DRIVERS } from './lib/places.mjs';
import { runNode } from './lib/process.mjs';
import { isFigure, ratio } from './lib/stats.mjs';

const TASKS = 8;

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about: 'From workflow files to targets: the time that the plugin adds to the making of the project graph.',
  async run(bench) {
    const sizes = bench.quick ? [2, 4] : [125, 250, 500];
    const most = Math.max(...sizes);
    const folder = bench.scratch.folder('inference');
    linkModules(await bench.installed(), folder);
    writeFileSync(join(folder, 'package.json'), '{ "name": "flows", "version": "0.0.0", "private": true }');
    for (let at = 0; at < most; at++) {
      const place = join(folder, 'flows', `f${String(at).padStart(4, '0')}`);
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, 'nx-workflow.json'), JSON.stringify(workflow(at), null, 2));
    }
    /** @type {Map<number, { projects: number, targets: number }>} */
    const found = new Map();
    const results = await bench.sideBySide(
      sizes.map((size) => ({
        name: `${size} files`,
        run: async () => {
          const { stdout } = await runNode([join(DRIVERS, 'infer.cjs'), String(size)], {
            cwd: folder,
            env: { NX_WORKFLOW_CACHE_DIR: join(folder, '.state') },
          });
          const { ms, projects, targets } = JSON.parse(stdout);
          found.set(size, { projects, targets });
          return ms;
        },
        check: () => {
          const { projects = 0, targets = 0 } = found.get(size) ?? {};
          const isRight = projects === size && targets >= size * TASKS;
          return isRight ? undefined : { word: 'wrong', why: `${projects} projects, ${targets} targets` };
        },
      })),
      { warmups: 1 },
    );
    const [half, whole] = [results.get(`${most / 2} files`), results.get(`${most} files`)];
    return {
      tables: [
        {
          title: `${TASKS} tasks a file`,
          unit: 'ms',
          columns: ['createNodes', 'a file'],
          rows: [...results].map(([name, ms]) => ({
            name,
            cells: [ms, isFigure(ms) ? (ms.median / parseInt(name, 10)).toFixed(3) : undefined],
          })),
        },
      ],
      figures: [{ what: `${most} files ÷ ${most / 2} files (2 is linear)`, ratio: ratio(whole, half) }],
      notes: ['In a fresh process with Nx loaded, as in a plugin worker.'],
    };
  },
};

/** @param {number} at */
function workflow(at) {
  const tasks = Object.fromEntries(
    Array.from({ length: TASKS }, (_, index) => [
      `step-${index}`,
      {
        id: index + 1,
        phase: index < TASKS / 2 ? 'first' : 'second',
        description: `Step ${index} of flow ${at}`,
        command: `echo ${index}`,
        ...(index > 0 ? { dependsOn: [`step-${index - 1}`] } : {}),
        inputs: [`{projectRoot}/src/${index}/**/*`],
        outputs: [`{projectRoot}/build/${index}`],
      },
    ]),
  );
  return { name: `flow-${at}`, phases: ['first', 'second'], tasks };
}
