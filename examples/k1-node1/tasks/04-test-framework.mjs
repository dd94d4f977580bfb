// @ts-check
// K1 task 4: fixtures for all later tests, from a fixed seed. The output is the same on every machine.
// Usage, from the workspace's root: node 04-test-framework.mjs <root of the pattern language>
import { Ajv } from 'ajv';
import { posix } from 'node:path';
import { factProblems } from './lib/fact-problems.mjs';
import { audioFrames, fixtureProblems } from './lib/audio-fixtures.mjs';
import { readJson } from './lib/json-file.mjs';
import { caseProblems, fullCases, singleCases } from './lib/parameter-cases.mjs';
import { atLeast, atMost, finish, openOutput, sortKeys, writeOutput } from './lib/result.mjs';

const task = 'test-framework';
const projectRoot = process.argv[2] ?? 'examples/k1-node1/language';
const output = posix.join(projectRoot, 'build', task);
const SEED = 0x4b31;
const COMBINATIONS = 24;

const ajv = new Ajv({ allErrors: true }).addSchema(readJson(posix.join(projectRoot, 'facts.schema.json')), 'facts');
/** @type {string[]} */
const errors = [];
/** @type {{ fields: import('./lib/audio-fixtures.mjs').AudioField[], staleAfterMs: number, ageWhenUnavailableMs: number }} */
const audio = facts('audio');
/** @type {{ parameters: import('./lib/parameter-cases.mjs').Parameter[] }} */
const { parameters } = facts('parameters');

openOutput(output);
if (errors.length === 0) errors.push(...factProblems(audio, parameters).map((text) => `${projectRoot}/${text}`));
if (errors.length > 0) {
  for (const line of errors) console.error(line);
  finish(output, { task, gates: [atMost('errors-in-the-facts', 0, errors.length)] });
} else makeFixtures();

function makeFixtures() {
  const frames = audioFrames(audio, SEED);
  const single = singleCases(parameters);
  const full = fullCases(parameters, SEED, COMBINATIONS);
  // One list of numbers per line keeps the file readable.
  const text = JSON.stringify(sortKeys({ seed: SEED, audio: frames, parameters: { full, single } }), null, 2);
  writeOutput(output, 'fixtures.json', `${text.replace(/\[[^[\]{}]*\]/g, (list) => list.replace(/\s+/g, ' '))}\n`);

  // Check the written fixtures against the facts, independently of the code that generated them.
  /** @type {{ audio: Record<string, import('./lib/audio-fixtures.mjs').AudioFrame[]>, parameters: { single: import('./lib/parameter-cases.mjs').SingleCase[] } }} */
  const written = readJson(posix.join(output, 'fixtures.json'));
  const { misplaced, unheard, incomplete } = fixtureProblems(audio, written.audio);
  const untried = caseProblems(parameters, written.parameters.single);
  for (const problem of [...misplaced, ...unheard, ...incomplete, ...untried]) {
    console.error(`${posix.join(projectRoot, 'fixtures')} error ${problem}`);
  }
  finish(output, {
    task,
    gates: [
      atMost('errors-in-the-facts', 0, errors.length),
      atMost('kinds-of-audio-incomplete', 0, incomplete.length),
      atMost('fields-without-sound', 0, unheard.length),
      atMost('parameters-not-tried-in-full', 0, untried.length),
      atMost('values-out-of-place', 0, misplaced.length),
      atLeast('parameters', 1, parameters.length),
    ],
    figures: {
      audioFrames: Object.values(frames).flat().length,
      parameters: parameters.length,
      singleCases: single.length,
      fullCases: full.length,
    },
  });
}

/** Reads a facts file and appends its schema violations to `errors`. @param {'audio' | 'parameters'} name */
function facts(name) {
  const file = posix.join(projectRoot, `${name}.json`);
  const value = readJson(file);
  const validate = ajv.compile({ $ref: `facts#/definitions/${name}` });
  validate(value);
  for (const { instancePath, message, params } of validate.errors ?? []) {
    const more = params['additionalProperty'] === undefined ? '' : ` ("${params['additionalProperty']}")`;
    errors.push(`${file} error ${instancePath || '/'} ${message}${more}`);
  }
  return value;
}
