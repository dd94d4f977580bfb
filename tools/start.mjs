// @ts-check
// `npm start`: runs the K1 workflow with Nx, a line for each of its tasks, then says what happened and where to look next.
// `npm start -- --verbose` shows Nx's output instead. Exit code 0 or 1.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import glob from 'fast-glob';
import { parse } from 'jsonc-parser';
import { failedTask } from './failed-task.mjs';
import { RunProgress } from './run-progress.mjs';
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
const { readLastRun } = require('../dist/state/run-records.js');
/** @type {typeof import('../dist/state/folder.js')} */
const { stateFolder } = require('../dist/state/folder.js');

const state = stateFolder(root);
const previous = readLastRun(state)?.id;
/** The number of characters of Nx's output that are shown if it ran nothing. */
const MOST_KEPT = 20_000;
const passed = process.argv.slice(2);
const isVerbose = passed.some((argument) => /^--(?:verbose|output-?style)/i.test(argument));
const declared = declaredTasks();
const started = Date.now();
const progress = new RunProgress(declared, {
  write: (line) => console.log(line),
  elapsed: () => Date.now() - started,
});
console.log(announcement());
const code = await run();

const record = readLastRun(state);
if (record && record.id !== previous) {
  const failed = record.tasks.filter(({ status }) => status === 'failed').map((task) => failedTask(root, task));
  if (!isVerbose) progress.unfinished();
  console.log(`\n${summary(record, { declared, failed, colours })}\n`);
  if (code === 0) console.log([projectSummary(), ...toAccept(), whatNext()].join('\n\n'));
} else {
  console.error('\nNx wrote no record of this run; see its output above.');
}
process.exitCode = code === 0 ? 0 : 1;

/** @returns {import('./run-progress.mjs').PlannedTask[]} */
function declaredTasks() {
  const { tasks } = parse(readFileSync(join(root, 'examples/k1-node1/nx-workflow.json'), 'utf8'));
  return Object.entries(tasks).map(([name, { id, project = 'examples/k1-node1' }]) => {
    const folders = new Set([project].flat().flatMap((of) => (of === '.' ? of : projectsIn(of))));
    return { name, id, projects: folders.size };
  });
}

/** @param {string} pattern of folders */
function projectsIn(pattern) {
  return glob.sync(pattern, { cwd: root, onlyDirectories: true });
}

function announcement() {
  const time = 'The first run takes some minutes, one without changes some seconds';
  return `Running ${declared.length} tasks of ${project} with Nx. ${time}; \`npm start -- --verbose\` shows all output.\n`;
}

/** @returns {Promise<number | null>} Nx's exit code */
function run() {
  const { bin } = require('nx/package.json');
  const nx = join(dirname(require.resolve('nx/package.json')), bin.nx);
  const output = isVerbose ? 'inherit' : 'pipe';
  // This style has a line for each successful task, from which the progress is parsed.
  const style = isVerbose ? [] : ['--outputStyle=static-failures-only'];
  const what = ['run-many', '--targets=workflow', `--projects=${project}`];
  const child = spawn(process.execPath, [nx, ...what, ...style, ...passed], {
    cwd: root,
    stdio: ['inherit', output, output],
    env: {
      ...process.env,
      // This repository builds the plugin that it runs, so a daemon would have a stale build. Without a daemon, loading
      // plugins into Nx's own process saves the start of one process each.
      NX_DAEMON: process.env.NX_DAEMON ?? 'false',
      NX_ISOLATE_PLUGINS: process.env.NX_ISOLATE_PLUGINS ?? 'false',
      ...(isVerbose ? {} : { NX_VERBOSE_LOGGING: 'false' }),
      // Nx sets FORCE_COLOR for its tasks, each of which would then warn that NO_COLOR is ignored.
      ...(process.env.NO_COLOR ? { FORCE_COLOR: '0' } : {}),
    },
  });
  // Ctrl-C also reaches Nx, which ends its tasks first.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  let printed = '';
  if (!isVerbose) progress.header();
  const keep = (/** @type {string} */ text) => {
    printed = (printed + text).slice(-MOST_KEPT);
  };
  child.stderr?.setEncoding('utf8').on('data', keep);
  child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    progress.take(text);
    keep(text);
  });
  return new Promise((resolve) =>
    child.once('close', (code) => {
      if (code !== 0 && readLastRun(state)?.id === previous) process.stdout.write(printed);
      resolve(code);
    }),
  );
}

/** The summary that the last task writes. */
function projectSummary() {
  const file = join(root, 'examples/k1-node1/build/project-summary/project-summary.json');
  const { done, total, gates } = JSON.parse(readFileSync(file, 'utf8'));
  const objects = existsSync(join(root, 'examples/k1-node1/build/cpp-objects'));
  return [
    `${project}: ${done} of ${total} tasks, ${gates.passed} of ${gates.total} gates passed`,
    ...(objects ? [] : ['There is no C++ compiler here ($CXX, g++, clang++): the generated C++ was not compiled.']),
  ].join('\n');
}

/** Edited patterns that draw something else, with a picture of it and the command that accepts it. */
function toAccept() {
  const reports = glob.sync('examples/k1-node1/patterns/*/build/regression-testing/regression-report.json', {
    cwd: root,
  });
  return reports.sort().flatMap((file) => {
    /** @type {{ edited: { id: string, picture: string }[], renew: string }} */
    const { edited, renew } = JSON.parse(readFileSync(join(root, file), 'utf8'));
    const lines = edited.map(({ id, picture }) => `  ${id}  ${picture} (golden, frames of now, where they differ)`);
    const them = edited.length === 1 ? 'This pattern was' : 'These patterns were';
    return edited.length === 0
      ? []
      : [`${them} edited and draws something else:\n${lines.join('\n')}\nTo accept: ${renew}`];
  });
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
      `edit ${pattern}, then npm start: only what depends on it runs, and a picture shows what it draws now`,
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
