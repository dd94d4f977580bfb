import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { linuxStat } from '../../state/owner';

/** A process. Its start time distinguishes it from a later process with the same id. */
export interface Process {
  readonly pid: number;
  readonly started: string;
}

/** All running descendants of a process, in any process group. Empty on Windows, which ends whole trees itself. */
export function descendants(pid: number): Process[] {
  const children = new Map<number, Process[]>();
  for (const { parent, ...one } of processes()) children.set(parent, [...(children.get(parent) ?? []), one]);
  const found = [...(children.get(pid) ?? [])];
  for (const { pid: own } of found) found.push(...(children.get(own) ?? []));
  return found;
}

/** The given processes that still run. */
export function stillRunning(some: readonly Process[]): Process[] {
  if (some.length === 0) return [];
  const now = new Map(processes().map(({ pid, started }) => [pid, started]));
  return some.filter(({ pid, started }) => now.get(pid) === started);
}

type ProcessEntry = Process & { readonly parent: number };

function processes(): ProcessEntry[] {
  if (process.platform === 'win32') return [];
  return process.platform === 'linux' ? linuxProcesses() : processesOfPs();
}

/** Uses /proc, because not every Linux has a `ps` with these options. */
function linuxProcesses(): ProcessEntry[] {
  return readdirSync('/proc').flatMap((name) => {
    const stat = /^\d+$/.test(name) ? linuxStat(Number(name)) : undefined;
    return !stat || stat.state === 'Z' ? [] : [{ pid: Number(name), parent: stat.parent, started: stat.started }];
  });
}

function processesOfPs(): ProcessEntry[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,lstart='], { encoding: 'utf8' });
  return (stdout ?? '').split('\n').flatMap((line) => {
    const [, pid, parent, started] = /^\s*(\d+)\s+(\d+)\s+(.+)$/.exec(line) ?? [];
    return started === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), started }];
  });
}
