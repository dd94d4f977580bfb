import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { Driver } from '../testing/driver';
import { library } from '../testing/library';
import { endDriver, type Workspace } from '../testing/workspace';

afterAll(endDriver);

const COUNT = 20;

let workspace: Workspace;
const driver = new Driver();

beforeEach(() => {
  workspace = library(COUNT, { workers: 2 });
  workspace.write({ 'templates/sheet.hbs': '{{word}} in {{thread}}, {{flavour}}\n', 'code/prepare.js': saying('one') });
});

afterEach(() => workspace.dispose());
afterAll(() => driver.kill());

/**
 * Shows a word, the number of the thread and the environment. The main thread waits until another one has a pattern.
 */
function saying(word: string): string {
  return `const { existsSync, writeFileSync } = require('fs');
const { isMainThread, threadId } = require('worker_threads');
const clock = new Int32Array(new SharedArrayBuffer(4));
const flag = __dirname + '/begun';
module.exports = (spec, { name }) => {
  const { FLAVOUR: flavour } = process.env;
  if (isMainThread) while (!existsSync(flag)) Atomics.wait(clock, 0, 0, 5);
  else writeFileSync(flag, '');
  return { ...spec, name, word: '${word}', thread: threadId, flavour, nodes: [] };
};
`;
}

/** Generates everything again; returns the texts of the sheets and the numbers of their threads. */
async function makeAll(flavour = 'plain'): Promise<{ readonly said: string[]; readonly threads: number[] }> {
  workspace.remove('generated', 'code/begun');
  const run = await workspace.runIn(driver, {}, { env: { FLAVOUR: flavour } });
  if (!run.success) throw new Error(run.output);
  const sheets = Object.entries(workspace.outputs() ?? {}).filter(([path]) => path.startsWith('docs/pattern'));
  const parts = sheets.map(([, text]) => /^(\w+) in (\d+), (\w+)$/m.exec(text) ?? []);
  expect(parts).toHaveLength(COUNT);
  return {
    said: [...new Set(parts.map(([, word, , end]) => `${word} ${end}`))],
    threads: [...new Set(parts.map(([, , thread]) => Number(thread)))].sort((a, b) => a - b),
  };
}

it('a thread is reused in the next run, unless modules or environment have changed', async () => {
  const first = await makeAll();
  expect([first.said, first.threads.length, first.threads[0]]).toEqual([['one plain'], 2, 0]);
  expect(await makeAll()).toEqual(first);

  const salted = await makeAll('salted');
  expect([salted.said, salted.threads.length]).toEqual([['one salted'], 2]);
  expect(salted.threads).not.toEqual(first.threads);

  workspace.write({ 'code/prepare.js': saying('two') });
  const changed = await makeAll('salted');
  expect([changed.said, changed.threads.length]).toEqual([['two salted'], 2]);
  expect(changed.threads).not.toEqual(salted.threads);
});

it('an idle thread does not keep the process alive', () => {
  const target = {
    options: { ...workspace.options, workers: 2 },
    context: { root: workspace.root, projectName: 'demo' },
  };
  workspace.write({ 'code/prepare.js': 'module.exports = (spec, { name }) => ({ ...spec, name, nodes: [] });\n' });
  const script = `const { runTarget } = require(${JSON.stringify(resolve(__dirname, '../../dist/executors/codegen/run-target.js'))});
const { options, context } = ${JSON.stringify(target)};
runTarget(options, context).then(({ output }) => process.stdout.write(output));`;
  const env = { ...process.env, NX_WORKFLOW_CACHE_DIR: workspace.state };
  const { status, stdout } = spawnSync(process.execPath, ['-e', script], { env, encoding: 'utf8', timeout: 25_000 });
  expect([status, stdout]).toEqual([0, expect.stringContaining(', 2 workers')]);
});
