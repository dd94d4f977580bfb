'use strict';
// hygen by its API, all specs of the current folder in one process: its command line takes one at a time.
const { readdirSync } = require('node:fs');
const { join } = require('node:path');
const { runner } = require('hygen');
const helpers = require(join(process.cwd(), 'helpers.cjs'));

const quiet = { log() {}, ok() {}, notice() {}, warn: console.warn, err: console.error, colorful() {} };
const config = {
  cwd: process.cwd(),
  templates: join(__dirname, 'hygen'),
  logger: quiet,
  debug: false,
  helpers,
  createPrompter: () => ({ prompt: async () => ({ overwrite: true }) }),
};

// All at once: waiting for one before the next begins is a little slower.
for (const file of readdirSync('specs').sort()) {
  runner(['workload', 'module', '--file', join('specs', file)], config).then(({ success }) => {
    if (!success) process.exitCode = 1;
  });
}
