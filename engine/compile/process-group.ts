import type { ChildProcess } from 'node:child_process';
import { startOf, type Start } from './batch-file';
import { findProgram } from './find-program';

/** Most characters of what a command prints that are kept, where it is not said otherwise. */
const MOST_OUTPUT = 20_000;
/** Milliseconds that processes have to end before they are ended. */
const GRACE_MS = 2000;
/** Milliseconds that a process which a command left behind may keep its output open. */
const LINGER_MS = 1000;

/** What asks a process to end, and lets it clean up. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How a command came to its end. */
export interface CommandEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it printed, up to a limit. */
  readonly output: string;
  /** Of that, what went to standard output. */
  readonly stdout: string;
  readonly timedOut: boolean;
  /** Why it could not be started. */
  readonly error?: NodeJS.ErrnoException;
}

export interface CommandLimits {
  readonly timeoutMs?: number;
  /** In characters. */
  readonly mostOutput?: number;
  /** Of this process where it is not given. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Commands that run now, in this thread. */
const running = new Map<ChildProcess, Promise<CommandEnd>>();
let isEnding = false;

/**
 * Runs a program without a shell. It leads a process group of its own, so that all that it starts can be ended with
 * it: after its time, and when this process is asked to end.
 */
export function runCommand(
  program: string,
  args: readonly string[],
  cwd: string,
  limits: CommandLimits,
): Promise<CommandEnd> {
  if (isEnding) return Promise.resolve({ code: null, signal: 'SIGTERM', output: '', stdout: '', timedOut: false });
  const start = process.platform === 'win32' ? startOnWindows(program, args, cwd, limits.env) : { program, args };
  if (start === undefined) return Promise.resolve(cannotTake(program));
  // Most runs start none, and loading it takes longer than what they do.
  const { spawn } = require('node:child_process') as typeof import('node:child_process');
  const child = spawn(start.program, start.args, {
    cwd,
    ...(limits.env ? { env: limits.env } : {}),
    shell: false,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    windowsVerbatimArguments: 'isQuoted' in start && start.isQuoted,
  });
  const end = waitFor(child, limits);
  if (running.size === 0) listen();
  running.set(child, end);
  return end.finally(() => {
    running.delete(child);
    if (running.size === 0) unlisten();
  });
}

function startOnWindows(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Start | undefined {
  // Nowhere: let the system say so.
  const path = findProgram(cwd, program, env) || program;
  return startOf(path, args, env['ComSpec'] ?? 'cmd.exe');
}

function cannotTake(program: string): CommandEnd {
  const error = new Error(`${program} is a batch file, and an argument with a line break cannot be given to one`);
  return { code: null, signal: null, output: '', stdout: '', timedOut: false, error };
}

/** Ends all commands with all that they started; resolves when they have ended. None is started any more. */
export async function endCommands(): Promise<void> {
  isEnding = true;
  for (const child of running.keys()) signalGroup(child, 'SIGTERM');
  const killing = setTimeout(() => killAll(), GRACE_MS);
  await Promise.all(running.values());
  clearTimeout(killing);
}

function waitFor(child: ChildProcess, { timeoutMs, mostOutput = MOST_OUTPUT }: CommandLimits): Promise<CommandEnd> {
  return new Promise((resolve) => {
    let output = '';
    let stdout = '';
    let left = 0;
    let timedOut = false;
    const keep = (text: string): string => {
      const kept = text.slice(0, mostOutput - output.length);
      output += kept;
      left += text.length - kept.length;
      return kept;
    };
    const timers: NodeJS.Timeout[] = [];
    const stop = (): void => {
      timedOut = true;
      signalGroup(child, 'SIGTERM');
      timers.push(setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS));
    };
    if (timeoutMs !== undefined) timers.push(setTimeout(stop, timeoutMs));
    const done = (end: Pick<CommandEnd, 'code' | 'signal' | 'error'>): void => {
      for (const timer of timers) clearTimeout(timer);
      child.stdout?.destroy();
      child.stderr?.destroy();
      const more = left === 0 ? '' : `\n… and ${left} more characters`;
      resolve({ ...end, output: output + more, stdout, timedOut });
    };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += keep(text)));
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
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') {
      const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
      const { status } = spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true });
      // Where the tree cannot be ended, its root can.
      if (status !== 0) child.kill(signal);
    } else process.kill(-pid, signal);
  } catch {
    // All of it has ended.
  }
}

function killAll(): void {
  for (const child of running.keys()) signalGroup(child, 'SIGKILL');
}

/** Ends all commands without grace; what waits for their end goes on. */
export function killCommands(): void {
  isEnding = true;
  killAll();
}

/** A terminal's Ctrl-C does not reach the groups: it is handed on, and only then obeyed. The second one hastens. */
function onSignal(signal: NodeJS.Signals): void {
  if (isEnding) {
    killCommands();
    return;
  }
  void endCommands().then(() => {
    unlisten();
    process.kill(process.pid, signal);
  });
}

function listen(): void {
  process.on('exit', killAll);
  const { isMainThread } = require('node:worker_threads') as typeof import('node:worker_threads');
  if (isMainThread) for (const signal of SIGNALS) process.on(signal, onSignal);
}

function unlisten(): void {
  process.off('exit', killAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}
