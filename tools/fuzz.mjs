// Coverage-guided fuzzing of everything that reads untrusted data: inputs that reach new code are mutated further. An
// input that makes a reader throw, or break an invariant, ends it with exit code 1. Deterministic for a seed.
import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Coverage } from './fuzz/coverage.mjs';
import { mutator } from './fuzz/mutate.mjs';
import { targets } from './fuzz/targets.mjs';

const USAGE = `Usage: npm run fuzz -- [--inputs N] [--seed N] [--target NAME]
  --inputs   inputs for each target (default 20000)
  --seed     where the row of inputs begins (default 1)
  --target   one of: ${Object.keys(targets).join(', ')} (default: all)`;

/** Inputs per coverage measurement. */
const ROUND = 50;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const names = values.target === undefined ? Object.keys(targets) : [values.target];
const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
const isWrong = !(inputs > 0) || !Number.isInteger(seed) || names.some((name) => !(name in targets));
if (values.help || isWrong) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

const dist = realpathSync(fileURLToPath(new URL('../dist/', import.meta.url))) + sep;
const coverage = await Coverage.start(dist);
let total = 0;
for (const name of names) {
  const { seeds, words, check } = targets[name];
  const corpus = seeds.map((text) => Buffer.from(text));
  const mutate = mutator(seed, words);
  /** @param {Buffer} input */
  const attempt = (input) => {
    try {
      check(input);
    } catch (error) {
      console.error(`${name}: an input of ${input.length} bytes fails, with the seed ${seed}:`);
      console.error(error instanceof Error ? error.stack : error);
      console.error(`in base64: ${input.toString('base64')}`);
      process.exit(1);
    }
  };
  corpus.forEach(attempt);
  coverage.addsNew();
  const began = corpus.length;
  let slowest = 0;
  for (let done = 0; done < inputs;) {
    const round = Array.from({ length: Math.min(ROUND, inputs - done) }, () => mutate(corpus));
    for (const input of round) {
      const start = process.hrtime.bigint();
      attempt(input);
      slowest = Math.max(slowest, Number(process.hrtime.bigint() - start) / 1e6);
    }
    done += round.length;
    // Finding the input needs another run of each; after the first rounds that is rare.
    if (coverage.addsNew()) corpus.push(...coverage.those(round, attempt));
  }
  total += inputs;
  const found = `${corpus.length - began} of them kept for reaching new code`;
  console.log(`${name}: ${inputs} inputs, ${found}, the slowest ${slowest.toFixed(0)} ms`);
}
console.log(`fuzz: ${total} inputs, none failed`);
