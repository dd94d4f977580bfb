import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { CodegenOptions } from '../../options';

export interface Due {
  /** Relative to the output folder; null if known only after rendering. */
  readonly path: string | null;
  readonly action: string;
  readonly from: string;
  readonly pattern: string | null;
  readonly reasons: readonly string[];
}

/** The results of the preview commands. */
export interface Preview {
  /** Problems of the inputs, from `check`. */
  readonly findings: readonly string[];
  readonly stale: readonly string[];
  readonly due: readonly Due[];
}

export interface EngineAnswer {
  readonly before?: Preview;
  readonly success: boolean;
  readonly output: string;
  /** Preview after a successful run. */
  readonly after?: Preview;
}

export interface EngineRequest {
  readonly options: CodegenOptions;
  readonly context: object;
  readonly env: Readonly<Record<string, string>>;
  /** True to run the preview commands too. */
  readonly looks: boolean;
}

/** A process that runs the built engine, until it is ended or kills itself. */
export class EngineProcess {
  private child: ChildProcess | undefined;
  private next = 0;
  private readonly waiting = new Map<number, (answer: EngineAnswer | Error) => void>();

  constructor(private readonly env: Readonly<Record<string, string>> = {}) {}

  async ask(request: EngineRequest): Promise<EngineAnswer> {
    const child = (this.child ??= this.start());
    const id = this.next++;
    const answer = await new Promise<EngineAnswer | Error>((resolve) => {
      const late = setTimeout(() => resolve(new Error('the engine did not answer within a minute')), 60_000);
      this.waiting.set(id, (given) => {
        clearTimeout(late);
        resolve(given);
      });
      child.send({ id, ...request });
    });
    if (answer instanceof Error) throw answer;
    return answer;
  }

  end(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
    });
  }

  private start(): ChildProcess {
    const preload = this.env['KILL_AT'] === undefined ? [] : ['--require', join(__dirname, '../kill-at.cjs')];
    const child = fork(join(__dirname, 'child.cjs'), { env: { ...process.env, ...this.env }, execArgv: preload });
    child.on('message', ({ id, answer, error }: { id: number; answer?: EngineAnswer; error?: string }) => {
      this.waiting.get(id)?.(answer ?? new Error(error));
      this.waiting.delete(id);
    });
    child.on('exit', (code, signal) => {
      if (this.child === child) this.child = undefined;
      for (const settle of this.waiting.values()) settle(new Error(`the engine's process ended: ${code ?? signal}`));
      this.waiting.clear();
    });
    return child;
  }
}
