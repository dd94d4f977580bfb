// @ts-check
// Changes one place of a source at a time and looks whether a test fails: one that survives is a place that no test
// looks at. The same seed chooses the same places.
import { parseArgs } from 'node:util';
import { mutantsOf } from './mutation/mutants.mjs';
import { runsBuilt, Scratch } from './mutation/scratch.mjs';

const USAGE = `Usage: npm run mutation -- FOLDER [--count N] [--seed N] [--file PART] [--all]
  FOLDER    of the sources to change: plugin, modules, state, …
  --count   how many places to change (default 50)
  --seed    which ones (default 1)
  --file    only in files with this in their path
  --all     for the engine: all tests of whole runs, not only the ten most like the file (minutes for each survivor)`;

/** A mutant that may never end counts as killed. */
const WORDS = { passed: 'SURVIVED', failed: 'killed  ', timeout: 'timeout ' };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    file: { type: 'string', default: '' },
    all: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const [folder] = positionals;
const [count, seed] = [Number(values.count), Number(values.seed)];
if (values.help || folder === undefined || !(count > 0) || !Number.isInteger(seed)) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

const scratch = new Scratch();
process.on('exit', () => scratch.dispose());
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => process.exit(130));

const all = scratch
  .sources(folder)
  .filter((file) => file.includes(values.file))
  .flatMap((file) => mutantsOf(scratch.read(file), file).map((mutant) => ({ file, ...mutant })));
const chosen = sample(all, count, seed).sort((a, b) =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : a.start - b.start,
);
/** @type {Map<string, readonly (readonly string[])[]>} */
const specs = new Map();
const limit = limitOf(folder);
const survivors = [];
for (const { file, start, end, text, line, what } of chosen) {
  const groups = specs.get(file) ?? scratch.specsOf(file, values.all);
  specs.set(file, groups);
  const original = scratch.read(file);
  scratch.write(file, original.slice(0, start) + text + original.slice(end));
  // What cannot even be built is noticed by the build.
  const isBuilt = !groups.flat().some(runsBuilt) || scratch.bundle();
  const result = isBuilt ? tested(groups) : 'failed';
  scratch.write(file, original);
  if (result === 'passed') survivors.push(file);
  console.log(`${WORDS[result]} ${file}:${line} ${what}`);
}
const killed = chosen.length - survivors.length;
console.log(
  `\n${folder}: ${killed} of ${chosen.length} killed (${((100 * killed) / chosen.length).toFixed(0)} %), seed ${seed}`,
);

/**
 * Milliseconds after which tests of a mutant count as endless. Runs all specs of the folder: one that fails anyway would
 * count every mutant as killed.
 *
 * @param {string} folder
 */
function limitOf(folder) {
  scratch.bundle();
  const { result, ms } = scratch.test(scratch.allSpecs(folder));
  if (result === 'passed') return Math.ceil(60_000 + 2 * ms);
  console.error(`without any mutant, a spec in ${folder} fails`);
  process.exit(1);
}

/** @param {readonly (readonly string[])[]} groups */
function tested(groups) {
  for (const group of groups) {
    const { result } = scratch.test(group, limit);
    if (result !== 'passed') return result;
  }
  return 'passed';
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {number} size
 * @param {number} from
 * @returns {T[]}
 */
function sample(items, size, from) {
  let state = from >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, size)
    .map(({ item }) => item);
}
