import { processesIn, tick } from './support/signalled';
import { createWorkspace, type Workspace } from './support/workspace';

const FILES = {
  'app/nx-workflow.json': {
    name: 'app',
    tasks: {
      flaky: { command: 'node flaky.cjs flaky', options: { cwd: 'app' }, retries: 2, timeout: 60 },
      broken: { command: 'node -e "process.exit(3)"', retries: 1 },
      endless: { command: 'node app/endless.cjs', timeout: 10 },
      plain: { command: 'node app/print.cjs', options: { env: { SAID: 'by env' } }, retries: 1 },
    },
  },
  // Fails until its file has three lines.
  'app/flaky.cjs': `const { appendFileSync, readFileSync } = require('node:fs');
appendFileSync('tries.txt', 'x\\n');
const tries = readFileSync('tries.txt', 'utf8').length / 2;
console.log('this is try', tries);
process.exit(tries < 3 ? 1 : 0);
`,
  // Neither this process nor its child ends on a signal.
  'app/endless.cjs': `process.on('SIGTERM', () => undefined);
if (!process.argv[2]) require('node:child_process').spawn(process.execPath, [__filename, 'inner'], { stdio: 'inherit' });
require('node:fs').writeFileSync('started-' + (process.argv[2] ?? 'outer'), '');
setInterval(() => undefined, 1000);
`,
  'app/print.cjs': 'console.log(process.argv.slice(2).join("|"), process.env.SAID);\n',
};

describe('a command with a timeout or with retries', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES });
  });
  afterAll(() => workspace.dispose());

  /** The executor's own lines in a run, without times. */
  const said = (output: string): string[] =>
    output
      .split('\n')
      .map((line) => line.replace(/\d+\.\d s/g, '_ s').trim())
      .filter((line) => /^(nx-workflow:|this is)/.test(line));

  it('is retried until it passes', async () => {
    const { code, output } = await workspace.nx(['run', 'app:flaky']);
    expect([code, said(output)]).toEqual([
      0,
      [
        'this is try 1',
        'nx-workflow: try 1 of 3 failed after _ s; trying again',
        'this is try 2',
        'nx-workflow: try 2 of 3 failed after _ s; trying again',
        'this is try 3',
      ],
    ]);
  });

  it('fails after the last retry', async () => {
    const { code, output } = await workspace.nx(['run', 'app:broken']);
    expect([code, said(output)]).toEqual([
      1,
      ['nx-workflow: try 1 of 2 failed after _ s; trying again', 'nx-workflow: try 2 of 2 failed after _ s'],
    ]);
  });

  it('is killed after the timeout, with its child processes', async () => {
    const { code, output } = await workspace.nx(['run', 'app:endless']);
    expect([code, said(output)]).toEqual([1, ['nx-workflow: the command was ended after 10 s, its time limit']]);
    expect(workspace.exists('started-inner')).toBe(true);
    expect(processesIn(workspace.root)).toEqual([]);
  });

  it('gets the same arguments and environment as from nx:run-commands', async () => {
    const { code, output } = await workspace.nx(['run', 'app:plain', '--one=1', 'two']);
    expect([code, output]).toEqual([0, expect.stringContaining('--one=1|two by env\n')]);
  });

  it('leaves nothing running when it is interrupted', async () => {
    workspace.remove('started-inner');
    workspace.edit('app/nx-workflow.json', '"timeout": 10', '"timeout": 600');
    const running = workspace.startShell('npx nx run app:endless');
    const ended = new Promise<void>((resolve) => running.once('close', () => resolve()));
    for (let tries = 0; !workspace.exists('started-inner') && tries < 3000; tries++) await tick();
    process.kill(-running.pid!, 'SIGINT');
    await ended;
    for (let tries = 0; processesIn(workspace.root).length > 0 && tries < 500; tries++) await tick();
    expect(processesIn(workspace.root)).toEqual([]);
  });
});
