// @ts-check
// K1 task 9: the light's HTTP interface as an OpenAPI description, and a typed client and handler made from it.
// Usage, from the workspace's root: node 09-api-layer-implementation.mjs <root of the example>
import { posix } from 'node:path';
import { apiModule } from './lib/api-module.mjs';
import { libraryIndex, parameterFacts } from './lib/library.mjs';
import { openApi } from './lib/openapi.mjs';
import { openApiProblems } from './lib/openapi-problems.mjs';
import { atLeast, atMost, finish, openOutput, writeOutput } from './lib/result.mjs';
import { checkModule } from './lib/type-check.mjs';

const task = 'api-layer-implementation';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);

const patterns = libraryIndex(projectRoot);
const parameters = parameterFacts(projectRoot);
// Through JSON, so that what is checked is what is written.
const document = JSON.parse(JSON.stringify(openApi(patterns, parameters)));
const file = posix.join(output, 'openapi.json');
const problems = await openApiProblems(document);
const module = apiModule(document);
const { errors, javascript } = checkModule(posix.join(output, 'api.mts'), module);

openOutput(output);
writeOutput(output, 'openapi.json', `${JSON.stringify(document, null, 2)}\n`);
writeOutput(output, 'api.mts', module);
writeOutput(output, 'api.mjs', javascript);
for (const problem of problems) console.error(`${file} error ${problem}`);
for (const error of errors) console.error(error);
const operations = Object.values(document.paths).flatMap((path) => Object.keys(/** @type {object} */ (path)));
finish(output, {
  task,
  gates: [
    atLeast('patterns-described', 1, patterns.length),
    atMost('invalid-places', 0, problems.length),
    atMost('type-errors', 0, errors.length),
  ],
  figures: {
    patterns: patterns.length,
    parameters: parameters.length,
    operations: operations.length,
    schemas: Object.keys(document.components.schemas).length,
  },
});
