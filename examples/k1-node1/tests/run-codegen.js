// @ts-check
// Runs the built executor as Nx would, in a process of its own: node run-codegen.js <workspace root> <options as JSON>
const { join } = require('node:path');

const [root = '', options = '{}'] = process.argv.slice(2);
/** @type {{ runTarget(options: unknown, context: unknown): Promise<{ success: boolean, output: string }> }} */
const { runTarget } = require(join(root, 'dist/executors/codegen/run-target.js'));
const projects = { all: { root: 'examples/k1-node1' } };

void runTarget(JSON.parse(options), {
  root,
  projectName: 'all',
  projectsConfigurations: { version: 2, projects },
}).then(({ success, output }) => {
  process.stdout.write(output);
  process.exitCode = success ? 0 : 1;
});
