// @ts-check
// `npm start`: runs the K1 workflow with Nx, then says what happened and where to look next. Exits with 0 or 1.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'jsonc-parser';
import { failedTask } from './failed-task.mjs';
import { summary } from './run-summary.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const colours = process.stdout.isTTY && !process.env.NO_COLOR;
const project = JSON.parse(readFileSync(join(root, 'examples/k1-node1/project.json'), 'utf8')).name;

if (!existsSync(join(root, 'dist/plugin/index.js'))) {
  console.error('The plugin is not built yet. Run `npm ci`, which builds it, or `npm run build`.');
  process.exit(1);
}
/** @type {typeof import('../dist/state/run-records.js')} */
const { listRuns, readLastRun } = require('../dist/state/run-records.js');
/** @type {typeof import('../dist/state/folder.js')} */
const { stateFolder } = require('../dist/state/folder.js');

const state = stateFolder(root);
const before = new Set(listRuns(state));
const nx = join(dirname(require.resolve('nx/package.json')), require('nx/package.json').bin.nx);
const run = spawnSync(
  process.execPath,
  [nx, 'run', `${project}:workflow`, '--outputStyle=static', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      // This repository builds the plugin that it runs: a daemon would go on with the build that it started with.
      // Without one, loading plugins into Nx itself saves the start of a process for each.
      NX_DAEMON: process.env.NX_DAEMON ?? 'false',
      NX_ISOLATE_PLUGINS: process.env.NX_ISOLATE_PLUGINS ?? 'false',
      // Nx turns colours on for its tasks; each would then warn that NO_COLOR is overruled.
      ...(process.env.NO_COLOR ? { FORCE_COLOR: '0' } : {}),
    },
  },
);

const record = readLastRun(state);
if (record && !before.has(record.id)) {
  const failed = record.tasks.filter(({ status }) => status === 'failed').map((task) => failedTask(root, task));
  console.log(`\n${summary(record, { declared: declaredTasks(), failed, colours })}\n`);
  if (run.status === 0) console.log(`${projectSummary()}\n\n${whatNext()}`);
} else {
  console.error('\nNx left no record of this run; what it printed above is all there is.');
}
process.exitCode = run.status === 0 ? 0 : 1;

/** @returns {import('./run-summary.mjs').DeclaredTask[]} */
function declaredTasks() {
  const { tasks } = parse(readFileSync(join(root, 'examples/k1-node1/nx-workflow.json'), 'utf8'));
  return Object.entries(tasks).map(([name, task]) => ({ name, id: task.id }));
}

/** What the last task says of all others. */
function projectSummary() {
  const file = join(root, 'examples/k1-node1/build/project-summary/project-summary.json');
  const { done, total, gates } = JSON.parse(readFileSync(file, 'utf8'));
  const objects = existsSync(join(root, 'examples/k1-node1/build/cpp-objects'));
  return [
    `${project}: ${done} of ${total} tasks, ${gates.passed} of ${gates.total} gates passed`,
    ...(objects ? [] : ['There is no C++ compiler here ($CXX, g++, clang++): the generated C++ was not compiled.']),
  ].join('\n');
}

function whatNext() {
  const pattern = 'examples/k1-node1/patterns/bloom-family/bloom.yaml';
  const lines = [
    ['the pages, with a picture of each pattern', 'examples/k1-node1/build/documentation-site/index.html'],
    ['generated code', 'examples/k1-node1/patterns/*/build/code-generation/'],
    ['the workflow itself', 'examples/k1-node1/nx-workflow.json'],
    ['the graph', 'npx nx graph'],
    ['why a file is as it is', 'npx nx-workflow explain k1-bloom-family:code-generation'],
    [
      'change one pattern',
      `edit ${pattern}, then npm start: only what depends on it runs, and its regression test shows what it draws now`,
    ],
  ];
  const width = Math.max(...lines.map(([name = '']) => name.length));
  const here = relative(process.cwd(), root);
  return [
    'Where to look next',
    ...lines.map(([name = '', text]) => `  ${name.padEnd(width)}  ${text}`),
    ...(here === '' ? [] : [`  (paths and commands count from ${here})`]),
  ].join('\n');
}
