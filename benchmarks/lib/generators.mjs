// @ts-check
import { join } from 'node:path';
import { OurTarget, optionsOf } from './ours.mjs';
import { PEERS } from './places.mjs';
import { runNode } from './process.mjs';
import { peerPath } from './reference.mjs';
import { setAside } from './set-aside.mjs';

/**
 * The code generators, ours and others, each in a folder of its own with the workload: one file `out/NAME.ts` for each
 * `specs/NAME.json`.
 *
 * @typedef {'cold' | 'nothing' | 'one'} State
 *
 * @typedef {object} Generator
 * @property {string} folder
 * @property {() => void} clear resets to the state before its first run
 * @property {(state: State, changing: string) => Promise<number>} run returns milliseconds of the whole process;
 *   `changing`: name of the spec that is changed
 * @property {boolean} compiled true if it also makes JavaScript and declarations
 *
 * @typedef {object} GeneratorKind
 * @property {string} name
 * @property {'ours' | 'peer' | 'script'} side `script` is not an installable tool, but the minimal script that a team would write
 * @property {boolean} compiled
 * @property {(folder: string, installed: string) => Generator} place
 */

export const LEAST = 'the least';

/** @type {readonly GeneratorKind[]} */
export const GENERATORS = [
  ours('nx-workflow', false),
  ours('nx-workflow, with .js and .d.ts', true),
  peer('graphql-codegen, own preset', [
    join(peerPath('@graphql-codegen/cli'), 'cjs', 'bin.js'),
    '--config',
    join(PEERS, 'codegen.config.cjs'),
  ]),
  peer('hygen, one process', [join(PEERS, 'hygen-run.cjs')]),
  plop('plop, force', 'force'),
  plop('plop, skipIfExists', 'skip'),
  { ...peer('a script with Handlebars', [join(PEERS, 'handlebars-run.cjs')]), side: 'script' },
  least(),
];

/** @param {string} name @param {boolean} compiled @returns {GeneratorKind} */
function ours(name, compiled) {
  return {
    name,
    side: 'ours',
    compiled,
    place: (folder, installed) => {
      const target = new OurTarget(folder, installed, optionsOf({ compiled }));
      return { folder, compiled, clear: () => target.clear(), run: () => target.run() };
    },
  };
}

/** The least of each state; see `least-run.cjs`. With nothing changed, only Node starts. @returns {GeneratorKind} */
function least() {
  const args = (/** @type {State} */ state) => (state === 'nothing' ? ['-e', '0'] : [join(PEERS, 'least-run.cjs')]);
  return {
    name: LEAST,
    side: 'script',
    compiled: false,
    place: (folder) => ({
      folder,
      compiled: false,
      clear: () => setAside(join(folder, 'out'), folder),
      run: async (state, changing) =>
        (await runNode(args(state), { cwd: folder, env: { BENCH_ONE: state === 'one' ? changing : '' } })).ms,
    }),
  };
}

/** @param {string} name @param {'force' | 'skip'} mode @returns {GeneratorKind} */
function plop(name, mode) {
  const args = [join(peerPath('plop'), 'bin', 'plop.js'), '--no-progress', '--plopfile', join(PEERS, 'plopfile.mjs')];
  return peer(name, [...args, 'modules'], { BENCH_PLOP: mode });
}

/** @param {string} name @param {readonly string[]} args @param {Record<string, string>} [env] @returns {GeneratorKind} */
export function peer(name, args, env = {}) {
  return {
    name,
    side: 'peer',
    compiled: false,
    place: (folder) => ({
      folder,
      compiled: false,
      clear: () => setAside(join(folder, 'out'), folder),
      run: async () => (await runNode(args, { cwd: folder, env: { ...env, BENCH_FOLDER: folder } })).ms,
    }),
  };
}
