// @ts-check
// K1 task 13: the registry of error codes against the code that gives them out, as an enum and as a reference page.
// Usage, from the workspace's root: node 13-error-handling.mjs <root of the example>
import glob from 'fast-glob';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { pascalCase } from 'scule';
import { memberName, registryProblems } from './lib/error-registry.mjs';
import { codesIn, throwsIn } from './lib/error-codes-in.mjs';
import { readJson } from './lib/json-file.mjs';
import { families } from './lib/library.mjs';
import { atLeast, atMost, compareText, finish, openOutput, writeOutput } from './lib/result.mjs';

/** @typedef {import('./lib/error-registry.mjs').Area} Area */

const task = 'error-handling';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);
const registry = posix.join(projectRoot, 'errors.json');

/** @type {{ areas: Area[] }} */
const { areas } = readJson(registry);
const looked = areas.map((area) => {
  const uses = codesIn(read(area.sources));
  const given = new Set(uses.map(({ code }) => code));
  return {
    area,
    uses,
    unregistered: uses.filter(({ code }) => !Object.hasOwn(area.codes, code)),
    unused: Object.keys(area.codes).filter((code) => !given.has(code)),
  };
});
// A renderer draws whatever it is given: a throw in a frame would leave the strip dark.
const generated = families(projectRoot).map((family) => posix.join(family, 'build/code-generation/ts/*.mts'));
const thrown = throwsIn(read(generated)).filter(({ texts }) => !texts.some(registered));
const wrong = registryProblems(areas);

openOutput(output);
writeOutput(output, 'error-codes.ts', enums());
writeOutput(output, 'error-codes.md', page());
for (const text of wrong) console.error(`${registry} error ${text}`);
for (const { area, unregistered, unused } of looked) {
  for (const { code, file, line, column } of unregistered) {
    console.error(`${file}:${line}:${column} error code "${code}" is not in ${registry} under "${area.id}"`);
  }
  for (const code of unused) console.error(`${registry} error nothing of "${area.id}" gives code "${code}" any more`);
}
for (const { file, line, column, text } of thrown) {
  console.error(`${file}:${line}:${column} error generated code throws without a registered code: ${text}`);
}
const sum = (/** @type {(one: typeof looked[number]) => number} */ count) =>
  looked.reduce((total, one) => total + count(one), 0);
finish(output, {
  task,
  gates: [
    atMost('entries-that-are-wrong', 0, wrong.length),
    atLeast(
      'codes-registered',
      1,
      sum(({ area }) => Object.keys(area.codes).length),
    ),
    atMost(
      'codes-not-registered',
      0,
      sum(({ unregistered }) => unregistered.length),
    ),
    atMost(
      'codes-not-used',
      0,
      sum(({ unused }) => unused.length),
    ),
    atMost('throws-in-generated-code', 0, thrown.length),
  ],
  figures: {
    areas: areas.length,
    codes: sum(({ area }) => Object.keys(area.codes).length),
    places: sum(({ uses }) => uses.length),
  },
});

/** @param {string[]} globs */
function read(globs) {
  const files = glob.sync(globs, { ignore: ['**/*.spec.ts', '**/testing/**', '**/node_modules/**'] });
  return files.sort(compareText).map((file) => ({ file, text: readFileSync(file, 'utf8') }));
}

/** @param {string} text */
function registered(text) {
  return areas.some(({ codes }) => Object.hasOwn(codes, text));
}

/** One enum for each area: two areas may mean different things by one code. */
function enums() {
  const parts = areas.map(({ id, title, codes }) => {
    const members = Object.entries(codes).map(
      ([code, meaning]) => `  /** ${meaning} */\n  ${memberName(code)} = '${code}',\n`,
    );
    return `/** ${title}. */\nexport enum ${pascalCase(id)}Error {\n${members.join('')}}\n`;
  });
  return `// Generated from errors.json. Change that, not this file.\n\n${parts.join('\n')}`;
}

function page() {
  const parts = looked.map(({ area: { title, codes }, uses }) => {
    const rows = Object.entries(codes).map(([code, meaning]) => {
      const places = [...new Set(uses.filter((use) => use.code === code).map(({ file }) => `\`${file}\``))];
      return `| \`${code}\` | ${meaning.replaceAll('|', '\\|')} | ${places.join(', ')} |`;
    });
    return `## ${title}\n\n| Code | Meaning | Given in |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Error codes\n\nEvery code that the plugin and the pattern language give out, and where.\n\n${parts.join('\n')}`;
}
