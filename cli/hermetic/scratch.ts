import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { signalGroup } from '../../engine/compile/process-group';
import { makeTemporaryFolder } from '../../state/temporary-folder';

export interface ProcessResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary folder and the processes that work in it. Both are removed at the end, also after errors and signals. */
export interface Scratch {
  readonly folder: string;
  /** Runs a Node program to its end. */
  node(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<ProcessResult>;
}

/** Milliseconds that Nx gets to end its task before it is killed. */
const KILL_AFTER_MS = 10_000;

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Calls `work` with a new temporary folder. On SIGINT, SIGTERM and SIGHUP, ends the started processes and removes the
 * folder before this process ends.
 */
export async function withScratch<T>(work: (scratch: Scratch) => Promise<T>): Promise<T> {
  const folder = makeTemporaryFolder('hermetic');
  const running = new Set<ChildProcess>();
  let isStopped = false;
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  const handlers = Object.entries(SIGNALS).map(([signal, code]) => {
    const handler = (): void => {
      isStopped = true;
      void endAll(running).then(() => {
        remove();
        process.exit(code);
      });
    };
    process.on(signal, handler);
    return { signal, handler };
  });
  try {
    return await work({ folder, node: (args, cwd, env) => runNode(args, cwd, env, running, () => isStopped) });
  } finally {
    for (const { signal, handler } of handlers) process.off(signal, handler);
    remove();
  }
}

function runNode(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  running: Set<ChildProcess>,
  isStopped: () => boolean,
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    // Never resolves, because this process is about to end.
    if (isStopped()) return;
    // A process group of its own, so that all processes of the task can be ended.
    const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    running.add(child);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      if (!isStopped()) resolve({ code: code ?? 1, stdout, stderr });
    });
  });
}

/** Asks all processes to end, because only Nx knows the processes of its task; then kills those that still run. */
async function endAll(running: ReadonlySet<ChildProcess>): Promise<void> {
  const children = [...running];
  const ended = Promise.all(children.map((child) => new Promise((done) => child.once('close', done))));
  for (const child of children) signalGroup(child, 'SIGTERM');
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([ended, new Promise((done) => (timer = setTimeout(done, KILL_AFTER_MS)))]);
  clearTimeout(timer);
  for (const child of running) signalGroup(child, 'SIGKILL');
}
