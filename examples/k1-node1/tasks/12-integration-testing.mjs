// @ts-check
// K1 task 12: checks index, database, interface, generated code and error codes against each other, with jest.
// Usage, from the workspace's root: node 12-integration-testing.mjs <root of the example>
import { posix } from 'node:path';
import { readText } from './lib/json-file.mjs';
import { libraryIndex } from './lib/library.mjs';
import { atLeast, atMost, finish, openOutput, writeOutput } from './lib/result.mjs';
import { runSuite } from './lib/run-suite.mjs';

const task = 'integration-testing';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);
const READ = [
  'api-layer/openapi.json',
  'api-layer/api.mjs',
  'database-integration/patterns.sqlite',
  'error-codes/error-codes.ts',
  'error-codes/error-codes.md',
];

const patterns = libraryIndex(projectRoot);
for (const file of READ) readText(posix.join(projectRoot, 'build', file));
const database = posix.join(projectRoot, 'build/database-integration/patterns.sqlite');
if (!readText(database).startsWith('SQLite format 3\0')) throw new Error(`${database} error not an SQLite database`);
const { tests, broken } = runSuite('integration.test.mjs', { example: projectRoot, patterns });
const failed = tests.filter(({ passed }) => !passed);

openOutput(output);
writeOutput(output, 'integration-results.json', { tests });
for (const message of broken) console.error(`${projectRoot} error ${message}`);
for (const { group, name, message } of failed) {
  console.error(`${projectRoot} error ${group}: ${name}\n${message?.replace(/^/gm, '  ')}`);
}
finish(output, {
  task,
  gates: [
    atLeast('patterns-compared', 1, patterns.length),
    atLeast('tests', 1, tests.length),
    atMost('tests-failed', 0, failed.length + broken.length),
  ],
  figures: { patterns: patterns.length, tests: tests.length, failed: failed.length },
});
