import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { CodegenOptions } from '../../options';

export interface Due {
  /** Relative to the output folder; null where only a run can name the file. */
  readonly path: string | null;
  readonly action: string;
  readonly from: string;
  readonly pattern: string | null;
  readonly reasons: readonly string[];
}

/** What the preview commands say. */
export interface Preview {
  /** What is wrong with the inputs, as `check` says it. */
  readonly findings: readonly string[];
  readonly stale: readonly string[];
  readonly due: readonly Due[];
}

export interface EngineAnswer {
  readonly before?: Preview;
  readonly success: boolean;
  readonly output: string;
  /** After a run that succeeded. */
  readonly after?: Preview;
}

export interface EngineRequest {
  readonly options: CodegenOptions;
  readonly context: object;
  readonly env: Readonly<Record<string, string>>;
  /** Whether the preview commands look, too. */
  readonly looks: boolean;
}

/** A process in which the built engine runs. It lives until it is ended, or dies where it is to be killed. */
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
