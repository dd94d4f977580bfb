// @ts-check
// K1 task 14: the generated page for each pattern has its pictures, and the reference of the interface is of a valid one.
// Usage, from the workspace's root: node 14-api-documentation.mjs <root of the example>
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { posix } from 'node:path';
import { families, readJson } from './lib/library.mjs';
import { checkPages, generatedPages } from './lib/markdown-pages.mjs';
import { openApiProblems } from './lib/openapi-problems.mjs';
import { atLeast, atMost, finish, openOutput } from './lib/result.mjs';

const task = 'api-documentation';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);

openOutput(output);
const openapiFile = posix.join(projectRoot, 'build/api-layer/openapi.json');
const invalid = await openApiProblems(readJson(openapiFile));
const { folder, pages, files } = generatedPages(projectRoot, (path) => !path.startsWith('architecture/'));
const patterns = [...pages.keys()].filter((path) => path.startsWith('patterns/'));
const { copied, unseen } = copyPictures();
const { style, links } = checkPages(folder, pages, [...files, ...copied, 'openapi.json']);

for (const problem of invalid) console.error(`${openapiFile} error ${problem}`);
for (const line of [...unseen, ...style, ...links]) console.error(line);
finish(output, {
  task,
  gates: [
    atLeast('pattern-pages', 1, patterns.length),
    atMost('invalid-places-in-interface', 0, invalid.length),
    atMost('patterns-without-picture', 0, unseen.length),
    atMost('style-findings', 0, style.length),
    atMost('broken-links', 0, links.length),
  ],
  figures: { pages: pages.size, patterns: patterns.length, pictures: copied.length },
});

/** Collects the families' pictures, those that they say they have. */
function copyPictures() {
  mkdirSync(posix.join(output, 'pictures'));
  const wanted = families(projectRoot).flatMap((family) => {
    const from = posix.join(family, 'build/pattern-pictures');
    /** @type {{ pictures: import('./pattern-pictures.mjs').PatternPictures[] }} */
    const { pictures } = readJson(posix.join(from, 'pictures.json'));
    return pictures.flatMap(({ id, kinds }) => kinds.map((kind) => posix.join(from, 'pictures', `${id}-${kind}.png`)));
  });
  const there = wanted.filter((file) => existsSync(file));
  for (const file of there) copyFileSync(file, posix.join(output, 'pictures', posix.basename(file)));
  return {
    copied: there.map((file) => posix.join('pictures', posix.basename(file))),
    unseen: wanted.filter((file) => !there.includes(file)).map((file) => `${file} error there is no such picture`),
  };
}
