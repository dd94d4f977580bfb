import { parentPort, workerData } from 'node:worker_threads';
import { Session, type CheckResult } from '../../engine/session';
import type { RunReport } from '../../engine/report/report';
import { declaredFor } from '../../executors/codegen/target-context';
import type { PlainTask } from './reload-task';

/** The data of a round thread; its environment is that of the task. */
export type RoundWorkerData = Pick<PlainTask, 'settings' | 'context'>;

/** `end` lets the compilers clean up, `kill` does not; both end the thread. */
export type RoundMessage =
  /** @param reported the changed files; undefined if there may be other changes */
  { readonly run: { readonly reported: readonly string[] | undefined } } | 'end' | 'kill';

/** The answer to `run`: its report, or the error that it threw. */
export type RoundAnswer = { readonly report: RunReport } | { readonly thrown: string };

/** A message from the thread: an answer, or the result of the check of all files after a round. */
export type RoundEvent = RoundAnswer | { readonly look: CheckResult };

const { settings, context } = workerData as RoundWorkerData;
const target = new Session(settings, { declared: declaredFor(context) });
const tell = (news: RoundEvent): void => parentPort?.postMessage(news);
let isIdle = false;
let looking: Promise<unknown> = Promise.resolve();

parentPort?.on('message', (message: RoundMessage) => {
  isIdle = false;
  if (typeof message === 'object') void looking.then(() => run(message.run.reported));
  else void looking.then(() => end(message));
});

async function run(named: readonly string[] | undefined): Promise<void> {
  try {
    tell({ report: await target.run(named) });
    isIdle = true;
    looking = look();
  } catch (error) {
    tell({ thrown: textOf(error) });
  }
}

/** Checks all files after a round, until the next request. Errors are left to the next round. */
async function look(): Promise<void> {
  try {
    const found = await target.check(() => isIdle);
    if (found) tell({ look: found });
  } catch {
    target.forget();
  }
}

async function end(message: 'end' | 'kill'): Promise<void> {
  const stages = require('../../engine/stages') as typeof import('../../engine/stages');
  if (message === 'kill') stages.killCommands();
  else target.forget();
  await stages.endCommands();
  parentPort?.close();
}

function textOf(error: unknown): string {
  return (error as Error).stack ?? String(error);
}
