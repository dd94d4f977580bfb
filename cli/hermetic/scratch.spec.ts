import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const SCRATCH = resolve(__dirname, '../../dist/cli/hermetic/scratch.js');

it('work that is interrupted by a signal does not continue after its process has ended', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nx-workflow-scratch-'));
  const [begun, after] = [join(folder, 'begun'), join(folder, 'after')];
  const idle = `require('fs').writeFileSync(${JSON.stringify(begun)}, ''); setTimeout(() => 0, 600000);`;
  const work = `require(${JSON.stringify(SCRATCH)}).withScratch(async ({ folder, node }) => {
    await node(['--eval', ${JSON.stringify(idle)}], folder, process.env);
    require('fs').writeFileSync(${JSON.stringify(after)}, '');
  });`;
  const child = spawn(process.execPath, ['--eval', work], {
    env: { ...process.env, TMPDIR: folder },
    stdio: 'inherit',
  });
  const ended = new Promise((done) => child.on('exit', done));
  while (!existsSync(begun)) await wait(20);
  child.kill('SIGTERM');
  expect(await ended).toBe(143);
  expect([existsSync(after), readdirSync(folder)]).toEqual([false, ['begun']]);
  rmSync(folder, { recursive: true, force: true });
});
