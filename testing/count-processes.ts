import { setTimeout as wait } from 'node:timers/promises';
import { endWine } from '../engine/testing/prepared-windows';
import { leftProcesses, MARK } from './left-processes';

/** Milliseconds for processes that end by themselves: those of Nx take their time to notice that nobody is there. */
const PATIENCE_MS = 30_000;

/** After all tests: no process that they started goes on, neither a child nor a daemon. */
export default async function countProcesses(): Promise<void> {
  endWine();
  const mark = process.env[MARK] ?? '';
  const until = Date.now() + PATIENCE_MS;
  while (leftProcesses(mark).length > 0 && Date.now() < until) await wait(100);
  const left = leftProcesses(mark);
  if (left.length > 0) throw new Error(`the tests left processes behind:\n${left.join('\n')}`);
}
