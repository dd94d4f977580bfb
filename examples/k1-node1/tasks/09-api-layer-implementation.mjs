// @ts-check
// K1 task 9: the generated OpenAPI description is valid, and its TypeScript module passes the type check.
// Usage, from the workspace's root: node 09-api-layer-implementation.mjs <root of the example>
import { posix } from 'node:path';
import ts from 'typescript';
import { readJson } from './lib/json-file.mjs';
import { libraryIndex, parameterFacts } from './lib/library.mjs';
import { openApiProblems } from './lib/openapi-problems.mjs';
import { atLeast, atMost, finish, openOutput } from './lib/result.mjs';

const task = 'api-layer-implementation';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const generated = posix.join(projectRoot, 'build/api-layer');

const wanted = [
  ...libraryIndex(projectRoot).map(({ id }) => ({ schema: 'PatternId', id })),
  ...parameterFacts(projectRoot).map(({ id }) => ({ schema: 'ParameterId', id })),
];
openOutput(posix.join(projectRoot, 'build', task));
const file = posix.join(generated, 'openapi.json');
const document = readJson(file);
const problems = await openApiProblems(document);
const errors = typeErrors(posix.join(generated, 'api.mts'));
const { schemas } = document.components;
const lost = wanted.filter(({ schema, id }) => !schemas[schema].enum.includes(id));
for (const problem of problems) console.error(`${file} error ${problem}`);
for (const { schema, id } of lost) console.error(`${file} error /components/schemas/${schema} has no "${id}"`);
for (const error of errors) console.error(error);
const { PatternId, ParameterId } = schemas;
const operations = Object.values(document.paths).flatMap((path) => Object.keys(/** @type {object} */ (path)));
finish(posix.join(projectRoot, 'build', task), {
  task,
  gates: [
    atLeast('patterns-described', 1, PatternId.enum.length),
    atMost('ids-not-described', 0, lost.length),
    atMost('invalid-places', 0, problems.length),
    atMost('type-errors', 0, errors.length),
  ],
  figures: {
    patterns: PatternId.enum.length,
    parameters: ParameterId.enum.length,
    operations: operations.length,
    schemas: Object.keys(schemas).length,
  },
});

/** @param {string} module a file that imports nothing */
function typeErrors(module) {
  const program = ts.createProgram([module], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const { line, character } = file?.getLineAndCharacterOfPosition(start) ?? { line: 0, character: 0 };
    return `${module}:${line + 1}:${character + 1} error ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
