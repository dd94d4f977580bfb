import { availableParallelism } from 'node:os';
import { library } from '../testing/library';
import { diagnosticsOf } from '../testing/small';
import { endDriver } from '../testing/workspace';
import type { DraftedJob, EmitStageInput, EmitStageJob } from './emit-stage';
import { OffloadQueue, offloadQueueFor } from './offload-queue';
import type { JobResult } from './job';
import type { Finished, WorkerThread } from './worker-thread';

afterAll(endDriver);

const COUNT = 300;

it.each([true, false])('many files come out the same if another thread helps; compiled: %j', async (compiles) => {
  const workspace = library(COUNT, compiles ? {} : { compile: [] });
  try {
    const alone = await workspace.succeed({ workers: 1 });
    const expected = workspace.outputs();
    workspace.remove('generated');
    const run = await workspace.succeed({ workers: 'auto' });
    expect(run.counts).toBe(alone.counts);
    expect(run.report?.workers).toBeGreaterThanOrEqual(Math.min(2, availableParallelism()));
    expect(workspace.outputs()).toEqual(expected);
  } finally {
    workspace.dispose();
  }
});

it('the first failure is reported, whichever thread finds it', async () => {
  const workspace = library(COUNT, { workers: 'auto' });
  try {
    workspace.write({
      'code/prepare.js': `module.exports = (spec, { name }) => {
  if (name === 'pattern140') throw new Error(name + ' is wrong');
  return { ...spec, name, nodes: name === 'pattern130' ? [{ type: 'add', value: '(' }] : [] };
};
`,
    });
    const run = await workspace.run();
    expect(diagnosticsOf(run.output).split('\n')[0]).toBe(
      'generated/pattern130.ts:3:7 error compile: Unexpected token (made by templates/pattern.hbs from patterns/pattern130.json)',
    );
    expect(workspace.outputs()).toBeUndefined();
    const all = await workspace.run({ onError: 'continue' });
    expect(diagnosticsOf(all.output)).toContain('patterns/pattern140.json error prepare: pattern140 is wrong');
    expect(all.counts).toBe(`0/${2 * COUNT - 3}/0 0/${COUNT - 2}/0`);
  } finally {
    workspace.dispose();
  }
});

describe('OffloadQueue', () => {
  const INPUT = { settings: { compilers: [{ compiler: 'typescript' }] } } as unknown as EmitStageInput;
  /** A fake thread that answers on request. */
  class Thread {
    hasEnded = false;
    readonly told: string[] = [];
    private readonly answers: ((done: Finished | undefined) => void)[] = [];

    prepareToFinish(): void {
      this.told.push('prepare');
    }

    finish(jobs: readonly EmitStageJob[]): Promise<Finished | undefined> {
      this.told.push(jobs.map(nameOf).join(' '));
      return new Promise((resolve) => this.answers.push(resolve));
    }

    answer(results?: readonly JobResult[]): void {
      this.answers.shift()?.(results && { results, busyNs: 1, compileNs: 2 });
    }

    crash(): void {
      this.hasEnded = true;
      while (this.answers.length > 0) this.answer();
    }

    endFinishing(): void {
      this.told.push('end');
    }

    end(): Promise<void> {
      this.told.push('kill');
      return Promise.resolve();
    }
  }

  function nameOf(job: EmitStageJob): string {
    return job.kind !== 'drafted' ? job.source : job.parts.map((part) => ('path' in part ? part.path : '')).join();
  }

  function job(path: string, length = 1): DraftedJob {
    return {
      kind: 'drafted',
      patterns: [],
      parts: [{ path, text: ' '.repeat(length), partials: [], emit: 0, pattern: null }],
    };
  }

  function begun(thread: Thread): OffloadQueue {
    return new OffloadQueue(INPUT, thread as unknown as WorkerThread);
  }

  const result = (): JobResult => ({ patterns: [], rendered: [], skipped: [], compiled: [], failures: [] });

  it('sends three batches at a time; the caller finishes the rest at the end', async () => {
    const thread = new Thread();
    const offload = begun(thread);
    const done: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) offload.add([job(name)], () => done.push(name));
    expect(thread.told).toEqual(['prepare', 'a', 'b', 'c']);
    thread.answer([result()]);
    await new Promise(setImmediate);
    expect([done, thread.told.at(-1), offload.finishedBatches]).toEqual([['a'], 'd', 1]);

    const here: string[] = [];
    const finishing = offload.finishAll((one) => {
      here.push(nameOf(one));
      return result();
    });
    for (const _ of [1, 2, 3]) thread.answer([result()]);
    await finishing;
    expect([here, done.sort()]).toEqual([['e'], ['a', 'b', 'c', 'd', 'e']]);
    await offload.release();
    expect(thread.told.at(-1)).toBe('end');
  });

  it('loses the batches of a thread that ends, and finishes the rest in the caller', async () => {
    const thread = new Thread();
    const offload = begun(thread);
    const done: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) offload.add([job(name)], () => done.push(name));
    thread.crash();
    expect(offload.hasRoom).toBe(false);
    await offload.finishAll(result);
    expect(done).toEqual(['d']);
  });

  it('holds at most a megabyte', async () => {
    const thread = new Thread();
    const offload = begun(thread);
    offload.add([job('a', 2 ** 20 - 1)], () => undefined);
    expect(offload.hasRoom).toBe(true);
    offload.add([job('b')], () => undefined);
    expect(offload.hasRoom).toBe(false);
    thread.answer([result()]);
    await new Promise(setImmediate);
    expect(offload.hasRoom).toBe(true);
    // After release, the thread must not continue writing.
    await offload.release();
    expect(thread.told.at(-1)).toBe('kill');
  });
});

it('a queue is only for many files to compile into a folder', () => {
  const queue = (compilers: readonly object[], jobs: number, stagingFolder?: string): unknown =>
    offloadQueueFor(
      { settings: { compilers }, stagingFolder } as unknown as Parameters<typeof offloadQueueFor>[0],
      jobs,
    );
  expect(queue([], 1000, '/out')).toBeUndefined();
  expect(queue([{ compiler: 'command' }], 1000, '/out')).toBeUndefined();
  expect(queue([{ compiler: 'typescript' }], 249, '/out')).toBeUndefined();
  expect(queue([{ compiler: 'typescript' }], 1000)).toBeUndefined();
});
