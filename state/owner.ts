import { readFileSync } from 'node:fs';

/**
 * Which process a temporary file or folder belongs to, as a part of its name: the process's id and when it
 * started. The id alone does not tell, because another process may have it by now.
 */
export const OWNER_PATTERN = String.raw`\d+\.\d+`;

/** Stands for a process that has ended, where one that lives on has given something up. */
export const NO_OWNER = '0.0';

/** How far two readings of one start may lie apart, where only seconds are told. */
const SECONDS_APART = 10;

let own: string | undefined;

/** This process, in letters that any file name takes. */
export function ownerToken(): string {
  const started = (): number => ticksOf(process.pid) ?? Math.round(performance.timeOrigin / 1000);
  return (own ??= `${process.pid}.${started()}`);
}

/** True if the process that a token names still runs. Where nothing tells when it started, its id decides. */
export function isOwnerAlive(token: string): boolean {
  const [pid = 0, start = 0] = token.split('.').map(Number);
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') {
      startsOnWindows.delete(pid);
      return false;
    }
  }
  const ticks = ticksOf(pid);
  if (ticks !== undefined) return ticks === start;
  const seconds = process.platform === 'win32' ? windowsSecondsOf(pid) : secondsOf(pid);
  return seconds === undefined || Math.abs(seconds - start) <= SECONDS_APART;
}

/** When a process started, in ticks since the machine did: Linux has it in a file. A zombie has ended. */
function ticksOf(pid: number): number | undefined {
  const stat = linuxStat(pid);
  return stat && (stat.state === 'Z' ? -1 : Number(stat.started));
}

/** What Linux tells of a process; undefined where there is none, and on other systems. */
export function linuxStat(
  pid: number,
): { readonly state: string; readonly parent: number; readonly started: string } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name stands in brackets and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', parent: Number(fields[1]), started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/** The same in seconds since 1970, as `ps` tells it on other systems. */
export function secondsOf(pid: number): number | undefined {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  // Loading it takes longer than all that most runs do here.
  const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { env, encoding: 'utf8' });
  const seconds = Date.parse(`${stdout?.trim() ?? ''} UTC`) / 1000;
  return Number.isNaN(seconds) ? undefined : seconds;
}

/** Of processes that run, by their ids: to ask takes half a second, and who waits for one asks again and again. */
const startsOnWindows = new Map<number, number | undefined>();

/** The same on Windows, which soon gives the id of a process that has ended to another. */
function windowsSecondsOf(pid: number): number | undefined {
  if (!startsOnWindows.has(pid)) startsOnWindows.set(pid, secondsByPowerShell(pid));
  return startsOnWindows.get(pid);
}

/** As PowerShell tells it; undefined where there is none, or it knows no such process. */
export function secondsByPowerShell(pid: number, program = 'powershell.exe'): number | undefined {
  const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
  const query = `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CreationDate.ToUniversalTime().ToString('o')`;
  const args = ['-NoProfile', '-NonInteractive', '-Command', query];
  const { stdout } = spawnSync(program, args, { encoding: 'utf8', windowsHide: true, timeout: 10_000 });
  const seconds = Date.parse(stdout?.trim() ?? '') / 1000;
  return Number.isNaN(seconds) ? undefined : seconds;
}
