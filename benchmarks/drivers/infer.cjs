// @ts-check
'use strict';
// The plugin's inference, as Nx calls it: all workflow files of a workspace at once. Prints milliseconds
// and the numbers of projects and targets as JSON. usage: node infer.cjs FILES   in the workspace's root
const { join } = require('node:path');

const root = process.cwd();
const count = Number(process.argv[2]);
const files = Array.from({ length: count }, (_, at) => `flows/f${String(at).padStart(4, '0')}/nx-workflow.json`);
// Nx has loaded its devkit before it calls a plugin.
require(join(root, 'node_modules', '@nx', 'devkit'));
const { createNodes } = require(join(root, 'node_modules', 'nx-workflow'));

(async () => {
  const began = performance.now();
  const results = await createNodes[1](files, {}, { workspaceRoot: root, nxJsonConfiguration: {} });
  const ms = performance.now() - began;
  /** @type {{ targets?: object }[]} */
  const projects = results.flatMap((/** @type {[string, { projects: object }]} */ [, nodes]) =>
    Object.values(nodes.projects),
  );
  const targets = projects.reduce((sum, one) => sum + Object.keys(one.targets ?? {}).length, 0);
  console.log(JSON.stringify({ ms, projects: projects.length, targets }));
})();
