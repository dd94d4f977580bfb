import { SIGNALS } from '../engine/compile/process-group';

/**
 * Calls back when this process has to end: on a signal, or because Nx has died and cannot send one.
 *
 * @returns removes the listeners
 */
export function onShutdown(end: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, end);
  process.once('disconnect', end);
  return () => {
    for (const signal of SIGNALS) process.off(signal, end);
    process.off('disconnect', end);
  };
}
