import type { EmitStageInput, EmitStageJob } from './emit-stage';
import type { JobResult } from './job';
import { earlyThreads } from './thread-cost';
import { maxThreads, takeThread } from './thread-pool';
import type { RendererInput } from './renderer';
import type { WorkerThread } from './worker-thread';

/** Most batches sent to the other thread at a time, enough to keep it busy while this thread renders. */
const MAX_SENT = 3;

/** Most characters in the queue, which bounds its memory. */
const MAX_QUEUED_CHARACTERS = 2 ** 20;

/**
 * Creates the queue of a run that may use threads and compiles many files: its thread loads the transformer while this
 * one loads templates. Undefined for other runs, in which a thread that renders too does more.
 */
export function offloadQueueFor(
  input: Omit<RendererInput, 'templates' | 'functions'>,
  jobs: number,
): OffloadQueue | undefined {
  const isCompiled = input.settings.compilers.some(({ compiler }) => compiler === 'typescript');
  const pays = isCompiled && earlyThreads(jobs) > 0 && maxThreads() > 0 && input.stagingFolder !== undefined;
  return pays ? new OffloadQueue(input, takeThread(input)) : undefined;
}

interface QueuedJobs {
  readonly jobs: readonly EmitStageJob[];
  readonly size: number;
  readonly onResults: (results: readonly JobResult[]) => void;
}

/**
 * Sends rendered texts to another thread, which compiles, hashes and writes them while this one renders. That thread
 * loads no user code and little of ours, so it is useful as soon as it runs. At the end, this thread takes jobs from
 * the queue too.
 */
export class OffloadQueue {
  compileNs = 0;
  /** Number of batches that the other thread has finished. */
  finishedBatches = 0;
  private busyNs = 0;
  private readonly startedAt = performance.now();
  private readonly waiting: QueuedJobs[] = [];
  private readonly sent = new Set<Promise<void>>();
  private size = 0;

  constructor(
    { settings, emitTemplates, freshParts, stagingFolder }: EmitStageInput,
    private readonly thread: WorkerThread,
  ) {
    thread.prepareToFinish({ settings, emitTemplates, freshParts, stagingFolder, stagingPrefix: 'f-' });
  }

  /** False if the other thread is behind. This thread then runs the emit stage itself. */
  get hasRoom(): boolean {
    return !this.thread.hasEnded && this.size < MAX_QUEUED_CHARACTERS;
  }

  add(jobs: readonly EmitStageJob[], onResults: QueuedJobs['onResults']): void {
    const size = jobs.reduce((sum, job) => sum + sizeOf(job), 0);
    this.size += size;
    this.waiting.push({ jobs, size, onResults });
    this.send();
  }

  /** Share of the other processors, from 0 to 1, that the offload thread has left idle so far. */
  freeShare(): number {
    const busy = this.waiting.length > 0 ? 1 : this.busyNs / 1e6 / (performance.now() - this.startedAt);
    return 1 - busy / maxThreads();
  }

  /**
   * Resolves when the queue is empty. This thread processes queued jobs too, with `finishHere`. Jobs of a thread that
   * died are lost and rendered again: keeping every text until it is written would cost more.
   */
  async finishAll(finishHere: (job: EmitStageJob) => JobResult): Promise<void> {
    while (this.waiting.length + this.sent.size > 0) {
      const next = this.waiting.shift();
      if (next) {
        next.onResults(next.jobs.map(finishHere));
        await new Promise<void>((resolve) => setImmediate(resolve));
      } else await Promise.all(this.sent);
    }
  }

  /** Returns the thread to the pool. Unfinished jobs are lost. Idempotent. */
  async release(): Promise<void> {
    if (this.sent.size > 0) await this.thread.end();
    else this.thread.endFinishing();
  }

  private send(): void {
    while (!this.thread.hasEnded && this.sent.size < MAX_SENT) {
      const next = this.waiting.shift();
      if (!next) return;
      const { jobs, size, onResults } = next;
      const sent = this.thread.finish(jobs).then((done) => {
        this.sent.delete(sent);
        if (!done) return;
        this.size -= size;
        this.compileNs = done.compileNs;
        this.busyNs = done.busyNs;
        this.finishedBatches++;
        onResults(done.results);
        this.send();
      });
      this.sent.add(sent);
    }
  }
}

function sizeOf(job: EmitStageJob): number {
  if (job.kind !== 'drafted') return 0;
  return job.parts.reduce((sum, part) => sum + ('text' in part ? part.text.length : 0), 0);
}
