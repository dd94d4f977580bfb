// @ts-check
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { REPOSITORY } from './places.mjs';

/** @typedef {(data: object, options?: { data: object }) => string} Template */

const load = createRequire(join(REPOSITORY, 'package.json'));

/**
 * The templates of a workload by name, compiled by Handlebars with the helpers of the workload, if it has any.
 *
 * @param {string} workload
 * @returns {Record<string, Template>}
 */
export function directTemplates(workload) {
  const engine = load('handlebars').create();
  const helpers = join(workload, 'helpers.cjs');
  if (existsSync(helpers)) engine.registerHelper(load(helpers));
  const templates = sourcesIn(join(workload, 'templates'));
  return Object.fromEntries(templates.map(([name, source]) => [name, engine.compile(source, { noEscape: true })]));
}

/** @param {string} folder @returns {[name: string, source: string][]} */
function sourcesIn(folder) {
  return readdirSync(folder).map((file) => [file.replace('.hbs', ''), readFileSync(join(folder, file), 'utf8')]);
}
