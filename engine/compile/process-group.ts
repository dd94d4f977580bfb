import type { ChildProcess } from 'node:child_process';
import { spawnCommandFor, type SpawnCommand } from './batch-file';
import { findProgram } from './find-program';

/** Default limit for the captured output, in characters. */
const MAX_OUTPUT = 20_000;
/** Milliseconds between SIGTERM and SIGKILL. */
const GRACE_MS = 2000;
/** Milliseconds that a process left behind by a command may keep its output open. */
const LINGER_MS = 1000;

/** Signals that request a graceful shutdown. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The result of a command. */
export interface CommandExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output and standard error, up to a limit. */
  readonly output: string;
  /** Standard output only. */
  readonly stdout: string;
  readonly timedOut: boolean;
  /** The error if it could not be started. */
  readonly error?: NodeJS.ErrnoException;
}

export interface CommandLimits {
  readonly timeoutMs?: number;
  /** In characters. */
  readonly maxOutput?: number;
  /** Defaults to the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Running commands of this thread. */
const running = new Map<ChildProcess, Promise<CommandExit>>();
let isEnding = false;

/**
 * Runs a program without a shell. It leads its own process group, so that all its child processes can be ended with it:
 * after a timeout, or when this process has to end.
 */
export function runCommand(
  program: string,
  args: readonly string[],
  cwd: string,
  limits: CommandLimits,
): Promise<CommandExit> {
  if (isEnding) return Promise.resolve({ code: null, signal: 'SIGTERM', output: '', stdout: '', timedOut: false });
  const start = process.platform === 'win32' ? startOnWindows(program, args, cwd, limits.env) : { program, args };
  if (start === undefined) return Promise.resolve(lineBreakError(program));
  // Loaded on first use: most runs start no commands, and loading the module takes longer than such a run.
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
  if (running.size === 0) addSignalHandlers();
  running.set(child, end);
  return end.finally(() => {
    running.delete(child);
    if (running.size === 0) removeSignalHandlers();
  });
}

function startOnWindows(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): SpawnCommand | undefined {
  // If it is not found, spawning reports the error.
  const path = findProgram(cwd, program, env) || program;
  return spawnCommandFor(path, args, env['ComSpec'] ?? 'cmd.exe');
}

function lineBreakError(program: string): CommandExit {
  const error = new Error(`${program} is a batch file, and an argument with a line break cannot be given to one`);
  return { code: null, signal: null, output: '', stdout: '', timedOut: false, error };
}

/** Ends all commands with their child processes; resolves when they have ended. No further command is started. */
export async function endCommands(): Promise<void> {
  isEnding = true;
  for (const child of running.keys()) signalGroup(child, 'SIGTERM');
  const killing = setTimeout(() => killAll(), GRACE_MS);
  await Promise.all(running.values());
  clearTimeout(killing);
}

function waitFor(
  child: ChildProcess,
  { timeoutMs, maxOutput: mostOutput = MAX_OUTPUT }: CommandLimits,
): Promise<CommandExit> {
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
    const done = (end: Pick<CommandExit, 'code' | 'signal' | 'error'>): void => {
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
 * Sends a signal to all processes of the group led by a process, even if the leader has ended and only other members
 * still run.
 */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') {
      const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
      const { status } = spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true });
      // If the tree cannot be ended, end its root.
      if (status !== 0) child.kill(signal);
    } else process.kill(-pid, signal);
  } catch {
    // The whole group has ended.
  }
}

function killAll(): void {
  for (const child of running.keys()) signalGroup(child, 'SIGKILL');
}

/** Kills all commands at once; callers that await them continue. */
export function killCommands(): void {
  isEnding = true;
  killAll();
}

/**
 * Ctrl-C in a terminal does not reach the process groups, so it is forwarded first, and this process ends afterwards. A
 * second signal kills at once.
 */
function onSignal(signal: NodeJS.Signals): void {
  if (isEnding) {
    killCommands();
    return;
  }
  void endCommands().then(() => {
    removeSignalHandlers();
    process.kill(process.pid, signal);
  });
}

function addSignalHandlers(): void {
  process.on('exit', killAll);
  const { isMainThread } = require('node:worker_threads') as typeof import('node:worker_threads');
  if (isMainThread) for (const signal of SIGNALS) process.on(signal, onSignal);
}

function removeSignalHandlers(): void {
  process.off('exit', killAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}
