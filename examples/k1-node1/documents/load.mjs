// @ts-check
// Lists all pages and graph pictures of the library, each with its path and the data for its template.
import { posix } from 'node:path';
import { apiPage } from './api-page.mjs';
import { guidePages } from './guide-pages.mjs';
import { patternPages } from './pattern-pages.mjs';
import { specGraph } from './spec-graph.mjs';

/** @typedef {ReturnType<typeof readLibrary>} Library */

/**
 * @param {{ path: string, text: string }} source the index of all patterns
 * @param {{ read: (path: string) => string }} workspace
 */
export default function load(source, { read }) {
  const library = readLibrary(source, read);
  return [...patternPages(library), apiPage(library), ...guidePages(library)];
}

/** @param {{ path: string, text: string }} source @param {(path: string) => string} read */
function readLibrary({ path, text }, read) {
  const example = posix.join(path, '../../..');
  const json = (/** @type {string} */ file) => JSON.parse(read(posix.join(example, file)));
  /** @type {{ patterns: import('../tasks/lib/library.mjs').IndexedPattern[] }} */
  const { patterns } = JSON.parse(text);
  const families = [...new Set(patterns.map(({ spec }) => posix.dirname(spec)))];
  const tableFile = 'language/build/architecture-analysis/node-tables.json';
  /** @type {import('./guide-pages.mjs').NodeTables} */
  const tables = json(tableFile);
  // A category is also a file name.
  const odd = tables.types.find(({ category }) => !/^[a-z]+(-[a-z]+)*$/.test(category));
  if (odd) throw new Error(`${posix.join(example, tableFile)}: "${odd.name}" is of no category: "${odd.category}"`);
  const ofFamilies = (/** @type {string} */ file) =>
    families.map((family) => JSON.parse(read(posix.join(family, 'build', file))));
  /** @type {Record<string, any>} */
  const specs = Object.assign({}, ...ofFamilies('pattern-recognition/specs.json'));
  const lost = patterns.find(({ id }) => !Object.hasOwn(specs, id));
  if (lost) {
    const file = posix.join(posix.dirname(lost.spec), 'build/pattern-recognition/specs.json');
    throw new Error(`${file}: the pattern "${lost.id}" has no spec`);
  }
  /** @type {import('../tasks/pattern-pictures.mjs').PatternPictures[]} */
  const pictures = ofFamilies('pattern-pictures/pictures.json').flatMap((one) => one.pictures);
  return {
    patterns: patterns.map((one) => ({ ...one, spec: specs[one.id], graph: specGraph(specs[one.id]) })),
    pictures: new Map(pictures.map((one) => [one.id, one])),
    /** @type {{ group: string, passed: boolean }[]} */
    unitTests: ofFamilies('unit-test-suite/unit-results.json').flatMap((one) => one.tests),
    /** @type {{ passed: boolean }[]} */
    integrationTests: json('build/integration-testing/integration-results.json').tests,
    /** @type {import('../tasks/lib/library.mjs').ParameterFact[]} */
    parameters: json('language/parameters.json').parameters,
    openapi: json('build/api-layer/openapi.json'),
    tables,
  };
}
