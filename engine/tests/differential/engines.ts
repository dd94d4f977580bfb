import { EngineProcess } from '../../testing/differential/engine-process';

/** One process for incremental runs and one for clean runs, so that both run concurrently. */
export class Engines {
  /** Counts of outcomes over all sessions. */
  readonly counts = { succeeded: 0, failed: 0 };
  readonly incremental: EngineProcess;
  readonly clean: EngineProcess;

  /** @param mutation a deliberate defect of the incremental engine */
  constructor(private readonly mutation?: object) {
    this.incremental = new EngineProcess(this.env());
    // Each clean workspace has a new, unique path.
    this.clean = new EngineProcess({ DIFFERENTIAL_KEEP: '1' });
  }

  /** A process that is killed before a given change to the file system. */
  killedAt(step: number): EngineProcess {
    return new EngineProcess({ ...this.env(), DIFFERENTIAL_INLINE: '1', KILL_AT: String(step) });
  }

  async end(): Promise<void> {
    await Promise.all([this.incremental.end(), this.clean.end()]);
  }

  private env(): Record<string, string> {
    return this.mutation === undefined ? {} : { DIFFERENTIAL_MUTATION: JSON.stringify(this.mutation) };
  }
}
