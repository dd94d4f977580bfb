// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installRelease, linkModules } from './lib/installed.mjs';
import { DRIVERS } from './lib/places.mjs';
import { runNode } from './lib/process.mjs';
import { isFigure, ratio } from './lib/stats.mjs';

const TASKS = 8;

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about:
    'From workflow files to targets: the time that the plugin adds to the making of the project graph, and what version 0.1.0 added.',
  async run(bench) {
    const sizes = bench.quick ? [2, 4] : [125, 250, 500];
    const most = Math.max(...sizes);
    const now = writeFiles(bench.scratch.folder('inference'), await bench.installed(), most);
    const before = writeFiles(bench.scratch.folder('inference-before'), await installRelease(bench.scratch), most);
    /** @type {Map<string, { projects: number, targets: number }>} */
    const found = new Map();
    const measured = [
      ...sizes.map((size) => ({ name: `${size} files`, folder: now, size })),
      { name: `${most} files, 0.1.0`, folder: before, size: most },
    ];
    const results = await bench.sideBySide(
      measured.map(({ name, folder, size }) => ({
        name,
        run: async () => {
          const { stdout } = await runNode([join(DRIVERS, 'infer.cjs'), String(size)], {
            cwd: folder,
            env: { NX_WORKFLOW_CACHE_DIR: join(folder, '.state') },
          });
          const { ms, projects, targets } = JSON.parse(stdout);
          found.set(name, { projects, targets });
          return ms;
        },
        check: () => {
          const { projects = 0, targets = 0 } = found.get(name) ?? {};
          const isRight = projects === size && targets >= size * TASKS;
          return isRight ? undefined : { word: 'wrong', why: `${projects} projects, ${targets} targets` };
        },
      })),
      { runs: bench.runs * 2, warmups: 1 },
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
      figures: [
        { what: `${most} files ÷ ${most / 2} files (2 is linear)`, ratio: ratio(whole, half) },
        {
          id: 'inference.same',
          what: `${most} files: now ÷ 0.1.0`,
          ratio: ratio(whole, results.get(`${most} files, 0.1.0`)),
        },
      ],
      notes: ['In a fresh process with Nx loaded, as in a plugin worker.'],
    };
  },
};

/** A workspace with `count` workflow files. @param {string} folder @param {string} installed @param {number} count */
function writeFiles(folder, installed, count) {
  linkModules(installed, folder);
  writeFileSync(join(folder, 'package.json'), '{ "name": "flows", "version": "0.0.0", "private": true }');
  for (let at = 0; at < count; at++) {
    const place = join(folder, 'flows', `f${String(at).padStart(4, '0')}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'nx-workflow.json'), JSON.stringify(workflow(at), null, 2));
  }
  return folder;
}

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
