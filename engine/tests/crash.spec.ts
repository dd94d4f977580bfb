import { Driver } from '../testing/driver';
import { library } from '../testing/library';
import { diagnosticsOf } from '../testing/small';
import { endDriver, type Workspace } from '../testing/workspace';

afterAll(endDriver);

const COUNT = 40;
/** Keeps the main thread from doing all the work before another thread has a pattern. */
const WAIT = `const { existsSync, writeFileSync } = require('fs');
// Outside the workspace: writes of the thread that ends are not reported.
const flag = __dirname + '/../../begun';
const clock = new Int32Array(new SharedArrayBuffer(4));
const wait = () => { while (!existsSync(flag)) Atomics.wait(clock, 0, 0, 5); };`;

let workspace: Workspace;

afterEach(() => workspace.dispose());

/** A library whose prepare module runs code for one pattern in a worker thread, and waits in the main one. */
function doing(what: string): Workspace {
  const made = library(COUNT);
  made.write({
    'code/prepare.js': `const { isMainThread } = require('worker_threads');
${WAIT}
let done = false;
module.exports = (spec, { name }) => {
  if (isMainThread) wait();
  else writeFileSync(flag, '');
  if (!isMainThread && !done) { done = true; ${what} }
  return { ...spec, name, nodes: [] };
};
`,
  });
  return made;
}

describe('a worker thread', () => {
  it.each([
    [
      'that ends itself',
      'process.exit(0)',
      'code that ran for this file ended its thread with process.exit(0)',
      'throw an error instead',
    ],
    [
      'that runs out of memory',
      'const all = []; for (;;) all.push(new Array(1e5).fill(name));',
      'a worker thread ran out of memory on this file',
      'raise the limit (NODE_OPTIONS="--max-old-space-size=4096"), or look for data that grows without end',
    ],
    [
      'that throws an error that nothing awaits',
      "setImmediate(() => { throw new Error('late'); }); return new Promise(() => {});",
      'a worker thread ended on this file: late',
      'does a helper or prepare module start work that throws later?',
    ],
  ])('%s fails only its pattern', async (_what, code, message, hint) => {
    workspace = doing(code);
    const driver = new Driver({ NODE_OPTIONS: '--max-old-space-size=48' });
    try {
      const run = await workspace.runIn(driver, { workers: 2, onError: 'continue' });
      const said = diagnosticsOf(run.output).split('\n');
      const [, spec = ''] = /^(patterns\/\S+) /.exec(said[0] ?? '') ?? [];
      expect(said).toEqual([`${spec} error worker: ${message}`, `  hint: ${hint}`]);
      expect([run.success, run.report?.generation.rendered]).toEqual([false, 2 * (COUNT - 1)]);
    } finally {
      await driver.kill();
    }
    workspace.write({ 'code/prepare.js': 'module.exports = (spec, { name }) => ({ ...spec, name, nodes: [] });\n' });
    await workspace.succeed();
    expect(Object.keys(workspace.manifest().files)).toHaveLength(2 * COUNT + 2);
  });

  it('that cannot start for lack of resources is reported and not needed', async () => {
    workspace = library(COUNT, { helpers: 'code/helpers.mjs' });
    workspace.write({
      'code/helpers.mjs': `import { isMainThread } from 'node:worker_threads';
import helpers from './helpers.js';
const full = () => { throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' }); };
if (!isMainThread) await new Promise(() => setImmediate(full));
export default helpers;
`,
    });
    const run = await workspace.succeed({ workers: 2 }, { newProcess: true });
    expect(run.report?.notes).toContain('workers: 1 could not be started (EMFILE), so fewer rendered');
    expect(Object.keys(workspace.manifest().files)).toHaveLength(2 * COUNT + 2);
  });

  it('that ends itself stops the run with onError "stop", and nothing is written', async () => {
    workspace = doing('process.exit(3)');
    const run = await workspace.run({ workers: 2 }, { newProcess: true });
    expect(diagnosticsOf(run.output)).toContain('error worker: code that ran for this file ended its thread with');
    expect(workspace.outputs()).toBeUndefined();
  });
});

it('a module that ends the process fails the run for any exit code', async () => {
  workspace = library(3);
  workspace.write({ 'code/prepare.js': 'module.exports = () => process.exit(0);\n' });
  await expect(workspace.run({}, { newProcess: true })).rejects.toThrow('the driver ended: 1');
  workspace.write({ 'code/prepare.js': 'module.exports = () => process.exit(7);\n' });
  await expect(workspace.run({}, { newProcess: true })).rejects.toThrow('the driver ended: 7');
});
