// @ts-check
import { join } from 'node:path';
import { DRIVERS, REPOSITORY } from './places.mjs';
import { runNode } from './process.mjs';
import { setAside } from './set-aside.mjs';

/** The work without a generator around it, in one thread, as arguments for Node. */
const DRIVER = join(DRIVERS, 'document-alone.cjs');
const HANDLEBARS = join(REPOSITORY, 'node_modules', 'handlebars');
const LEAST = { cold: [DRIVER, 'all', HANDLEBARS], nothing: ['-e', '0'], one: [DRIVER, 'parse'] };

/** @typedef {keyof typeof LEAST} State */

/**
 * Over a folder that a document has been written to: with nothing changed, Node's own start; with one item changed,
 * reading, hashing and parsing; cold, rendering and writing as well.
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
