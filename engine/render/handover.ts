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

/** Milliseconds that handing over a job takes in all: its text is copied twice, and what came of it once. */
const GIVING_MS = 0.1;
/** Milliseconds until a new thread finishes its first file. */
const STARTING_MS = 60;

/** Files before what they took tells of the rest: the first ones are dear, because code that has never run is slow. */
const ENOUGH_JOBS = 64;

/** One for a run that may have threads; it has none yet. */
export function mayHandOver(input: Omit<RendererInput, 'templates'>): Handover | undefined {
  const may = mostThreads() > 0 && input.stagingFolder !== undefined;
  return may ? new Handover(input, () => takeThread(input)) : undefined;
}

/**
 * Whether handing over the rest of a run shortens it: a thread has to win as much again as it costs. How long it takes
 * to make a file is a matter of the disk, and on one and the same it may be ten times as long as an hour ago.
 */
export function handoverPays(finishMs: number, done: number, left: number): boolean {
  return done >= ENOUGH_JOBS && (finishMs / done - GIVING_MS) * left >= 2 * STARTING_MS;
}

interface Waiting {
  readonly jobs: readonly Unfinished[];
  readonly size: number;
  readonly onResults: (results: readonly JobResult[]) => void;
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
  private thread: WorkerThread | undefined;
  private began = 0;
  private readonly waiting: Waiting[] = [];
  private readonly sent = new Set<Promise<void>>();
  private size = 0;

  constructor(
    private readonly input: FinisherInput,
    private readonly take: () => WorkerThread,
  ) {}

  /**
   * Before anything is rendered: where there are many files to compile, which always pays. The thread gets ready while
   * the templates are loaded.
   */
  beginWith(jobs: readonly Job[]): void {
    const isCompiled = this.input.settings.compilers.some(({ compiler }) => compiler === 'typescript');
    if (isCompiled && jobs.length >= MANY_JOBS) this.begin();
  }

  /** As soon as it pays, by what finishing has cost this thread. */
  beginIfItPays(finishMs: number, done: number, left: number): void {
    if (!this.hasBegun && handoverPays(finishMs, done, left)) this.begin();
  }

  get hasBegun(): boolean {
    return this.thread !== undefined;
  }

  /** Whether more should be handed over; otherwise the other thread is behind, and this one should do its share. */
  get hasRoom(): boolean {
    return this.thread?.hasEnded === false && this.size < MOST_WAITING;
  }

  give(jobs: readonly Unfinished[], onResults: Waiting['onResults']): void {
    const size = jobs.reduce((sum, job) => sum + sizeOf(job), 0);
    this.size += size;
    this.waiting.push({ jobs, size, onResults });
    this.send();
  }

  /** The part of the processors beside this thread's that the other one has left to others so far. */
  freeShare(): number {
    if (!this.hasBegun) return 1;
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
    if (this.sent.size > 0) await this.thread?.end();
    else this.thread?.endFinishing();
  }

  private begin(): void {
    const { settings, emitTemplates, freshCompiles, stagingFolder } = this.input;
    this.thread = this.take();
    this.thread.prepareToFinish({ settings, emitTemplates, freshCompiles, stagingFolder, stagingPrefix: 'f-' });
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
  if (job.kind === 'compile') return 0;
  return job.parts.reduce((sum, part) => sum + ('text' in part ? part.text.length : 0), 0);
}
