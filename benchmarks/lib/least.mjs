// @ts-check
import { join } from 'node:path';
import { DRIVERS, REPOSITORY } from './places.mjs';
import { runNode } from './process.mjs';
import { setAside } from './set-aside.mjs';

/** The minimal work without a generator, in one thread, as arguments for Node. */
const DRIVER = join(DRIVERS, 'document-alone.cjs');
const HANDLEBARS = join(REPOSITORY, 'node_modules', 'handlebars');
const LEAST = { cold: [DRIVER, 'all', HANDLEBARS], nothing: ['-e', '0'], one: [DRIVER, 'parse'] };

/** @typedef {keyof typeof LEAST} State */

/**
 * The minimal work in a folder with a document: with nothing changed, Node's startup; with one item changed, reading,
 * hashing and parsing; cold, also rendering and writing.
 *
 * @param {string} name @param {string} folder
 */
export function placeLeast(name, folder) {
  return {
    name,
    folder,
    takes: /** @type {State[]} */ (Object.keys(LEAST)),
    makes: /** @type {State[]} */ (['cold']),
    clear: () => setAside(join(folder, 'out'), folder),
    run: async (/** @type {string} */ state) =>
      (await runNode(LEAST[/** @type {State} */ (state)], { cwd: folder })).ms,
  };
}
