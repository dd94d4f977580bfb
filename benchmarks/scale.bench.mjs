// @ts-check
import { placeOurs } from './lib/placed.mjs';
import { spread } from './lib/stats.mjs';

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about: 'Time and peak memory against the number of specs, with three templates and compiled TypeScript.',
  async run(bench) {
    const sizes = bench.quick ? [3, 10] : [1000, 5000, 20000];
    const rows = [];
    /** @type {import('./lib/plot.mjs').ScalePoint[]} */
    const data = [];
    const notes = [];
    for (const size of sizes) {
      const runs = bench.quick || size > 5000 ? 1 : bench.atMost(2);
      const { cells, point, word } = await measure(bench, size, runs);
      rows.push({ name: `N = ${size}`, cells: word ? cells.map(() => word) : cells });
      if (word) notes.push(`N = ${size}: ${word.word}, ${word.why}`);
      else data.push(point);
    }
    const [first, last] = [data[0], data.at(-1)];
    const growth = (/** @type {keyof import('./lib/plot.mjs').ScalePoint} */ key) => {
      const value = first && last ? last[key] / first[key] : NaN;
      return { value, low: value, high: value };
    };
    return {
      tables: [
        {
          title: 'Whole process',
          unit: 'ms and MiB',
          columns: [
            'cold',
            'nothing changed',
            'one changed',
            'peak memory, cold',
            'peak memory, nothing changed',
            'text written',
          ],
          rows,
        },
      ],
      figures: [
        { what: `N = ${last?.specs} ÷ N = ${first?.specs}: specs`, ratio: growth('specs') },
        { what: 'the same: time, cold', ratio: growth('coldMs') },
        { what: 'the same: time, nothing changed', ratio: growth('nothingMs') },
        { what: 'the same: time, one changed', ratio: growth('oneMs') },
        { what: 'the same: peak memory, cold', ratio: growth('coldMiB') },
        { what: 'the same: text written', ratio: growth('textMiB') },
        {
          id: `scale.memory.${last?.specs}`,
          what: `peak memory, N = ${last?.specs}, cold`,
          unit: ' MiB',
          ratio: last && { value: last.coldMiB, low: last.coldMiB, high: last.coldMiB },
        },
      ],
      notes,
      data,
    };
  },
};

/** @param {import('./lib/bench.mjs').Bench} bench @param {number} size @param {number} runs */
async function measure(bench, size, runs) {
  const ours = await placeOurs(bench, size, { templates: ['module', 'header', 'document'], compiled: true });
  const { target, workload, reference } = ours;
  /** @type {Record<'cold' | 'nothing' | 'one' | 'coldMemory' | 'nothingMemory', number[]>} */
  const samples = { cold: [], nothing: [], one: [], coldMemory: [], nothingMemory: [] };
  let word;
  for (let round = 0; round < runs && !word; round++) {
    target.clear();
    const cold = await target.runForMemory();
    const nothing = await target.runForMemory();
    workload.change(target.folder, round);
    const one = await target.runForMemory();
    samples.cold.push(cold.ms);
    samples.coldMemory.push(cold.mib);
    samples.nothing.push(nothing.ms);
    samples.nothingMemory.push(nothing.mib);
    samples.one.push(one.ms);
    word = ours.check(round);
  }
  ours.remove();
  const of = (/** @type {keyof typeof samples} */ key) => spread(samples[key]);
  let bytes = 0;
  for (const text of reference.files().values()) bytes += text.length;
  const point = {
    specs: size,
    coldMs: of('cold').median,
    nothingMs: of('nothing').median,
    oneMs: of('one').median,
    coldMiB: of('coldMemory').median,
    nothingMiB: of('nothingMemory').median,
    textMiB: bytes / 2 ** 20,
  };
  const text = spread([point.textMiB]);
  const cells = [of('cold'), of('nothing'), of('one'), of('coldMemory'), of('nothingMemory'), text];
  return { cells, point, word };
}
