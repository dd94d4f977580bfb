import { EngineProcess } from '../../testing/differential/engine-process';

/** A process for incremental runs and one for clean ones, so that both go on at the same time. */
export class Engines {
  /** How many runs of all sessions came to what. */
  readonly counts = { succeeded: 0, failed: 0 };
  readonly incremental: EngineProcess;
  readonly clean: EngineProcess;

  /** @param mutation what the incremental engine leaves out on purpose */
  constructor(private readonly mutation?: object) {
    this.incremental = new EngineProcess(this.env());
    // Each workspace of theirs is a new one, at a path that no other has.
    this.clean = new EngineProcess({ DIFFERENTIAL_KEEP: '1' });
  }

  /** A process that dies before a change of the file system. */
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
