import { parentPort, workerData } from 'node:worker_threads';
import type { RunReport } from '../../executors/codegen/report/report';
import { runCodegen } from '../../executors/codegen/run';
import { declaredFor, type TargetContext } from '../../executors/codegen/target-context';
import type { Settings } from '../../executors/codegen/settings';

/** What a thread that runs rounds is started with. */
export interface RoundWorkerData {
  readonly settings: Settings;
  readonly context: TargetContext;
}

/** The answer to `run`: what the run did, or what it threw. */
export type RoundAnswer = { readonly report: RunReport } | { readonly thrown: string };

const { settings, context } = workerData as RoundWorkerData;

/** `end` lets the compilers clean up, `kill` does not; both end the thread. */
export type RoundMessage = 'run' | 'end' | 'kill';

parentPort?.on('message', (message: RoundMessage) => {
  if (message !== 'run') {
    const stages = require('../../executors/codegen/stages') as typeof import('../../executors/codegen/stages');
    if (message === 'kill') stages.killCommands();
    void stages.endCommands().then(() => parentPort?.close());
    return;
  }
  runCodegen(settings, declaredFor(context)).then(
    (report) => parentPort?.postMessage({ report } satisfies RoundAnswer),
    (error: unknown) => {
      const thrown = (error as Error).stack ?? String(error);
      parentPort?.postMessage({ thrown } satisfies RoundAnswer);
    },
  );
});
