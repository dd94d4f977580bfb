import { readdirSync, readFileSync } from 'node:fs';

/** In the environment of every process of a test run: what they start inherits it, wherever it goes. */
export const MARK = 'TESTS_OF_NX_WORKFLOW';

/**
 * The command lines of all processes that bear a mark, but for the one that asks and jest's own workers; of zombies
 * those whose parent is the one that asks. Linux alone tells; elsewhere there are none.
 */
export function leftProcesses(mark: string, own: number = process.pid): string[] {
  if (process.platform !== 'linux') return [];
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== own)) {
    const { state, parent } = statusOf(pid);
    if (state === 'Z' && parent === own) found.push(`${pid}: a zombie, ${proc(pid, 'comm').trim()}`);
    if (!proc(pid, 'environ').split('\0').includes(`${MARK}=${mark}`)) continue;
    const command = proc(pid, 'cmdline').replaceAll('\0', ' ').trim();
    if (!command.includes('jest-worker')) found.push(`${pid}: ${command}`);
  }
  return found;
}

function statusOf(pid: string): { readonly state: string; readonly parent: number } {
  const stat = proc(pid, 'stat');
  const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state, parent: Number(parent) };
}

/** One of a process's files in /proc; empty where it has ended, or is somebody else's. */
function proc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
