import { MARK } from './left-processes';

/** Global setup: marks the processes that the tests will start. */
export default function markProcesses(): void {
  process.env[MARK] = `${process.pid}-${Date.now()}`;
}
