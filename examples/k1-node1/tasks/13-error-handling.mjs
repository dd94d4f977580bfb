// @ts-check
// K1 task 13: checks the registry of error codes against the code that reports them, and writes a reference page.
// Usage, from the workspace's root: node 13-error-handling.mjs <root of the example>
import { posix } from 'node:path';
import { compareCodes, sourcesOf, throwsIn } from '../../../tools/review-error-codes.mjs';
import { families } from './lib/library.mjs';
import { atLeast, atMost, finish, openOutput, writeOutput } from './lib/result.mjs';

const task = 'error-handling';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);
const registry = posix.join(projectRoot, 'errors.json');

const { looked, wrong, lines } = compareCodes(registry);
const areas = looked.map(({ area }) => area);
// A renderer must handle any input: an exception in a frame would leave the strip dark.
const generated = families(projectRoot).map((family) => posix.join(family, 'build/code-generation/ts/*.mts'));
const thrown = throwsIn(sourcesOf(generated)).filter(({ texts }) => !texts.some(registered));

openOutput(output);
writeOutput(output, 'error-codes.json', { areas: looked.map(described) });
for (const line of lines) console.error(line);
for (const { file, line, column, text } of thrown) {
  console.error(`${file}:${line}:${column} error generated code throws without a registered code: ${text}`);
}
const codes = areas.flatMap((area) => Object.keys(area.codes));
const unregistered = looked.flatMap((one) => one.unregistered);
const unused = looked.flatMap((one) => one.unused);
finish(output, {
  task,
  gates: [
    atMost('entries-that-are-wrong', 0, wrong.length),
    atLeast('codes-registered', 1, codes.length),
    atMost('codes-not-registered', 0, unregistered.length),
    atMost('codes-not-used', 0, unused.length),
    atMost('throws-in-generated-code', 0, thrown.length),
  ],
  figures: { areas: areas.length, codes: codes.length, places: looked.flatMap(({ uses }) => uses).length },
});

/** @param {string} text */
function registered(text) {
  return areas.some(({ codes }) => Object.hasOwn(codes, text));
}

/** An area with the files that report each of its codes. @param {typeof looked[number]} one */
function described({ area: { id, title, codes: meanings }, uses }) {
  const rows = Object.entries(meanings).map(([code, meaning]) => {
    const places = uses.filter((use) => use.code === code).map(({ file }) => `\`${file}\``);
    return { code, meaning, places: [...new Set(places)] };
  });
  return { id, title, codes: rows };
}
