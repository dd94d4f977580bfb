// @ts-check
// K1 task 5: every hostile spec is refused, each for the expected reason.
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
/** Refusal codes that no hostile spec covers. */
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
    // Catches a validator that refuses everything.
    gate('harmless-spec', { threshold: 'accepted', actual: control, passed: control === 'accepted' }),
  ],
  figures: { specs: matrix.length, codes: new Set(matrix.map((one) => one.actual?.code)).size },
});

/** Registered refusal codes, except the wrong-folder code, which only task 7 can detect. */
function codesOfLanguage() {
  /** @type {{ areas: { id: string, codes: Record<string, string> }[] }} */
  const { areas } = readJson(posix.join(posix.dirname(projectRoot), 'errors.json'));
  return areas
    .filter(({ id }) => id === 'pattern-language' || id === 'spec-file')
    .flatMap(({ codes }) => Object.keys(codes))
    .filter((code) => code !== 'family-not-folder');
}

/** @param {string} registered may be a wildcard such as `schema-*` @param {string} code */
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
