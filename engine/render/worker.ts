import { parentPort } from 'node:worker_threads';
import { EmitStage, hasFailedPart, type EmitStageJob } from './emit-stage';
import type { JobResult } from './job';
import { BEGUN, claimChunks, CURRENT_JOB } from './run-jobs';
import { Renderer } from './renderer';
import type { WorkerInput, WorkerMessage, WorkerOrder } from './worker-thread';

const send = (message: WorkerMessage): void => parentPort?.postMessage(message);

/** Claims chunks of jobs in parallel to the main thread until none is left. Serves one run after the other. */
async function work(input: WorkerInput): Promise<void> {
  const renderer = await Renderer.create(input.renderer);
  if (Array.isArray(renderer)) {
    send({ failed: renderer });
    return;
  }
  const { shared, slot } = input;
  // Set before the first claim: if it is still 0 after the last job was claimed, this thread got none.
  Atomics.store(shared, BEGUN + slot, 1);
  await claimChunks(input, async (chunk, jobs) => {
    const results: JobResult[] = [];
    const rendered: EmitStageJob[] = [];
    let failed = false;
    for (const [offset, job] of jobs.entries()) {
      Atomics.store(shared, CURRENT_JOB + slot, chunk + offset + 1);
      const one = await renderer.render(job);
      if (renderer.formatsInBatches) rendered.push(one);
      else results.push(renderer.finish(one));
      failed = hasFailedPart(one) || (results.at(-1)?.failures.length ?? 0) > 0;
      if (failed && input.stopOnFailure) break;
    }
    for (const one of await renderer.formatBatch(rendered)) results.push(renderer.finish(one));
    failed ||= results.some(({ failures }) => failures.length > 0);
    send({ chunk, results });
    return !(failed && input.stopOnFailure);
  });
  send({ done: renderer.times, reads: renderer.reads });
}

let emitStage: EmitStage | undefined;

/** Also finishes jobs that the main thread has rendered. */
parentPort?.on('message', (order: WorkerOrder) => {
  if ('work' in order) void work(order.work);
  else if ('prepareToFinish' in order) emitStage = new EmitStage(order.prepareToFinish);
  else if (emitStage) {
    const one = emitStage;
    const results = order.finish.map((job) => one.finish(job));
    send({ finished: { results, busyNs: one.busyNs, compileNs: one.compileNs } });
  }
});
