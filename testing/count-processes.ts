import { setTimeout as wait } from 'node:timers/promises';
import { endWine } from '../engine/testing/prepared-windows';
import { leftProcesses, MARK } from './left-processes';

/** Milliseconds for processes that end by themselves; those of Nx end with a delay. */
const EXIT_TIMEOUT_MS = 30_000;

/** Global teardown: fails if a process that the tests started still runs, whether child or daemon. */
export default async function countProcesses(): Promise<void> {
  endWine();
  const mark = process.env[MARK] ?? '';
  const until = Date.now() + EXIT_TIMEOUT_MS;
  while (leftProcesses(mark).length > 0 && Date.now() < until) await wait(100);
  const left = leftProcesses(mark);
  if (left.length > 0) throw new Error(`the tests left processes behind:\n${left.join('\n')}`);
}
