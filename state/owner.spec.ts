import childProcess, { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOwnerAlive, linuxStat, NO_OWNER, ownerToken, secondsByPowerShell, secondsOf } from './owner';
import { sweepTemporary, temporarySuffix } from './sweep';

/** The token of a process that has ended, whose id may be in use again with another start time. */
const DEAD = `${spawnSync('true').pid}.1`;
const RECYCLED = `${process.pid}.1`;

describe('the owner of a temporary file', () => {
  it('is alive while its process runs', async () => {
    expect(isOwnerAlive(ownerToken())).toBe(true);
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    const [, start] = ownerToken().split('.');
    // The same start with another id is another process.
    expect(isOwnerAlive(`${child.pid}.${start}`)).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('is dead if its process has ended, even if its id is in use again', () => {
    expect(isOwnerAlive(DEAD)).toBe(false);
    expect(isOwnerAlive(RECYCLED)).toBe(false);
  });

  it('has a start time from "ps" in seconds', () => {
    const seconds = secondsOf(process.pid);
    if (seconds !== undefined) expect(Math.abs(seconds - performance.timeOrigin / 1000)).toBeLessThan(10);
    expect(secondsOf(999_999_999)).toBeUndefined();
  });

  it('has a start time from PowerShell in seconds on Windows', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nx-workflow-'));
    const program = join(folder, 'powershell');
    const says = (text: string): number | undefined => {
      writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$@" > '${folder}/args'\nprintf '${text}'\n`);
      chmodSync(program, 0o755);
      return secondsByPowerShell(4321, program);
    };
    expect(says('2026-11-30T18:00:05.1234567Z\\r\\n')).toBe(Date.UTC(2026, 10, 30, 18, 0, 5, 123) / 1000);
    expect(readFileSync(join(folder, 'args'), 'utf8')).toBe(
      "-NoProfile\n-NonInteractive\n-Command\n(Get-CimInstance Win32_Process -Filter 'ProcessId=4321').CreationDate.ToUniversalTime().ToString('o')\n",
    );
    expect(says('')).toBeUndefined();
    expect(secondsByPowerShell(4321, join(folder, 'none'))).toBeUndefined();
    rmSync(folder, { recursive: true });
  });
});

(process.platform === 'linux' ? it : it.skip)('a process that has ended and was not reaped is dead', async () => {
  // The shell becomes a program that never asks for its children, before the child ends.
  const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(String(line));
  while (linuxStat(pid)?.state !== 'Z') await new Promise((resolve) => setTimeout(resolve, 5));
  expect(isOwnerAlive(`${pid}.${linuxStat(pid)?.started}`)).toBe(false);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
});

it('the token of no process', () => {
  expect(isOwnerAlive(NO_OWNER)).toBe(false);
  expect(isOwnerAlive('0.1')).toBe(false);
});

it('on Windows, the start time decides, asked for once while the process runs', () => {
  const platform = process.platform;
  const asked = jest
    .spyOn(childProcess, 'spawnSync')
    .mockReturnValue({ stdout: '2026-11-30T18:00:05Z' } as ReturnType<typeof spawnSync>);
  Object.defineProperty(process, 'platform', { value: 'win32' });
  try {
    const start = Date.UTC(2026, 10, 30, 18, 0, 5) / 1000;
    const tokens = [0, 10, -10, 11, -11].map((later) => `${process.pid}.${start + later}`);
    expect(tokens.map(isOwnerAlive)).toEqual([true, true, true, false, false]);
    expect(asked.mock.calls.map(([program]) => program)).toEqual(['powershell.exe']);
  } finally {
    Object.defineProperty(process, 'platform', { value: platform });
    asked.mockRestore();
  }
});

(process.platform === 'linux' ? it : it.skip)('the fields of a process in /proc', () => {
  expect(linuxStat(process.pid)).toEqual({
    state: expect.stringMatching(/^[RS]$/),
    parent: process.ppid,
    started: expect.stringMatching(/^\d+$/),
  });
  expect(linuxStat(999_999_999)).toBeUndefined();
});

it('a sweep removes temporary files of dead processes, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nx-workflow-'));
  const kept = ['a.js', `b.js${temporarySuffix('00ff')}`, 'c.tmp', 'd.js.1-2.tmp'].sort();
  const gone = [`e.js.${DEAD}-00ff.tmp`, `f.index.${RECYCLED}-00ff.tmp`];
  for (const name of [...kept, ...gone]) writeFileSync(join(folder, name), '');
  sweepTemporary(folder);
  expect(readdirSync(folder).sort()).toEqual(kept);
  rmSync(folder, { recursive: true });
  expect(() => sweepTemporary(folder)).not.toThrow();
});
