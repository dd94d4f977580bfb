// @ts-check
// K1 task 5: specs made to do harm are refused, each for the reason that was expected.
// Usage, from the workspace's root: node 05-security-hardening.mjs <root of the pattern language>
import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { specReader } from './lib/read-spec.mjs';
import { atLeast, atMost, compareText, finish, gate, openOutput, writeOutput } from './lib/result.mjs';

const task = 'security-hardening';
const projectRoot = process.argv[2] ?? 'examples/k1-node1/language';
const output = posix.join(projectRoot, 'build', task);
const SECURITY = posix.join(posix.dirname(projectRoot), 'security');
const HOSTILE = posix.join(SECURITY, 'hostile-specs');
const CONTROL = 'harmless.yaml';

/** @type {Record<string, { attack: string, code: string, pointer: string }>} what must happen to each file */
const expectations = JSON.parse(readFileSync(join(SECURITY, 'hostile-specs.json'), 'utf8'));
const read = specReader(projectRoot);
const files = readdirSync(HOSTILE).sort(compareText);

const matrix = files
  .filter((file) => file !== CONTROL)
  .map((file) => {
    const expected = expectations[file];
    const { outcome, refusals } = attempt(file);
    const met =
      expected && refusals.find(({ code, pointer }) => code === expected.code && pointer === expected.pointer);
    const actual = met ?? refusals[0];
    return {
      file,
      attack: expected?.attack ?? null,
      outcome,
      expected: expected ? { code: expected.code, pointer: expected.pointer } : null,
      actual: actual ? { code: actual.code, pointer: actual.pointer, message: actual.message } : null,
      passed: met !== undefined,
    };
  });
const control = attempt(CONTROL).outcome;
const missing = Object.keys(expectations).filter((file) => !files.includes(file));
const count = (/** @type {string} */ outcome) => matrix.filter((one) => one.outcome === outcome).length;
const unexpected = matrix.filter((one) => one.outcome === 'refused' && !one.passed);

openOutput(output);
writeOutput(output, 'rejection-matrix.json', { control, specs: matrix });
for (const { file, outcome, expected, actual } of matrix.filter((one) => !one.passed)) {
  const wanted = expected ? `${expected.code} at ${expected.pointer || '/'}` : 'an entry in hostile-specs.json';
  const found = actual ? `${actual.code} at ${actual.pointer || '/'}: ${actual.message}` : 'no refusal';
  console.error(`${HOSTILE}/${file}:1 error ${outcome}: expected ${wanted}, got ${found}`);
}
for (const file of missing)
  console.error(`${SECURITY}/hostile-specs.json error missing: there is no ${HOSTILE}/${file}`);
if (control !== 'accepted') console.error(`${HOSTILE}/${CONTROL}:1 error control: a harmless spec is ${control}`);
finish(output, {
  task,
  gates: [
    atLeast('specs-tried', 30, matrix.length),
    atMost('accepted', 0, count('accepted')),
    atMost('crashed', 0, count('crashed')),
    atMost('refused-for-another-reason', 0, unexpected.length),
    atMost('expected-but-missing', 0, missing.length),
    // A validator that refuses everything would pass all the rest.
    gate('harmless-spec', { threshold: 'accepted', actual: control, passed: control === 'accepted' }),
  ],
  figures: { specs: matrix.length, codes: new Set(matrix.map((one) => one.actual?.code)).size },
});

/**
 * @param {string} file
 * @returns {{ outcome: 'accepted' | 'refused' | 'crashed', refusals: import('./lib/read-spec.mjs').Refusal[] }}
 */
function attempt(file) {
  try {
    const { refusals } = read(file, readFileSync(join(HOSTILE, file)));
    return { outcome: refusals.length > 0 ? 'refused' : 'accepted', refusals };
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    return { outcome: 'crashed', refusals: [{ code: `threw-${name}`, pointer: '', message }] };
  }
}
