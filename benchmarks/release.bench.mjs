// @ts-check
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installRelease } from './lib/installed.mjs';
import { OurTarget, optionsOf } from './lib/ours.mjs';
import { ratio } from './lib/stats.mjs';
import { Workload } from './lib/workload.mjs';

const PLAIN = '# {{name}}\n{{#if rare}}{{> rare}}{{/if}}{{#each parameters}}\n- {{name}}: {{default}}\n{{/each}}\n';
/** The options without modules of the workload. */
const WITHOUT_MODULE = {
  templates: ['{projectRoot}/templates/plain.hbs'],
  partials: ['{projectRoot}/partials/rare.hbs'],
  emit: [{ template: 'plain', to: '{{name}}.md' }],
};
/** One of this many specs uses the partial. */
const RARE = 50;
/** A compiler for one file: copies its lines, and those of the header that it includes. */
const COMPILER = `const { readFileSync, writeFileSync } = require('node:fs');
const [input, output, depfile] = process.argv.slice(2);
const text = readFileSync(input, 'utf8');
const header = 'include/' + (text.includes('rare') ? 'rare' : 'common') + '.inc';
writeFileSync(output, readFileSync(header, 'utf8') + text);
writeFileSync(depfile, output + ': ' + input + ' ' + header + '\\n');
`;
const BY_COMMAND = {
  compile: [
    {
      compiler: 'command',
      include: ['**/*.md'],
      command: ['node', 'compile.cjs', '{input}', '{output}', '{depfile}'],
      extension: '.o',
      depfile: true,
    },
  ],
};

/** @typedef {'without a module' | 'with helpers' | 'with helpers, .js and .d.ts' | 'by a command'} Kind */
/** @type {readonly Kind[]} */
const KINDS = ['without a module', 'with helpers', 'with helpers, .js and .d.ts'];

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about:
    'This commit beside version 0.1.0: nothing and one changed; a spec added or removed, a partial, a template or a header edited.',
  async run(bench) {
    const installed = { now: await bench.installed(), before: await installRelease(bench.scratch) };
    const tables = [];
    const figures = [];
    for (const size of bench.quick ? [3] : bench.full ? [100, 1000, 5000] : [100, 1000]) {
      const { rows, ratios } = await states(bench, installed, size);
      tables.push({ title: `N = ${size}`, unit: 'ms', columns: ['now', '0.1.0'], rows });
      figures.push(...ratios);
    }
    const { rows, ratios } = await edits(bench, installed, bench.quick ? 3 : 1000);
    tables.push({ title: 'Edits', unit: 'ms', columns: ['now', '0.1.0'], rows });
    figures.push(...ratios);
    const compiled = await headers(bench, installed, bench.quick ? 3 : 500);
    tables.push({ title: 'Edits, compiled by a command', unit: 'ms', columns: ['now', '0.1.0'], rows: compiled.rows });
    figures.push(compiled.figure);
    return { tables, figures };
  },
};

/** @typedef {{ now: string, before: string }} Installed */

/** @param {import('./lib/bench.mjs').Bench} bench @param {Installed} installed @param {number} size */
async function states(bench, installed, size) {
  const places = KINDS.flatMap((kind) => [
    { kind, name: kind, place: new Place(bench, installed.now, size, kind) },
    { kind, name: `${kind}, before`, place: new Place(bench, installed.before, size, kind) },
  ]);
  for (const { place } of places) for (let run = 0; run < 2; run++) await place.target.run();
  const runs = size >= 5000 ? bench.atMost(5) : bench.runs * 2;
  const nothing = await bench.sideBySide(
    places.map(({ name, place }) => ({ name, run: () => place.target.run(), check: () => place.check() })),
    { runs, warmups: 1 },
  );
  const one = await bench.sideBySide(
    places.map(({ name, place }) => ({
      name,
      before: (round) => place.workload.change(place.target.folder, round),
      run: () => place.target.run(),
      check: (round) => place.check(round),
    })),
    { runs, warmups: 1 },
  );
  for (const { place } of places) place.end();
  const measured = [
    { what: 'nothing changed', results: nothing },
    { what: 'one changed', results: one },
  ].flatMap(({ what, results }) =>
    KINDS.map((kind) => ({ what, kind, now: results.get(kind), before: results.get(`${kind}, before`) })),
  );
  return {
    rows: measured.map(({ what, kind, now, before }) => ({ name: `${what}, ${kind}`, cells: [now, before] })),
    ratios: measured.map(({ what, kind, now, before }) => ({
      id: `release.${what === 'one changed' && kind !== 'without a module' ? 'one-with-code' : 'same'}`,
      what: `now ÷ 0.1.0, N = ${size}, ${what}, ${kind}`,
      ratio: ratio(now, before),
    })),
  };
}

/** @param {import('./lib/bench.mjs').Bench} bench @param {Installed} installed @param {number} size */
async function edits(bench, installed, size) {
  const rare = Math.ceil(size / RARE);
  /** @type {readonly { name: string, against?: string, prepare?: (place: Place, round: number) => Promise<unknown>, edit: (place: Place, round: number) => void }[]} */
  const kinds = [
    { name: 'one spec edited', edit: (place, round) => place.editSpecs(1, round) },
    { name: 'a spec added', against: 'one spec edited', edit: (place, round) => place.add(round) },
    {
      name: 'a spec removed',
      against: 'one spec edited',
      prepare: (place, round) => (place.add(round), place.target.run()),
      edit: (place, round) => place.remove(round),
    },
    { name: `${rare} specs edited`, edit: (place, round) => place.editSpecs(rare, round) },
    {
      name: `a partial of ${rare} files edited`,
      against: `${rare} specs edited`,
      edit: (place, round) => place.write('partials/rare.hbs', `rare ${round}\n`),
    },
    { name: `${size} specs edited`, edit: (place, round) => place.editSpecs(size, round) },
    {
      name: `a template of ${size} files edited`,
      against: `${size} specs edited`,
      edit: (place, round) => place.write('templates/plain.hbs', `${PLAIN}${round}\n`),
    },
  ];
  /** @param {'now' | 'before'} which */
  const placesOf = (which) =>
    kinds.map((kind) => ({ kind, which, place: new Place(bench, installed[which], size, 'without a module') }));
  const places = [...placesOf('now'), ...placesOf('before')];
  for (const { place } of places) for (let run = 0; run < 2; run++) await place.target.run();
  const results = await bench.sideBySide(
    places.map(({ kind, which, place }) => ({
      name: `${kind.name} ${which}`,
      before: async (round) => {
        await kind.prepare?.(place, round);
        kind.edit(place, round);
      },
      run: () => place.target.run(),
      check: () => place.check(),
    })),
    { runs: bench.runs, warmups: 1 },
  );
  for (const { place } of places) place.end();
  /** @param {string} name */
  const now = (name) => results.get(`${name} now`);
  return {
    rows: kinds.map(({ name }) => ({ name, cells: [now(name), results.get(`${name} before`)] })),
    ratios: kinds.flatMap(({ name, against }) =>
      against === undefined
        ? []
        : [{ id: 'release.edit', what: `${name} ÷ ${against}, N = ${size}`, ratio: ratio(now(name), now(against)) }],
    ),
  };
}

/** @param {import('./lib/bench.mjs').Bench} bench @param {Installed} installed @param {number} size */
async function headers(bench, installed, size) {
  const rare = Math.ceil(size / RARE);
  /** @type {Record<string, (place: Place, round: number) => void>} */
  const kinds = {
    [`${rare} specs edited`]: (place, round) => place.editSpecs(rare * RARE, round, RARE),
    [`a header of ${rare} files edited`]: (place, round) => place.write('include/rare.inc', `rare ${round}\n`),
  };
  const places = Object.entries(kinds).flatMap(([name, edit]) =>
    /** @type {const} */ (['now', 'before']).map((which) => ({
      name: `${name} ${which}`,
      edit,
      place: new Place(bench, installed[which], size, 'by a command'),
    })),
  );
  for (const { place } of places) for (let run = 0; run < 2; run++) await place.target.run();
  const results = await bench.sideBySide(
    places.map(({ name, edit, place }) => ({
      name,
      before: (round) => edit(place, round),
      run: () => place.target.run(),
      check: () => place.check(),
    })),
    { runs: bench.runs, warmups: 1 },
  );
  for (const { place } of places) place.end();
  const [specs = '', header = ''] = Object.keys(kinds);
  return {
    rows: [specs, header].map((name) => ({ name, cells: [results.get(`${name} now`), results.get(`${name} before`)] })),
    figure: {
      id: 'release.edit',
      what: `${header} ÷ ${specs}, N = ${size}`,
      ratio: ratio(results.get(`${header} now`), results.get(`${specs} now`)),
    },
  };
}

/** One target with its own workload. */
class Place {
  /** @param {import('./lib/bench.mjs').Bench} bench @param {string} installed @param {number} size @param {Kind} kind */
  constructor(bench, installed, size, kind) {
    const hasCode = kind === 'with helpers' || kind === 'with helpers, .js and .d.ts';
    this.bench = bench;
    this.workload = new Workload(size);
    this.extension = hasCode ? '.ts' : '.md';
    const folder = bench.scratch.folder(`release-${size}`);
    this.workload.write(folder);
    const { helpers, ...options } = optionsOf({ compiled: kind === 'with helpers, .js and .d.ts' });
    const more = kind === 'by a command' ? BY_COMMAND : {};
    const read = kind === 'by a command' ? ['{projectRoot}/compile.cjs', '{projectRoot}/include/*'] : [];
    this.target = new OurTarget(
      folder,
      installed,
      { ...options, ...(hasCode ? { helpers } : WITHOUT_MODULE), ...more },
      read,
    );
    if (hasCode) return;
    this.write('templates/plain.hbs', PLAIN);
    this.write('partials/rare.hbs', 'rare\n');
    mkdirSync(join(folder, 'include'), { recursive: true });
    for (const name of ['rare', 'common']) this.write(`include/${name}.inc`, `${name}\n`);
    this.write('compile.cjs', COMPILER);
    this.editSpecs(size, 0);
  }

  /** @param {string} path @param {string} text */
  write(path, text) {
    writeFileSync(join(this.target.folder, path), text);
  }

  /** @param {number} count @param {number} round @param {number} [step] the distance between edited specs */
  editSpecs(count, round, step = 1) {
    for (const [at, spec] of this.workload.specs.slice(0, count).entries()) {
      if (at % step !== 0) continue;
      this.write(
        `specs/${spec.name}.json`,
        JSON.stringify({
          ...spec,
          rare: at % RARE === 0,
          revision: round,
          parameters: [{ name: 'x', default: round }],
        }),
      );
    }
  }

  /** @param {number} round */
  add(round) {
    const [spec] = this.workload.specs;
    this.write(`specs/added-${round}.json`, JSON.stringify({ ...spec, name: `added-${round}` }));
  }

  /** The spec that {@link add} made. @param {number} round */
  remove(round) {
    rmSync(join(this.target.folder, `specs/added-${round}.json`));
  }

  /** Asserts that every spec has its file. @param {number} [round] the round whose change is expected */
  check(round) {
    for (const { name } of this.workload.specs) {
      if (!existsSync(join(this.target.out, name + this.extension)))
        return { word: 'wrong', why: `${name} is missing` };
    }
    if (round === undefined) return undefined;
    const { name } = this.workload.changed(round);
    const isNew = readFileSync(join(this.target.out, name + this.extension), 'utf8').includes(String(5000 + round));
    return isNew ? undefined : { word: 'stale', why: `${name} is as before` };
  }

  end() {
    this.bench.scratch.remove(this.target.folder);
    this.bench.scratch.remove(this.target.state);
  }
}
