import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { signalGroup, SIGNALS } from '../../engine/compile/process-group';
import { descendants, stillRunning, type Process } from './process-tree';

/** Milliseconds that the processes of a try have to end before they are ended. */
const GRACE_MS = 2000;
const LOOK_MS = 50;

export interface Try {
  /** `stopped`: this process was asked to end. */
  readonly kind: 'passed' | 'failed' | 'timeout' | 'stopped';
}

/**
 * Runs a command once. When its time is over, or this process is to end, all that it has started ends with it, whatever
 * group that has put itself into.
 *
 * @param options of `nx:run-commands`
 * @param timeout in seconds
 */
export function tryCommand(options: object, context: ExecutorContext, timeout: number | undefined): Promise<Try> {
  const child = fork(join(__dirname, 'run-once.js'), [], {
    cwd: context.root,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    let ended: Promise<Try> | undefined;
    let all: readonly Process[] = [];
    const startedBy = (): Process[] => (child.pid === undefined ? [] : descendants(child.pid));
    const end = (kind: 'timeout' | 'stopped'): void => {
      if (ended) return;
      all = startedBy();
      ended = endAll(child, all).then(() => ({ kind }));
    };
    // Where this process is ended meanwhile, there is no time to ask.
    const endNow = (): void => {
      const left = [...startedBy(), ...stillRunning(all)];
      signalGroup(child, 'SIGKILL');
      for (const one of left) send(one, 'SIGKILL');
    };
    process.on('exit', endNow);
    const stop = (): void => end('stopped');
    const timer = timeout === undefined ? undefined : setTimeout(() => end('timeout'), timeout * 1000);
    for (const signal of SIGNALS) process.on(signal, stop);
    process.once('disconnect', stop);
    const settle = (): void => {
      clearTimeout(timer);
      for (const signal of SIGNALS) process.off(signal, stop);
      process.off('disconnect', stop);
      if (!ended) process.off('exit', endNow);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code) => {
      settle();
      resolve(ended?.finally(() => process.off('exit', endNow)) ?? { kind: code === 0 ? 'passed' : 'failed' });
    });
    child.send({ options, context });
  });
}

/** Asks a process and all that it has started to end, and ends what has not after a while. */
async function endAll(child: ReturnType<typeof fork>, all: readonly Process[]): Promise<void> {
  signalGroup(child, 'SIGTERM');
  for (const one of all) send(one, 'SIGTERM');
  const isOver = (): boolean => (child.exitCode ?? child.signalCode) !== null && stillRunning(all).length === 0;
  for (const last = Date.now() + GRACE_MS; !isOver() && Date.now() < last;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  signalGroup(child, 'SIGKILL');
  for (const one of stillRunning(all)) send(one, 'SIGKILL');
}

function send({ pid }: Process, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
