import { MARK } from './left-processes';

/** Before all tests: marks what they will start. */
export default function markProcesses(): void {
  process.env[MARK] = `${process.pid}-${Date.now()}`;
}
