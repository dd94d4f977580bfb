// @ts-check
'use strict';
// The same target several times in one process, as a batch or a watching process runs it: from the second round
// on, all code is loaded and warm. Everything made is taken away before each round, and not deleted, for which see
// lib/set-aside.mjs. Prints milliseconds as JSON.
// usage: node rounds.cjs ROUNDS   in the workspace's root, with BENCH_TARGET naming a JSON file of targetOf()
const { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync } = require('node:fs');
const { join } = require('node:path');

const root = process.cwd();
const { options, context } = JSON.parse(readFileSync(String(process.env.BENCH_TARGET), 'utf8'));
const executor = join(root, 'node_modules', 'nx-workflow', 'dist', 'executors', 'codegen', 'executor.js');
const { default: codegen } = require(executor);
const old = `${root}-old`;
mkdirSync(old, { recursive: true });

(async () => {
  /** @type {number[]} */
  const rounds = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = () => true;
  for (let round = 0; round < Number(process.argv[2]); round++) {
    if (existsSync(join(root, 'out'))) renameSync(join(root, 'out'), join(mkdtempSync(join(old, 'round-')), 'out'));
    const began = performance.now();
    const { success } = await codegen(options, { root, cwd: root, isVerbose: false, ...context });
    rounds.push(performance.now() - began);
    if (!success) process.exitCode = 1;
  }
  write(JSON.stringify(rounds));
})();
