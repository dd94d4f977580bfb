// @ts-check
'use strict';
// Runs one codegen target in a Node process like Nx: the built executor of the installed package, with the options and
// the context from Nx. Nx's own startup is measured elsewhere.
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
    // In KiB, on both Linux and macOS.
    if (file) writeFileSync(file, String(process.resourceUsage().maxRSS));
  });
