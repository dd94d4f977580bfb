// @ts-check
// K1 task 15: the links between the generated architecture pages resolve, and their Mermaid diagrams parse.
// Usage, from the workspace's root: node 15-architecture-guide.mjs <root of the example>
import { posix } from 'node:path';
import { readJson } from './lib/json-file.mjs';
import { librarySpecs } from './lib/library.mjs';
import { checkPages, generatedPages } from './lib/markdown-pages.mjs';
import { mermaidParser } from './lib/mermaid.mjs';
import { atLeast, atMost, finish, openOutput } from './lib/result.mjs';

const task = 'architecture-guide';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);

// Exits if the specs do not match the index.
librarySpecs(projectRoot);
openOutput(output);
/** @type {{ types: unknown[] }} */
const { types } = readJson(posix.join(projectRoot, 'language/build/architecture-analysis/node-tables.json'));
const { folder, pages, files } = generatedPages(projectRoot, (path) => path.startsWith('architecture/'));
const { style, links } = checkPages(folder, pages, files);
/** Mermaid diagrams by page. @type {Map<string, string>} */
const diagrams = new Map();
for (const [page, text] of pages) {
  const diagram = /^```mermaid\n([^]*?)^```$/m.exec(text)?.[1];
  if (diagram !== undefined) diagrams.set(page, diagram);
}
const parse = mermaidParser();
/** @type {string[]} */
const unreadable = [];
for (const [page, diagram] of diagrams) {
  const problem = await parse(diagram);
  if (problem !== undefined) {
    unreadable.push(`${posix.join(folder, page)} error its diagram does not parse: ${problem}`);
  }
}

for (const line of [...unreadable, ...style, ...links]) console.error(line);
finish(output, {
  task,
  gates: [
    atLeast('pattern-diagrams', 1, [...diagrams.keys()].filter((page) => page.includes('/patterns/')).length),
    atMost('diagrams-that-do-not-parse', 0, unreadable.length),
    atMost('style-findings', 0, style.length),
    atMost('broken-links', 0, links.length),
  ],
  figures: { pages: pages.size, diagrams: diagrams.size, nodeTypes: types.length },
});
