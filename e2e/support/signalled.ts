import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from './workspace';

/** The result of a process that may have ended by a signal. */
const CODES: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGKILL: 137 };

export interface Started {
  readonly pid: number;
  /** As in a shell: 128 plus the signal number for a signal. */
  readonly ended: Promise<number>;
}

/** Starts a program of a workspace in a process group of its own, as a terminal does. */
export function start(
  { root }: Workspace,
  program: 'nx' | 'nx-workflow',
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Started {
  const child: ChildProcess = spawn(process.execPath, [`node_modules/.bin/${program}`, ...args], {
    cwd: root,
    detached: true,
    env: {
      ...process.env,
      NX_DAEMON: 'false',
      NX_NO_CLOUD: 'true',
      NX_TUI: 'false',
      NX_CACHE_DIRECTORY: join(root, '.nx/cache'),
      NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx/workspace-data'),
      ...env,
    },
    stdio: 'ignore',
  });
  const ended = new Promise<number>((resolve) =>
    child.on('exit', (exit, signal) => resolve(exit ?? CODES[String(signal)] ?? 1)),
  );
  return { pid: child.pid ?? 0, ended };
}

/** The process ids that a compiler or a gate has written to the file `pids`. */
export async function reached(workspace: Workspace): Promise<number[]> {
  while (!workspace.exists('pids') || workspace.read('pids') === '') await tick();
  return workspace.read('pids').split(' ').map(Number);
}

/** True if a process runs. A zombie counts as ended. */
export function runs(pid: number): boolean {
  try {
    return !/^\S+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** The command lines of all processes whose working folder is in a folder. */
export function processesIn(folder: string): { readonly pid: number; readonly command: string }[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      if (!/^\d+$/.test(pid) || !runs(Number(pid))) return [];
      const place = readlinkSync(`/proc/${pid}/cwd`);
      if (place !== folder && !place.startsWith(`${folder}/`)) return [];
      const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
      return [{ pid: Number(pid), command }];
    } catch {
      return [];
    }
  });
}

export const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
