// @ts-check
// K1 task 11: the renderers of one family, tested with jest on the fixtures of task 4.
// Usage, from the workspace's root: node 11-unit-test-suite.mjs <root of a family>
import { posix } from 'node:path';
import { kebabCase } from 'scule';
import { loadFamily, readFixtures } from './lib/renderers.mjs';
import { atLeast, atMost, finish, openOutput, writeOutput } from './lib/result.mjs';
import { runSuite } from './lib/run-suite.mjs';

const task = 'unit-test-suite';
const projectRoot = process.argv[2] ?? 'examples/k1-node1/patterns/prism';
const example = posix.dirname(posix.dirname(projectRoot));
const output = posix.join(projectRoot, 'build', task);

const generated = posix.join(projectRoot, 'build/code-generation/ts');
readFixtures(example);
const patterns = (await loadFamily(projectRoot)).map(({ module }) => module.meta.id);
const { tests, broken } = runSuite('unit.test.mjs', { example, family: projectRoot });
const failed = tests.filter(({ passed }) => !passed);
const tested = new Set(tests.map(({ group }) => group));

openOutput(output);
writeOutput(output, 'unit-results.json', { tests });
for (const message of broken) console.error(`${projectRoot} error ${message}`);
for (const { group, name, message } of failed) {
  const module = posix.join(generated, `${kebabCase(group)}.mjs`);
  console.error(`${module} error ${group}: ${name}\n${message?.replace(/^/gm, '  ')}`);
}
finish(output, {
  task,
  gates: [
    atMost('patterns-untested', 0, patterns.filter((id) => !tested.has(id)).length),
    atLeast('tests', 1, tests.length),
    atMost('tests-failed', 0, failed.length + broken.length),
  ],
  figures: { patterns: patterns.length, tests: tests.length, failed: failed.length },
});
