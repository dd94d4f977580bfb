// @ts-check
// K1 task 14: a page for each pattern with its pictures, parameters and graph, and the reference of the interface.
// Usage, from the workspace's root: node 14-api-documentation.mjs <root of the example>
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { graphSvg } from './lib/graph-svg.mjs';
import { readJson } from './lib/json-file.mjs';
import { families, libraryIndex, librarySpecs, parameterFacts } from './lib/library.mjs';
import { checkPages, documentTemplate, slug } from './lib/markdown-pages.mjs';
import { openApiProblems } from './lib/openapi-problems.mjs';
import { atLeast, atMost, finish, openOutput, writeOutput } from './lib/result.mjs';
import { specGraph } from './lib/spec-graph.mjs';
import { counted, lowerFirst, parameterRow, titleOf } from './lib/words.mjs';

const task = 'api-documentation';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);
const SECONDS = 6;
const KINDS = /** @type {const} */ ({ music: 'With music', silence: 'Without audio' });
const LAYOUTS = { centre: 'outwards from the middle', copy: 'the left half, mirrored', none: 'from end to end' };

openOutput(output);
const patterns = libraryIndex(projectRoot);
const specs = librarySpecs(projectRoot);
const parameters = parameterFacts(projectRoot);
const openapiFile = posix.join(projectRoot, 'build/api-layer-implementation/openapi.json');
const openapi = readJson(openapiFile);
const invalid = await openApiProblems(openapi);
/** @type {string[]} */
const unproven = [];
const unitTests = families(projectRoot).flatMap((family) => {
  const file = posix.join(family, 'build/unit-test-suite/unit-results.json');
  const ids = patterns.filter(({ spec }) => posix.dirname(spec) === family).map(({ id }) => id);
  return testsIn(file, ids);
});
const integration = {
  tests: testsIn(posix.join(projectRoot, 'build/integration-testing/integration-results.json'), []),
};

/** @type {Map<string, import('./pattern-pictures.mjs').PatternPictures>} */
const drawn = new Map(
  families(projectRoot)
    .flatMap((family) => readJson(pictureList(family)).pictures)
    .map((one) => [one.id, one]),
);

/** @type {Map<string, string>} */
const pages = new Map();
/** @type {string[]} */
const files = ['openapi.json'];
/** @type {string[]} */
const unseen = [];
const patternPage = documentTemplate(projectRoot, 'pattern');
const cards = patterns.map((pattern) => {
  const { id, name, family, symmetry, audio, stateBytes, scratchBytes, nodes, edges } = pattern;
  const spec = specs[id];
  if (!drawn.has(id)) unseen.push(`${pictureList(posix.dirname(pattern.spec))} error it has no "${id}"`);
  const pictures = copyPictures(pattern);
  writeOutput(output, `graphs/${id}.svg`, graphSvg(specGraph(spec), `Graph of ${name}`));
  files.push(`graphs/${id}.svg`);
  const own = unitTests.filter(({ group }) => group === id);
  const summary = String(spec.summary ?? 'Nobody has described it yet.');
  const page = patternPage({
    ...pattern,
    summary,
    idle: spec.idle ? `Without audio: ${lowerFirst(spec.idle)}` : 'Without audio it shows the same graph at rest.',
    seconds: SECONDS,
    pictures,
    look: lookOf(id),
    familyTitle: titleOf(family),
    layout: LAYOUTS[symmetry],
    audioText: audio.length > 0 ? `listens to ${audio.join(', ')}` : 'does not listen',
    memoryText: `${counted(stateBytes, 'byte')} from frame to frame, ${counted(scratchBytes, 'byte')} within one`,
    nodeCount: nodes.length,
    edges,
    tests: `${own.filter(({ passed }) => passed).length} of ${own.length} unit tests passed`,
    parameters: parameters.filter((one) => pattern.parameters.includes(one.id)).map(parameterRow),
  });
  pages.set(`patterns/${id}.md`, page);
  return { id, name, family, summary, kind: kindOf(pattern), picture: `pictures/${id}-music.png` };
});
pages.set('index.md', indexPage());
// What is no description cannot be described.
if (invalid.length === 0) pages.set('api.md', apiPage());
const { style, links } = checkPages(output, pages, files);

for (const [page, text] of pages) writeOutput(output, page, text);
writeOutput(output, 'openapi.json', `${JSON.stringify(openapi, null, 2)}\n`);
for (const problem of invalid) console.error(`${openapiFile} error ${problem}`);
for (const line of [...unproven, ...unseen, ...style, ...links]) console.error(line);
finish(output, {
  task,
  gates: [
    atLeast('pattern-pages', 1, cards.length),
    atMost('invalid-places-in-interface', 0, invalid.length),
    atMost('tests-missing-or-failed', 0, unproven.length),
    atMost('patterns-without-picture', 0, unseen.length),
    atMost('style-findings', 0, style.length),
    atMost('broken-links', 0, links.length),
  ],
  figures: {
    pages: pages.size,
    patterns: cards.length,
    pictures: files.filter((file) => file.endsWith('.png')).length,
  },
});

/**
 * The tests of a file. Every one of them has passed, and there is one at least of each group that is asked for.
 *
 * @param {string} file @param {string[]} groups
 * @returns {{ group: string, passed: boolean }[]}
 */
function testsIn(file, groups) {
  /** @type {{ tests: { group: string, name: string, passed: boolean }[] }} */
  const { tests } = readJson(file);
  const failed = tests.find(({ passed }) => passed !== true);
  if (failed) unproven.push(`${file} error "${failed.group}: ${failed.name}" failed`);
  if (tests.length === 0) unproven.push(`${file} error it has no tests`);
  for (const group of groups) {
    if (!tests.some((one) => one.group === group)) unproven.push(`${file} error "${group}" has no tests`);
  }
  return tests;
}

/** @param {string} family */
function pictureList(family) {
  return posix.join(family, 'build/pattern-pictures/pictures.json');
}

/** @param {string} file */
function isPicture(file) {
  return existsSync(file) && readFileSync(file).subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
}

/** @param {typeof patterns[number]} pattern */
function copyPictures({ id, spec, audioReactive }) {
  const from = posix.join(posix.dirname(spec), 'build/pattern-pictures/pictures');
  mkdirSync(posix.join(output, 'pictures'), { recursive: true });
  return (drawn.get(id)?.kinds ?? ['music']).flatMap((kind) => {
    const file = `pictures/${id}-${kind}.png`;
    const source = posix.join(from, posix.basename(file));
    if (!isPicture(source)) {
      unseen.push(`${source} error there is no such picture`);
      return [];
    }
    copyFileSync(source, posix.join(output, file));
    files.push(file);
    return [{ file, title: audioReactive ? KINDS[kind] : 'By itself' }];
  });
}

/** The settings of a picture that are not the defaults. @param {string} id */
function lookOf(id) {
  return Object.entries(drawn.get(id)?.look ?? {})
    .map(([name, value]) => `\`${name}\` ${value}`)
    .join(', ');
}

/** @param {typeof patterns[number]} pattern */
function kindOf({ id, audioReactive }) {
  if (audioReactive) return 'listens to music';
  return drawn.get(id)?.still ? 'stands still' : 'moves by itself';
}

function indexPage() {
  const names = [...new Set(cards.map(({ family }) => family))].sort();
  return documentTemplate(
    projectRoot,
    'index',
  )({
    patternCount: cards.length,
    ledCount: 160,
    familyCount: names.length,
    audioCount: patterns.filter(({ audioReactive }) => audioReactive).length,
    seconds: SECONDS,
    families: names.map((family) => ({
      title: titleOf(family),
      patterns: cards.filter((card) => card.family === family),
    })),
  });
}

function apiPage() {
  const operations = Object.entries(openapi.paths).flatMap(([path, item]) =>
    Object.entries(/** @type {any} */ (item)).map(([name, operation]) => {
      const method = name.toUpperCase();
      const { summary, parameters: own = [], requestBody, responses } = /** @type {any} */ (operation);
      const inputs = own.map((/** @type {any} */ one) => {
        return { name: one.name, where: one.in, type: typeText(one.schema), required: one.required ? 'yes' : 'no' };
      });
      if (requestBody) inputs.push({ name: 'body', where: 'body', type: bodyText(requestBody), required: 'yes' });
      const answers = Object.entries(responses).map(([status, answer]) => {
        const { description } = /** @type {any} */ (answer);
        return { status, description, type: bodyText(answer) };
      });
      return { method, path, anchor: slug(`${method} ${path}`), summary, inputs, answers };
    }),
  );
  const passed = integration.tests.filter((one) => one.passed).length;
  return documentTemplate(
    projectRoot,
    'api',
  )({
    summary: openapi.info.summary,
    version: openapi.openapi,
    operations,
    parameters: parameters.map(parameterRow),
    tests: `${passed} of ${integration.tests.length}`,
  });
}

/** @param {any} holder */
function bodyText(holder) {
  return typeText(/** @type {any} */ (Object.values(holder.content)[0]).schema);
}

/** @param {any} schema @returns {string} */
function typeText(schema) {
  if (schema.$ref) return `\`${schema.$ref.split('/').at(-1)}\``;
  return schema.type === 'array' ? `list of ${typeText(schema.items)}` : schema.type;
}
