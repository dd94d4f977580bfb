import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { signalGroup } from '../../engine/compile/process-group';
import { makeTemporaryFolder } from '../../state/temporary-folder';

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary folder and the processes that work in it. All of it is gone at the end, whatever the end is. */
export interface Scratch {
  readonly folder: string;
  /** Runs a Node program to its end. */
  node(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Finished>;
}

/** How long Nx has to end its task. */
const PATIENCE_MS = 10_000;

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Works with a folder of its own in the system's place for temporary files. Ctrl-C and a request to end also end
 * the processes that were started, and remove the folder, before this process ends.
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
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    // Who waits for it goes no further: this process is about to end.
    if (isStopped()) return;
    // A group of its own, so that nothing that the task started stays behind.
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

/** Asks all to end, because only Nx knows which processes its task has started; ends those that do not. */
async function endAll(running: ReadonlySet<ChildProcess>): Promise<void> {
  const children = [...running];
  const ended = Promise.all(children.map((child) => new Promise((done) => child.once('close', done))));
  for (const child of children) signalGroup(child, 'SIGTERM');
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([ended, new Promise((done) => (timer = setTimeout(done, PATIENCE_MS)))]);
  clearTimeout(timer);
  for (const child of running) signalGroup(child, 'SIGKILL');
}
