import type { EmitStageInput, Unfinished } from './emit-stage';
import type { Job, JobResult } from './job';
import { mostThreads, takeThread } from './kept-threads';
import type { RendererInput } from './renderer';
import type { WorkerThread } from './worker-thread';

/** For fewer jobs, the start of a thread takes as long as what it would do. */
const MANY_JOBS = 250;

/** Most lists sent to the other thread at a time: it must not run dry while this thread renders. */
const MOST_SENT = 3;

/** Most characters in the queue, which bounds its memory. */
const MOST_WAITING = 2 ** 20;

/** Milliseconds that offloading a job takes in all: its text is copied twice, its result once. */
const OFFLOAD_MS = 0.1;
/** Milliseconds until a new thread finishes its first file. */
const START_MS = 60;

/** Files to measure before deciding: the first ones are slow, because their code is cold. */
const ENOUGH_JOBS = 64;

/** The queue of a run that may use threads; undefined for one that may not. Its thread starts later. */
export function offloadQueueFor(input: Omit<RendererInput, 'templates' | 'functions'>): OffloadQueue | undefined {
  const may = mostThreads() > 0 && input.stagingFolder !== undefined;
  return may ? new OffloadQueue(input, () => takeThread(input)) : undefined;
}

/**
 * Whether offloading the rest of a run shortens it: a thread has to save twice its cost. Measured in each run, because
 * the time to write a file depends on the disk, and varies tenfold on the same one.
 */
export function offloadPays(finishMs: number, done: number, left: number): boolean {
  return done >= ENOUGH_JOBS && (finishMs / done - OFFLOAD_MS) * left >= 2 * START_MS;
}

interface Waiting {
  readonly jobs: readonly Unfinished[];
  readonly size: number;
  readonly onResults: (results: readonly JobResult[]) => void;
}

/**
 * Sends rendered texts to another thread, which compiles, hashes and writes them while this one renders. That thread
 * loads no user code and little of ours, so it is useful as soon as it runs. Whatever is left in the queue at the end,
 * this thread does itself.
 */
export class OffloadQueue {
  compileNs = 0;
  /** Lists that the other thread has finished. */
  count = 0;
  private busyNs = 0;
  private thread: WorkerThread | undefined;
  private began = 0;
  private readonly waiting: Waiting[] = [];
  private readonly sent = new Set<Promise<void>>();
  private size = 0;

  constructor(
    private readonly input: EmitStageInput,
    private readonly take: () => WorkerThread,
  ) {}

  /** Starts the thread before rendering where many files are compiled, which always pays: it loads while templates do. */
  beginWith(jobs: readonly Job[]): void {
    const isCompiled = this.input.settings.compilers.some(({ compiler }) => compiler === 'typescript');
    if (isCompiled && jobs.length >= MANY_JOBS) this.begin();
  }

  /** Starts the thread as soon as that pays, by the time that the emit stage has taken in this thread. */
  beginIfItPays(finishMs: number, done: number, left: number): void {
    if (!this.hasBegun && offloadPays(finishMs, done, left)) this.begin();
  }

  get hasBegun(): boolean {
    return this.thread !== undefined;
  }

  /** Whether to add more. Otherwise the other thread is behind, and this one runs the emit stage itself. */
  get hasRoom(): boolean {
    return this.thread?.hasEnded === false && this.size < MOST_WAITING;
  }

  give(jobs: readonly Unfinished[], onResults: Waiting['onResults']): void {
    const size = jobs.reduce((sum, job) => sum + sizeOf(job), 0);
    this.size += size;
    this.waiting.push({ jobs, size, onResults });
    this.send();
  }

  /** The share of the other processors, 0 to 1, that the offload thread has left idle so far. */
  freeShare(): number {
    if (!this.hasBegun) return 1;
    const busy = this.waiting.length > 0 ? 1 : this.busyNs / 1e6 / (performance.now() - this.began);
    return 1 - busy / mostThreads();
  }

  /**
   * Resolves when the queue is empty; this thread takes waiting jobs too, by `finishHere`. If the other thread has
   * died, its jobs are lost and rendered again: keeping every text until it is written would cost more.
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

  /** Gives the thread back; its unfinished jobs are lost. Idempotent. */
  async release(): Promise<void> {
    if (this.sent.size > 0) await this.thread?.end();
    else this.thread?.endFinishing();
  }

  private begin(): void {
    const { settings, emitTemplates, freshParts, stagingFolder } = this.input;
    this.thread = this.take();
    this.thread.prepareToFinish({ settings, emitTemplates, freshParts, stagingFolder, stagingPrefix: 'f-' });
    this.began = performance.now();
  }

  private send(): void {
    while (this.thread?.hasEnded === false && this.sent.size < MOST_SENT) {
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
  if (job.kind !== 'drafted') return 0;
  return job.parts.reduce((sum, part) => sum + ('text' in part ? part.text.length : 0), 0);
}
