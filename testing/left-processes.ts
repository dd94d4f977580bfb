import { readdirSync, readFileSync } from 'node:fs';

/** Environment variable of every process of a test run; child processes inherit it. */
export const MARK = 'TESTS_OF_NX_WORKFLOW';

/**
 * The command lines of all processes with a mark, except the caller and jest's workers; zombies only if their parent is
 * the caller. Empty on other systems than Linux.
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

/** A file of a process in /proc; empty if the process has ended or belongs to another user. */
function proc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
