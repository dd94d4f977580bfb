// @ts-check
// K1 task 5: specs made to do harm are refused, each for the reason that was expected.
// Usage, from the workspace's root: node 05-security-hardening.mjs <root of the pattern language>
import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readJson } from './lib/json-file.mjs';
import { specReader } from './lib/read-spec.mjs';
import { atLeast, atMost, compareText, finish, gate, openOutput, writeOutput } from './lib/result.mjs';

const task = 'security-hardening';
const projectRoot = process.argv[2] ?? 'examples/k1-node1/language';
const output = posix.join(projectRoot, 'build', task);
const SECURITY = posix.join(posix.dirname(projectRoot), 'security');
const HOSTILE = posix.join(SECURITY, 'hostile-specs');
const EXPECTATIONS = posix.join(SECURITY, 'hostile-specs.json');
const CONTROL = 'harmless.yaml';

/** @type {Record<string, { attack: string, code: string, pointer: string }>} what must happen to each file */
const expectations = readJson(EXPECTATIONS);
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
/** Codes that the language gives and no attack is refused with. */
const untried = codesOfLanguage().filter((code) => !matrix.some((one) => isOf(code, one.expected?.code ?? '')));
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
for (const code of untried) console.error(`${EXPECTATIONS} error untried: no attack is refused with "${code}"`);
if (control !== 'accepted') console.error(`${HOSTILE}/${CONTROL}:1 error control: a harmless spec is ${control}`);
finish(output, {
  task,
  gates: [
    atLeast('specs-tried', 30, matrix.length),
    atMost('accepted', 0, count('accepted')),
    atMost('crashed', 0, count('crashed')),
    atMost('refused-for-another-reason', 0, unexpected.length),
    atMost('expected-but-missing', 0, missing.length),
    atMost('codes-untried', 0, untried.length),
    // A validator that refuses everything would pass all the rest.
    gate('harmless-spec', { threshold: 'accepted', actual: control, passed: control === 'accepted' }),
  ],
  figures: { specs: matrix.length, codes: new Set(matrix.map((one) => one.actual?.code)).size },
});

/** What specs can be refused with, by the registry. That a file is in the wrong folder only task 7 can tell. */
function codesOfLanguage() {
  /** @type {{ areas: { id: string, codes: Record<string, string> }[] }} */
  const { areas } = readJson(posix.join(posix.dirname(projectRoot), 'errors.json'));
  return areas
    .filter(({ id }) => id === 'pattern-language' || id === 'spec-file')
    .flatMap(({ codes }) => Object.keys(codes))
    .filter((code) => code !== 'family-not-folder');
}

/** @param {string} registered `schema-*` stands for many @param {string} code */
function isOf(registered, code) {
  return registered.endsWith('*') ? code.startsWith(registered.slice(0, -1)) : code === registered;
}

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
