// @ts-check
'use strict';
// Runs the same target several times in one process, like a batch or a watch process: from the second round on, all code
// is loaded and warm. Outputs are moved away before each round. Prints milliseconds as JSON.
// usage: node rounds.cjs ROUNDS   in the workspace's root, with BENCH_TARGET naming a JSON file of targetOf()
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const root = process.cwd();
const { options, context } = JSON.parse(readFileSync(String(process.env.BENCH_TARGET), 'utf8'));
const executor = join(root, 'node_modules', 'nx-workflow', 'dist', 'executors', 'codegen', 'executor.js');
const { default: codegen } = require(executor);

(async () => {
  const { setAside } = await import('../lib/set-aside.mjs');
  /** @type {number[]} */
  const rounds = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = () => true;
  for (let round = 0; round < Number(process.argv[2]); round++) {
    setAside(join(root, 'out'), root);
    const began = performance.now();
    const { success } = await codegen(options, { root, cwd: root, isVerbose: false, ...context });
    rounds.push(performance.now() - began);
    if (!success) process.exitCode = 1;
  }
  write(JSON.stringify(rounds));
})();
