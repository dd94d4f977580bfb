// @ts-check
// K1 task 14: every generated pattern page has its pictures, and the interface reference describes a valid interface.
// Usage, from the workspace's root: node 14-api-documentation.mjs <root of the example>
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { readJson } from './lib/json-file.mjs';
import { families, libraryIndex, librarySpecs } from './lib/library.mjs';
import { checkPages, generatedPages } from './lib/markdown-pages.mjs';
import { openApiProblems } from './lib/openapi-problems.mjs';
import { atLeast, atMost, finish, openOutput } from './lib/result.mjs';

const task = 'api-documentation';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);

const index = libraryIndex(projectRoot);
// Exits if the specs do not match the index.
librarySpecs(projectRoot);
openOutput(output);
const openapiFile = posix.join(projectRoot, 'build/api-layer/openapi.json');
const invalid = await openApiProblems(readJson(openapiFile));
const { folder, pages, files } = generatedPages(projectRoot, (path) => !path.startsWith('architecture/'));
const patterns = [...pages.keys()].filter((path) => path.startsWith('patterns/'));
const { copied, unseen } = copyPictures();
const unproven = [
  ...families(projectRoot).flatMap((family) =>
    testProblems(posix.join(family, 'build/unit-test-suite/unit-results.json'), idsOf(family)),
  ),
  ...testProblems(posix.join(projectRoot, 'build/integration-testing/integration-results.json')),
];
const { style, links } = checkPages(folder, pages, [...files, ...copied, 'openapi.json']);

for (const problem of invalid) console.error(`${openapiFile} error ${problem}`);
for (const line of [...unproven, ...unseen, ...style, ...links]) console.error(line);
finish(output, {
  task,
  gates: [
    atLeast('pattern-pages', 1, patterns.length),
    atMost('invalid-places-in-interface', 0, invalid.length),
    atMost('tests-missing-or-failed', 0, unproven.length),
    atMost('patterns-without-picture', 0, unseen.length),
    atMost('style-findings', 0, style.length),
    atMost('broken-links', 0, links.length),
  ],
  figures: { pages: pages.size, patterns: patterns.length, pictures: copied.length },
});

/** @param {string} family */
function idsOf(family) {
  return index.filter(({ spec }) => posix.dirname(spec) === family).map(({ id }) => id);
}

/** Checks a test report: no failures, and at least one test in each of the given groups. @param {string} file @param {string[]} [groups] */
function testProblems(file, groups = []) {
  /** @type {{ tests: { group: string, name: string, passed: boolean }[] }} */
  const { tests } = readJson(file);
  const failed = tests.find(({ passed }) => passed !== true);
  const untested = groups.filter((group) => !tests.some((one) => one.group === group));
  return [
    ...(failed ? [`${file} error "${failed.group}: ${failed.name}" failed`] : []),
    ...(tests.length === 0 ? [`${file} error it has no tests`] : []),
    ...untested.map((group) => `${file} error "${group}" has no tests`),
  ];
}

/** Collects the pictures listed by each family and reports patterns without any. */
function copyPictures() {
  mkdirSync(posix.join(output, 'pictures'));
  /** @type {string[]} */
  const unseen = [];
  const wanted = families(projectRoot).flatMap((family) => {
    const from = posix.join(family, 'build/pattern-pictures');
    const list = posix.join(from, 'pictures.json');
    /** @type {{ pictures: import('./pattern-pictures.mjs').PatternPictures[] }} */
    const { pictures } = readJson(list);
    const undrawn = idsOf(family).filter((id) => !pictures.some((one) => one.id === id && one.kinds.length > 0));
    unseen.push(...undrawn.map((id) => `${list} error it has no "${id}"`));
    return pictures.flatMap(({ id, kinds }) => kinds.map((kind) => posix.join(from, 'pictures', `${id}-${kind}.png`)));
  });
  const there = wanted.filter(isPicture);
  for (const file of there) copyFileSync(file, posix.join(output, 'pictures', posix.basename(file)));
  unseen.push(...wanted.filter((file) => !there.includes(file)).map((file) => `${file} error missing picture`));
  return { copied: there.map((file) => posix.join('pictures', posix.basename(file))), unseen };
}

/** @param {string} file */
function isPicture(file) {
  return existsSync(file) && readFileSync(file).subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
}
