import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { isMainThread } from 'node:worker_threads';

/** Most characters of what a command prints that are kept. */
const MOST_OUTPUT = 20_000;
/** Milliseconds that processes have to end before they are ended. */
const GRACE_MS = 2000;
/** Milliseconds that a process which a command left behind may keep its output open. */
const LINGER_MS = 1000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How a command came to its end. */
export interface CommandEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it printed, up to a limit. */
  readonly output: string;
  readonly timedOut: boolean;
  /** Why it could not be started. */
  readonly error?: NodeJS.ErrnoException;
}

/** Commands that run now, in this thread. */
const running = new Map<ChildProcess, Promise<CommandEnd>>();
let isEnding = false;

/**
 * Runs a program without a shell. It leads a process group of its own, so that all that it starts can be ended with
 * it: after `timeoutMs` milliseconds, and when this process is asked to end.
 */
export function runCommand(
  program: string,
  args: readonly string[],
  cwd: string,
  timeoutMs: number,
): Promise<CommandEnd> {
  if (isEnding) return Promise.resolve({ code: null, signal: 'SIGTERM', output: '', timedOut: false });
  const detached = process.platform !== 'win32';
  const child = spawn(program, args, {
    cwd,
    shell: false,
    detached,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const end = waitFor(child, timeoutMs);
  if (running.size === 0) listen();
  running.set(child, end);
  return end.finally(() => {
    running.delete(child);
    if (running.size === 0) unlisten();
  });
}

/** Ends all commands with all that they started; resolves when they have ended. None is started any more. */
export async function endCommands(): Promise<void> {
  isEnding = true;
  for (const child of running.keys()) signalGroup(child, 'SIGTERM');
  const killing = setTimeout(() => killAll(), GRACE_MS);
  await Promise.all(running.values());
  clearTimeout(killing);
}

function waitFor(child: ChildProcess, timeoutMs: number): Promise<CommandEnd> {
  return new Promise((resolve) => {
    let output = '';
    let left = 0;
    let timedOut = false;
    const keep = (text: string): void => {
      const room = MOST_OUTPUT - output.length;
      output += text.slice(0, room);
      left += Math.max(0, text.length - room);
    };
    const timers = [
      setTimeout(() => {
        timedOut = true;
        signalGroup(child, 'SIGTERM');
        timers.push(setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS));
      }, timeoutMs),
    ];
    const done = (end: Pick<CommandEnd, 'code' | 'signal' | 'error'>): void => {
      for (const timer of timers) clearTimeout(timer);
      child.stdout?.destroy();
      child.stderr?.destroy();
      const more = left === 0 ? '' : `\n… and ${left} more characters`;
      resolve({ ...end, output: output + more, timedOut });
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    child.on('error', (error) => done({ code: null, signal: null, error }));
    child.on('close', (code, signal) => done({ code, signal }));
    child.on('exit', (code, signal) => timers.push(setTimeout(() => done({ code, signal }), LINGER_MS)));
  });
}

/**
 * Sends a signal to all processes of the group that a process leads. It goes on where the leader itself has ended, as
 * long as one process of it runs.
 */
export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true });
    else process.kill(-pid, signal);
  } catch {
    // All of it has ended.
  }
}

function killAll(): void {
  for (const child of running.keys()) signalGroup(child, 'SIGKILL');
}

/** A terminal's Ctrl-C does not reach the groups: it is handed on, and only then obeyed. */
function onSignal(signal: NodeJS.Signals): void {
  void endCommands().then(() => {
    unlisten();
    process.kill(process.pid, signal);
  });
}

function listen(): void {
  process.on('exit', killAll);
  if (isMainThread) for (const signal of SIGNALS) process.on(signal, onSignal);
}

function unlisten(): void {
  process.off('exit', killAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}
