import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { signalGroup } from '../../engine/compile/process-group';
import { onShutdown } from '../on-shutdown';
import { descendants, stillRunning, type Process } from './process-tree';

/** Milliseconds between SIGTERM and SIGKILL. */
const GRACE_MS = 2000;
const POLL_MS = 50;

/** The result of a try. `stopped`: this process had to end. */
export type TryResult = 'passed' | 'failed' | 'timeout' | 'stopped';

/**
 * Runs a command once. On timeout, or if this process has to end, all descendants are ended too, in any process group.
 *
 * @param options options of `nx:run-commands`
 * @param timeout in seconds
 */
export async function tryCommand(
  options: object,
  context: ExecutorContext,
  timeout: number | undefined,
): Promise<TryResult> {
  const child = fork(join(__dirname, 'run-once.js'), [], {
    cwd: context.root,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let ending: { readonly why: TryResult; readonly all: readonly Process[]; readonly done: Promise<void> } | undefined;
  const startedBy = (): Process[] => (child.pid === undefined ? [] : descendants(child.pid));
  const end = (why: TryResult): void => {
    if (ending) return;
    const all = startedBy();
    ending = { why, all, done: endAll(child, all) };
  };
  // If this process exits meanwhile, there is no time for a graceful end.
  const endNow = (): void => killAll(child, [...startedBy(), ...stillRunning(ending?.all ?? [])]);
  process.on('exit', endNow);
  const timer = timeout === undefined ? undefined : setTimeout(() => end('timeout'), timeout * 1000);
  const forget = onShutdown(() => end('stopped'));
  try {
    child.send({ options, context });
    const [code] = (await once(child, 'close')) as [number | null];
    clearTimeout(timer);
    await ending?.done;
    return ending?.why ?? (code === 0 ? 'passed' : 'failed');
  } finally {
    clearTimeout(timer);
    forget();
    process.off('exit', endNow);
  }
}

/** Sends SIGTERM to a process and its descendants, and SIGKILL to those that still run after the grace period. */
async function endAll(child: ChildProcess, all: readonly Process[]): Promise<void> {
  signalGroup(child, 'SIGTERM');
  for (const one of all) send(one, 'SIGTERM');
  const isOver = (): boolean => (child.exitCode ?? child.signalCode) !== null && stillRunning(all).length === 0;
  const last = Date.now() + GRACE_MS;
  while (!isOver() && Date.now() < last) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  killAll(child, stillRunning(all));
}

function killAll(child: ChildProcess, others: readonly Process[]): void {
  signalGroup(child, 'SIGKILL');
  for (const one of others) send(one, 'SIGKILL');
}

function send({ pid }: Process, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process has already ended.
  }
}
