import { readFileSync } from 'node:fs';

/**
 * Matches the owner token in the name of a temporary file or folder: the id and the start time of the process.
 * The id alone is not enough, because the system may reuse it.
 */
export const OWNER_PATTERN = String.raw`\d+\.\d+`;

/** The token of no process, for a file that a live process has abandoned. */
export const NO_OWNER = '0.0';

/** Tolerance in seconds between two readings of a start time, on systems that report seconds only. */
const MAX_DIFFERENCE_S = 10;

let own: string | undefined;

/** The token of this process, valid in any file name. */
export function ownerToken(): string {
  const started = (): number => ticksOf(process.pid) ?? Math.round(performance.timeOrigin / 1000);
  return (own ??= `${process.pid}.${started()}`);
}

/** True if the process of a token still runs. If its start time is unknown, its id decides. */
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
  return seconds === undefined || Math.abs(seconds - start) <= MAX_DIFFERENCE_S;
}

/** Linux: start time of a process in ticks since boot; undefined if it has ended or is a zombie. */
function ticksOf(pid: number): number | undefined {
  const stat = linuxStat(pid);
  return stat && (stat.state === 'Z' ? -1 : Number(stat.started));
}

/** The stat fields of a process in /proc; undefined if there is none, and on other systems. */
export function linuxStat(
  pid: number,
): { readonly state: string; readonly parent: number; readonly started: string } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name is in parentheses and may contain anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', parent: Number(fields[1]), started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/** Other systems: start time in seconds since 1970, from `ps`. */
export function secondsOf(pid: number): number | undefined {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  // Loaded here, because it is slow to load and rarely needed.
  const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { env, encoding: 'utf8' });
  const seconds = Date.parse(`${stdout?.trim() ?? ''} UTC`) / 1000;
  return Number.isNaN(seconds) ? undefined : seconds;
}

/** Cache of start times of running processes: a query takes half a second, and waiting callers poll. */
const startsOnWindows = new Map<number, number | undefined>();

/** Windows, which reuses process ids quickly: start time in seconds since 1970. */
function windowsSecondsOf(pid: number): number | undefined {
  if (!startsOnWindows.has(pid)) startsOnWindows.set(pid, secondsByPowerShell(pid));
  return startsOnWindows.get(pid);
}

/** Start time from PowerShell; undefined without PowerShell or such a process. */
export function secondsByPowerShell(pid: number, program = 'powershell.exe'): number | undefined {
  const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
  const query = `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CreationDate.ToUniversalTime().ToString('o')`;
  const args = ['-NoProfile', '-NonInteractive', '-Command', query];
  const { stdout } = spawnSync(program, args, { encoding: 'utf8', windowsHide: true, timeout: 10_000 });
  const seconds = Date.parse(stdout?.trim() ?? '') / 1000;
  return Number.isNaN(seconds) ? undefined : seconds;
}
