// @ts-check
'use strict';
// One codegen target in a Node process of its own, called as Nx calls it: the built executor of the installed
// package, with the options and the context that Nx would hand over. Nx's own start is measured elsewhere.
// usage: node codegen.cjs   in the workspace's root, with BENCH_TARGET naming a JSON file of targetOf()
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const root = process.cwd();
const { options, context } = JSON.parse(readFileSync(String(process.env.BENCH_TARGET), 'utf8'));
const name = process.env.BENCH_EXECUTOR ?? 'codegen';
const executor = join(root, 'node_modules', 'nx-workflow', 'dist', 'executors', name, 'executor.js');

require(executor)
  .default(options, { root, cwd: root, isVerbose: false, ...context })
  .then((/** @type {{ success: boolean }} */ { success }) => {
    if (!success) process.exitCode = 1;
    const file = process.env.BENCH_MEMORY;
    // In KiB on Linux and macOS alike, as Node gives it.
    if (file) writeFileSync(file, String(process.resourceUsage().maxRSS));
  });
