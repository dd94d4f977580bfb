import type { FinisherInput, Unfinished } from './finisher';
import type { Job, JobResult } from './job';
import { mostThreads, takeThread } from './kept-threads';
import type { RendererInput } from './renderer';
import type { WorkerThread } from './worker-thread';

/** For fewer jobs, the start of a thread takes as long as what it would do. */
const MANY_JOBS = 250;

/** Lists that the other thread has at a time: one more than it works on while this thread looks away. */
const MOST_SENT = 3;

/** Characters that may wait: memory must not grow with all that is rendered. */
const MOST_WAITING = 2 ** 20;

interface Waiting {
  readonly jobs: readonly Unfinished[];
  readonly size: number;
  readonly onResults: (results: readonly JobResult[]) => void;
}

/**
 * Begins to hand over, where that pays: where there are many files to compile, which takes longer than the way to
 * another thread. The thread gets ready while the templates are loaded.
 */
export function beginHandover(
  input: FinisherInput & Pick<RendererInput, 'settings' | 'modules'>,
  jobs: readonly Job[],
): Handover | undefined {
  const { settings, emitTemplates, freshCompiles, stagingFolder } = input;
  const pays =
    jobs.length >= MANY_JOBS &&
    mostThreads() > 0 &&
    stagingFolder !== undefined &&
    settings.compilers.some(({ compiler }) => compiler === 'typescript');
  if (!pays) return undefined;
  return new Handover(takeThread(input), {
    settings,
    emitTemplates,
    freshCompiles,
    stagingFolder,
    stagingPrefix: 'f-',
  });
}

/**
 * Hands what this thread has rendered to another one, which compiles, hashes and writes meanwhile. That one runs no
 * code of the user's and hardly any of ours, so that it is of use as soon as it runs. What it does not get
 * to, this thread does in the end.
 */
export class Handover {
  compileNs = 0;
  /** Lists that the other thread has finished. */
  count = 0;
  private busyNs = 0;
  private readonly began = performance.now();
  private readonly waiting: Waiting[] = [];
  private readonly sent = new Set<Promise<void>>();
  private size = 0;

  constructor(
    private readonly thread: WorkerThread,
    input: FinisherInput,
  ) {
    thread.prepareToFinish(input);
  }

  /** Whether more should be handed over; otherwise the other thread is behind, and this one should do its share. */
  get hasRoom(): boolean {
    return this.size < MOST_WAITING && !this.thread.hasEnded;
  }

  give(jobs: readonly Unfinished[], onResults: Waiting['onResults']): void {
    const size = jobs.reduce((sum, job) => sum + sizeOf(job), 0);
    this.size += size;
    this.waiting.push({ jobs, size, onResults });
    this.send();
  }

  /** The part of the processors beside this thread's that the other one has left to others so far. */
  freeShare(): number {
    const busy = this.waiting.length > 0 ? 1 : this.busyNs / 1e6 / (performance.now() - this.began);
    return 1 - busy / mostThreads();
  }

  /**
   * Until all is finished: what still waits in this thread, by `finishHere`. Where the other thread has ended, nothing
   * comes of what it had: keeping every text until it is written would be dearer than rendering those again.
   */
  async finishAll(finishHere: (job: Unfinished) => JobResult): Promise<void> {
    while (this.waiting.length + this.sent.size > 0) {
      const next = this.waiting.shift();
      if (next) {
        next.onResults(next.jobs.map(finishHere));
        await new Promise<void>((resolve) => setImmediate(resolve));
      } else await Promise.all(this.sent);
    }
  }

  /** Gives the thread back; what it was still to finish is lost. Safe to call again. */
  async release(): Promise<void> {
    if (this.sent.size > 0) await this.thread.end();
    else this.thread.endFinishing();
  }

  private send(): void {
    while (this.sent.size < MOST_SENT && !this.thread.hasEnded) {
      const next = this.waiting.shift();
      if (!next) return;
      const { jobs, size, onResults } = next;
      const sent = this.thread.finish(jobs).then((done) => {
        this.sent.delete(sent);
        if (!done) return;
        this.size -= size;
        this.compileNs = done.compileNs;
        this.busyNs = done.busyNs;
        this.count++;
        onResults(done.results);
        this.send();
      });
      this.sent.add(sent);
    }
  }
}

function sizeOf(job: Unfinished): number {
  if (job.kind === 'compile') return 0;
  return job.parts.reduce((sum, part) => sum + ('text' in part ? part.text.length : 0), 0);
}
