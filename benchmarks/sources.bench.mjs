// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { peer } from './lib/generators.mjs';
import { GRAPHQL } from './lib/graphql-schema.mjs';
import { linkModules } from './lib/installed.mjs';
import { placeLeast } from './lib/least.mjs';
import { OPENAPI } from './lib/openapi-document.mjs';
import { OurTarget } from './lib/ours.mjs';
import { PEERS } from './lib/places.mjs';
import { peerPath } from './lib/reference.mjs';
import { SourceDocument } from './lib/source-document.mjs';
import { ratio } from './lib/stats.mjs';

const OURS = 'nx-workflow';
const LEAST = 'the least';
const STATES = /** @type {const} */ (['cold', 'nothing', 'one', 'added', 'renamed']);
const HEADS = ['cold', 'nothing changed', 'one changed', 'one added', 'one renamed'];

/**
 * A kind of document, with our target and the peer that makes the same files.
 *
 * @typedef {object} Comparison
 * @property {string} id part of the ids of figures
 * @property {string} title
 * @property {import('./lib/source-document.mjs').DocumentKind} document
 * @property {Record<string, unknown>} options of our target
 * @property {import('./lib/generators.mjs').GeneratorKind & { package: string }} peer
 */

/** @type {readonly Comparison[]} */
const COMPARISONS = [
  {
    id: 'openapi',
    title: 'models of an OpenAPI document',
    document: OPENAPI,
    options: {
      items: '/components/schemas',
      helpers: '{projectRoot}/helpers.cjs',
      emit: [
        { template: 'model', to: 'models/{{@key}}.ts' },
        { template: 'index', to: 'index.ts', each: 'source' },
      ],
    },
    peer: {
      package: 'openapi-typescript-codegen',
      ...peer('openapi-typescript-codegen', [join(PEERS, 'openapi-run.cjs')]),
    },
  },
  {
    id: 'graphql',
    title: 'types of a GraphQL schema',
    document: GRAPHQL,
    options: {
      load: '{projectRoot}/load.cjs',
      emit: [
        { template: 'enum', to: '{{@key}}.ts', when: 'values' },
        { template: 'object', to: '{{@key}}.ts', when: 'fields' },
        { template: 'index', to: 'index.ts', each: 'source' },
      ],
    },
    peer: {
      package: '@graphql-codegen/cli',
      ...peer('graphql-codegen, own preset', [
        join(peerPath('@graphql-codegen/cli'), 'cjs', 'bin.js'),
        '--config',
        join(PEERS, 'graphql.config.cjs'),
      ]),
    },
  },
];

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about:
    'Many files from one document of 1000 models: cold, nothing changed, one changed, added, renamed; beside the generators for such documents.',
  async run(bench) {
    // The smoke test also runs where peers cannot be installed.
    if (!bench.quick) await bench.peers();
    const tables = [];
    const figures = [];
    for (const comparison of COMPARISONS) {
      const document = new SourceDocument(comparison.document, bench.quick ? 10 : 1000);
      const results = await measure(bench, comparison, document);
      tables.push(tableOf(comparison, document, results));
      figures.push(...figuresOf(comparison, results));
    }
    const notes = [
      'The files of ours and of a peer are equal byte for byte, in every state. A model that is renamed is referred to by six others, whose files change, too.',
      'The least: with nothing changed, `node -e 0`; with one changed, reading, hashing and parsing the document, and nothing else; cold, rendering and writing all files as well, by a script with Handlebars. The ratio of a peer to the least says how far ours can go. Faster than the least is only what does not parse the whole document, or, cold, renders in several threads.',
    ];
    return { tables, figures, notes };
  },
};

/**
 * @typedef {typeof STATES[number]} State
 * @typedef {Map<string, Partial<Record<State, import('./lib/stats.mjs').Measured>>>} Results
 *
 * @typedef {object} Placed
 * @property {string} name
 * @property {string} folder
 * @property {() => void} clear
 * @property {(state: State) => Promise<number>} run
 * @property {readonly State[]} [takes] the states that it takes part in; by default all
 * @property {readonly State[]} [makes] the states in which it makes files; by default all
 */

/** @param {import('./lib/bench.mjs').Bench} bench @param {Comparison} comparison @param {SourceDocument} document @returns {Promise<Results>} */
async function measure(bench, comparison, document) {
  const placed = await placeAll(bench, comparison, document);
  /** @type {Results} */
  const results = new Map(placed.map(({ name }) => [name, {}]));
  for (const state of STATES) {
    const here = placed.filter(({ takes = STATES }) => takes.includes(state));
    // The first run after a cold one may have to hash files that are as recent as its index.
    if (state !== 'cold') for (const one of here) await startFrom(document, one, bench.quick ? 0 : 2);
    const measured = await bench.sideBySide(
      here.map((one) => contestant(document, one, state)),
      { runs: bench.atMost(5) },
    );
    for (const [name, figure] of measured) Object.assign(results.get(name) ?? {}, { [state]: figure });
  }
  for (const { folder } of placed) bench.scratch.remove(folder);
  return results;
}

/** @param {SourceDocument} document @param {Placed} placed @param {State} state @returns {import('./lib/side-by-side.mjs').Contestant} */
function contestant(document, { name, folder, clear, run, makes = STATES }, state) {
  return {
    name,
    before: (round) => {
      if (state === 'cold') clear();
      else if (state !== 'nothing') document.edit(folder, editOf(state, round));
    },
    run: () => run(state),
    check: (round) => (makes.includes(state) ? document.check(join(folder, 'out'), editOf(state, round)) : undefined),
  };
}

/** @param {State} state @param {number} round @returns {import('./lib/members.mjs').Edit | undefined} */
function editOf(state, round) {
  if (state === 'cold' || state === 'nothing') return undefined;
  return { kind: state === 'one' ? 'changed' : state, round };
}

/** Generates everything from the initial document, until the index is complete. @param {SourceDocument} document @param {Placed} placed @param {number} runs */
async function startFrom(document, { folder, run }, runs) {
  document.edit(folder);
  for (let count = 0; count < runs; count++) await run('nothing');
}

/** Our target, the peer if it is installed, and the minimal work, each in a folder of its own. @param {import('./lib/bench.mjs').Bench} bench @param {Comparison} comparison @param {SourceDocument} document @returns {Promise<Placed[]>} */
async function placeAll(bench, { id, options, peer }, document) {
  const installed = await bench.installed();
  const folderFor = (/** @type {string} */ name, /** @type {string | undefined} */ modules) => {
    const folder = bench.scratch.folder(`${name}-${id}`);
    document.write(folder);
    if (modules !== undefined) linkModules(modules, folder);
    return folder;
  };
  const ours = new OurTarget(folderFor(OURS, undefined), installed, {
    ...options,
    patterns: [`{projectRoot}/${document.kind.file}`],
    templates: ['{projectRoot}/templates/*.hbs'],
    outputDir: '{projectRoot}/out',
  });
  const placed = [
    { name: OURS, folder: ours.folder, clear: () => ours.clear(), run: () => ours.run() },
    placeLeast(LEAST, folderFor(LEAST, installed)),
  ];
  if (!existsSync(peerPath(peer.package))) return placed;
  const generator = peer.place(folderFor(peer.name, PEERS), installed);
  return [...placed, { ...generator, name: peer.name, run: () => generator.run('cold', '') }];
}

/** @param {Comparison} comparison @param {SourceDocument} document @param {Results} results @returns {import('./lib/bench.mjs').Table} */
function tableOf({ title }, document, results) {
  const megabytes = (Buffer.byteLength(document.text) / 1e6).toFixed(1);
  const rows = [...results].map(([name, states]) => ({ name, cells: STATES.map((state) => states[state]) }));
  return { title: `${document.count} ${title}, ${megabytes} MB`, unit: 'ms', columns: HEADS, rows };
}

/** @param {Comparison} comparison @param {Results} results @returns {import('./lib/bench.mjs').Figure[]} */
function figuresOf({ id, peer }, results) {
  const of = (/** @type {string} */ name, /** @type {State} */ state) => results.get(name)?.[state];
  return STATES.flatMap((state, at) => {
    const ours = ratio(of(peer.name, state), of(OURS, state));
    const least = ratio(of(peer.name, state), of(LEAST, state));
    return [
      { id: `sources.${id}.${state}`, what: `${peer.name} ÷ ${OURS}, one document, ${HEADS[at]}`, ratio: ours },
      ...(least ? [{ what: `${peer.name} ÷ ${LEAST}, one document, ${HEADS[at]}`, ratio: least }] : []),
    ];
  });
}
