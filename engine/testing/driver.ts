import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { CodegenOptions } from '../options';
import type { TargetOutcome } from '../../executors/codegen/run-target';
import type { TargetContext } from '../../executors/codegen/target-context';
import { forkOnWindows, windowsNode, windowsPath } from './windows-node';

export interface DriverRequest {
  readonly options: CodegenOptions;
  readonly context: TargetContext;
  readonly env: Readonly<Record<string, string>>;
  readonly umask?: number;
  readonly taskHash?: string;
}

interface Answer {
  readonly id: number;
  readonly outcome?: TargetOutcome;
  readonly error?: string;
  readonly steps?: readonly string[];
}

/** A child process that runs targets of the built package; started on first use. */
export class Driver {
  private child: ChildProcess | undefined;
  private readonly waiting = new Map<
    number,
    { resolve: (outcome: TargetOutcome) => void; reject: (error: Error) => void }
  >();
  private next = 0;

  /** Names of the functions that changed the file system so far, if the process records them. */
  steps: readonly string[] = [];

  /** Standard error so far. */
  errors = '';

  constructor(
    private readonly env: Readonly<Record<string, string>> = {},
    private readonly preload?: string,
    /** The user of the process, if different. */
    private readonly user: { readonly uid?: number; readonly gid?: number } = {},
    private readonly isOnWindows = windowsNode() !== undefined,
  ) {}

  run(request: DriverRequest): Promise<TargetOutcome> {
    const child = this.process();
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      child.send({ id, ...(this.isOnWindows ? withWindowsPaths(request) : request) });
    });
  }

  /** Process id, for tests that end the process. */
  get pid(): number | undefined {
    return this.process().pid;
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  }

  private process(): ChildProcess {
    if (this.child) return this.child;
    const script = join(__dirname, 'child.cjs');
    const env = { ...process.env, ...this.env };
    const execArgv = this.preload === undefined ? [] : ['--require', join(__dirname, this.preload)];
    const child = this.isOnWindows
      ? forkOnWindows(script, env, execArgv)
      : fork(script, { env, ...this.user, stdio: ['inherit', 'inherit', 'pipe', 'ipc'], execArgv });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
      process.stderr.write(text);
    });
    child.on('message', (message: Answer) => {
      const waiter = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      this.steps = message.steps ?? [];
      if (message.outcome) waiter?.resolve(message.outcome);
      else waiter?.reject(new Error(message.error));
    });
    child.on('exit', (code, signal) => {
      if (this.child === child) this.child = undefined;
      for (const { reject } of this.waiting.values()) reject(new Error(`the driver ended: ${code ?? signal}`));
      this.waiting.clear();
    });
    this.child = child;
    return child;
  }
}

function withWindowsPaths(request: DriverRequest): DriverRequest {
  const { context, env } = request;
  const state = env['NX_WORKFLOW_CACHE_DIR'];
  return {
    ...request,
    context: { ...context, root: context.root.startsWith('/') ? windowsPath(context.root) : context.root },
    env: { ...env, ...(state?.startsWith('/') ? { NX_WORKFLOW_CACHE_DIR: windowsPath(state) } : {}) },
  };
}
