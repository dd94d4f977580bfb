// @ts-check
// K1 task 3: all imports follow the repository's layering rules, the same ones that its linter checks.
// Usage, from the workspace's root: node 03-design-review.mjs <root of the plugin>
import { posix } from 'node:path';
import { reviewImports, violationLine } from '../../../tools/review-imports.mjs';
import { atLeast, atMost, finish, openOutput, writeOutput } from './lib/result.mjs';

const task = 'design-review';
const projectRoot = process.argv[2] ?? '.';
const output = posix.join(projectRoot, 'build', task);
const { idle, hidden, ...review } = await reviewImports(projectRoot);
const { modules, edges, violations } = review;
const cycles = violations.filter((one) => one.cycle !== undefined);

openOutput(output);
writeOutput(output, 'design-review.json', review);
for (const line of [...violations.map(violationLine), ...idle, ...hidden]) console.error(line);
finish(output, {
  task,
  gates: [
    atLeast('modules-reviewed', 1, modules),
    atMost('rules-that-do-nothing', 0, idle.length),
    atMost('hidden-imports', 0, hidden.length),
    atMost('violations', 0, violations.length - cycles.length),
    atMost('import-cycles', 0, cycles.length),
  ],
  figures: { modules, edges, violations: violations.length, cycles: cycles.length },
});
