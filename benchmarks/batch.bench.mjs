// @ts-check
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { NxWorkspace } from './lib/nx.mjs';
import { WORKLOAD } from './lib/places.mjs';
import { Reference } from './lib/reference.mjs';
import { setAside } from './lib/set-aside.mjs';
import { ratio } from './lib/stats.mjs';
import { Workload } from './lib/workload.mjs';

const MODES = /** @type {const} */ (['forked', 'batch']);

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about: 'Codegen targets of many projects in one `nx run-many`, everything due: a process for each, or one batch.',
  async run(bench) {
    const projects = bench.quick ? 2 : 100;
    const sizes = bench.quick ? [1, 2] : [1, 2, 10, 30, 100];
    const workload = new Workload(projects);
    const reference = new Reference(workload);
    // The first spec, which is among those of every size.
    const first = new Workload(1);
    const changing = { first, reference: new Reference(first), change: 0 };
    const workspace = await NxWorkspace.create(bench, 'batch', { files: filesOf(workload), plugins: [] });
    const rows = [];
    const figures = [];
    for (const daemon of [false, true]) {
      const withDaemon = daemon ? 'daemon on' : 'daemon off';
      for (const size of sizes) {
        const results = await bench.sideBySide(
          MODES.map((mode) => ({
            name: mode,
            before: (round) => makeDue(workspace, workload, `${daemon} ${size} ${mode} ${round}`),
            run: async () => (await runMany(workspace, workload, size, mode, daemon)).ms,
            check: () => check(workspace, reference, size),
          })),
          { runs: bench.atMost(2), warmups: size > 2 ? 0 : 1 },
        );
        const changed = await bench.sideBySide(
          MODES.map((mode) => ({
            name: mode,
            before: () => changeFirst(workspace, changing),
            run: async () => (await runMany(workspace, workload, size, mode, daemon)).ms,
            check: () => checkFile(workspace, ...firstFile(changing)),
          })),
          { runs: bench.atMost(3) },
        );
        const [forked, batch] = MODES.map((mode) => results.get(mode));
        rows.push({
          name: `${size} ${size === 1 ? 'project' : 'projects'}, ${withDaemon}`,
          cells: [forked, batch, ...MODES.map((mode) => changed.get(mode))],
        });
        figures.push({
          id: `batch.${size}.${daemon ? 'daemon' : 'no-daemon'}`,
          what: `forked ÷ batch, ${size} projects, ${withDaemon}`,
          ratio: ratio(forked, batch),
        });
      }
    }
    const columns = ['cold', 'one changed'].flatMap((state) => MODES.map((mode) => `${state}, ${mode}`));
    const tables = [{ title: 'One spec a project', unit: 'ms', columns, rows }];
    return { tables, figures };
  },
};

/** @param {Workload} workload */
function filesOf(workload) {
  /** @type {Record<string, string | object>} */
  const files = { 'round.txt': '0' };
  for (const folder of ['templates', 'partials']) {
    for (const name of readdirSync(join(WORKLOAD, folder))) files[`shared/${folder}/${name}`] = read(folder, name);
  }
  files['shared/helpers.cjs'] = read('helpers.cjs');
  for (const spec of workload.specs) {
    const options = {
      patterns: ['{projectRoot}/specs/*.json'],
      templates: ['shared/templates/*.hbs'],
      partials: ['shared/partials/*.hbs'],
      helpers: 'shared/helpers.cjs',
      emit: [{ template: 'module', to: '{{name}}.ts' }],
      outputDir: '{projectRoot}/out',
    };
    const codegen = {
      executor: 'nx-workflow:codegen',
      cache: true,
      inputs: [
        '{projectRoot}/specs/**/*',
        '{workspaceRoot}/shared/**/*',
        '{workspaceRoot}/round.txt',
        { externalDependencies: ['nx-workflow'] },
      ],
      outputs: ['{projectRoot}/out'],
      options,
    };
    files[`libs/${spec.name}/project.json`] = { name: spec.name, targets: { codegen } };
    files[`libs/${spec.name}/specs/${spec.name}.json`] = spec;
  }
  return files;
}

/** @param {string[]} path */
function read(...path) {
  return readFileSync(join(WORKLOAD, ...path), 'utf8');
}

/**
 * Resets to a cold state: no outputs, no state folder, and an input that no cached run had.
 *
 * @param {NxWorkspace} workspace @param {Workload} workload @param {string} round
 */
async function makeDue(workspace, workload, round) {
  const { folder } = workspace;
  for (const { name } of workload.specs) setAside(join(folder, 'libs', name, 'out'), folder);
  setAside(join(folder, '.state'), folder);
  workspace.write('round.txt', round);
  for (const spec of workload.specs.slice(0, 1)) workspace.write(`libs/${spec.name}/specs/${spec.name}.json`, spec);
  // The daemon notices changes with a delay.
  await new Promise((resolve) => setTimeout(resolve, 300));
}

/** @param {NxWorkspace} workspace @param {Workload} workload @param {number} size @param {typeof MODES[number]} mode @param {boolean} daemon */
function runMany(workspace, workload, size, mode, daemon) {
  const names = workload.specs.slice(0, size).map(({ name }) => name);
  const flag = mode === 'batch' ? '--batch' : '--no-batch';
  return workspace.nx(['run-many', '-t', 'codegen', '-p', names.join(','), flag], { daemon });
}

/** @typedef {{ first: Workload, reference: Reference, change: number }} Changing `change`: number of the last change */

/** Changes the spec of the first project as never before. @param {NxWorkspace} workspace @param {Changing} changing */
async function changeFirst(workspace, changing) {
  changing.change += 1;
  const spec = changing.first.changed(changing.change);
  workspace.write(`libs/${spec.name}/specs/${spec.name}.json`, spec);
  // The daemon notices changes with a delay.
  await new Promise((resolve) => setTimeout(resolve, 300));
}

/** @param {Changing} changing @returns {[file: string, text: string]} */
function firstFile({ reference, change }) {
  const [[file, text] = ['', '']] = reference.files(change);
  return [file, text];
}

/** @param {NxWorkspace} workspace @param {Reference} reference @param {number} size @returns {import('./lib/stats.mjs').Word | undefined} */
function check(workspace, reference, size) {
  for (const [file, text] of [...reference.files()].slice(0, size)) {
    const wrong = checkFile(workspace, file, text);
    if (wrong) return wrong;
  }
  return undefined;
}

/** @param {NxWorkspace} workspace @param {string} file @param {string} text @returns {import('./lib/stats.mjs').Word | undefined} */
function checkFile(workspace, file, text) {
  const path = join(workspace.folder, 'libs', file.replace(/\.ts$/, ''), 'out', file);
  return readFileSync(path, 'utf8') === text ? undefined : { word: 'wrong', why: file };
}
