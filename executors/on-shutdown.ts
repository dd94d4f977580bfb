import { SIGNALS } from '../engine/compile/process-group';

/**
 * Calls back where this process is asked to end: by a signal, or because Nx has died and cannot ask for it.
 *
 * @returns takes that back
 */
export function onShutdown(end: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, end);
  process.once('disconnect', end);
  return () => {
    for (const signal of SIGNALS) process.off(signal, end);
    process.off('disconnect', end);
  };
}
