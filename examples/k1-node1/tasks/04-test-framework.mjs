// @ts-check
// K1 task 4: fixtures for all later tests, from a fixed seed: the same bytes wherever they are made.
// Usage, from the workspace's root: node 04-test-framework.mjs <root of the pattern language>
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { audioFrames } from './lib/audio-fixtures.mjs';
import { fullCases, singleCases } from './lib/parameter-cases.mjs';
import { atLeast, atMost, finish, openOutput, sortKeys, writeOutput } from './lib/result.mjs';

const task = 'test-framework';
const projectRoot = process.argv[2] ?? 'examples/k1-node1/language';
const output = posix.join(projectRoot, 'build', task);
const SEED = 0x4b31;
const COMBINATIONS = 24;
const CASES_EACH = 11;

/** @type {{ fields: import('./lib/audio-fixtures.mjs').AudioField[], staleAfterMs: number, ageWhenUnavailableMs: number }} */
const audio = read('audio.json');
/** @type {{ parameters: import('./lib/parameter-cases.mjs').Parameter[] }} */
const { parameters } = read('parameters.json');

const frames = audioFrames(audio, SEED);
const single = singleCases(parameters);
const full = fullCases(parameters, SEED, COMBINATIONS);

const problems = [
  ...Object.entries(frames).flatMap(([kind, list]) =>
    list.flatMap(({ snapshot }, index) =>
      audio.fields.flatMap((field) =>
        wrong(field, snapshot[field.id]).map((text) => `audio.${kind}[${index}].${field.id} ${text}`),
      ),
    ),
  ),
  ...parameters.flatMap(({ id, min, max, default: normal, nan }) =>
    [normal, nan].every((value) => value >= min && value <= max)
      ? []
      : [`parameter ${id}: its default or its value for NaN is out of range`],
  ),
];

openOutput(output);
const fixtures = { seed: SEED, audio: frames, parameters: { full, single } };
// One list of numbers a line: the file is read by people too.
const text = JSON.stringify(sortKeys(fixtures), null, 2).replace(/\[[^[\]{}]*\]/g, (list) => list.replace(/\s+/g, ' '));
writeOutput(output, 'fixtures.json', `${text}\n`);
for (const problem of problems) console.error(`${posix.join(projectRoot, 'fixtures')} error ${problem}`);
const frameCount = Object.values(frames).flat().length;
finish(output, {
  task,
  gates: [
    atLeast('kinds-of-audio', 4, Object.values(frames).filter((list) => list.length > 0).length),
    atLeast('stale-frames', 1, frames.stale.filter(({ expected }) => expected.stale).length),
    atLeast('cases-of-each-parameter', CASES_EACH, parameters.length === 0 ? 0 : single.length / parameters.length),
    atMost('values-out-of-place', 0, problems.length),
  ],
  figures: {
    audioFrames: frameCount,
    parameters: parameters.length,
    singleCases: single.length,
    fullCases: full.length,
  },
});

/** @param {string} name */
function read(name) {
  return JSON.parse(readFileSync(posix.join(projectRoot, name), 'utf8'));
}

/**
 * What does not fit the field's declaration; a snapshot that fits none of it would test nothing.
 *
 * @param {import('./lib/audio-fixtures.mjs').AudioField} field
 * @param {unknown} value
 * @returns {string[]}
 */
function wrong({ type, size, min = -Infinity, max = Infinity, values = [] }, value) {
  const list = Array.isArray(value) ? value : [value];
  if (list.length !== size) return [`has ${list.length} values, not ${size}`];
  const fits = (/** @type {unknown} */ one) => {
    if (type === 'enum') return values.includes(String(one));
    if (type === 'bool') return typeof one === 'boolean';
    return (
      typeof one === 'number' && Math.fround(one) === one && one >= min && one <= max && (type === 'float' || one >= 0)
    );
  };
  const bad = list.find((one) => !fits(one));
  return bad === undefined ? [] : [`is ${String(bad)}, which is no ${type} of its range`];
}
