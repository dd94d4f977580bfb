/**
 * Ends this process and its compiler commands if Nx has died and cannot send a signal: nobody would get the result, and
 * other runs would wait for this one.
 *
 * @returns removes the listener
 */
export function endWithParent(): () => void {
  const end = (): void => {
    const { endCommands } = require('../../engine/stages') as typeof import('../../engine/stages');
    // Exit code of a process that SIGTERM ended.
    void endCommands().then(() => process.exit(143));
  };
  process.once('disconnect', end);
  return () => process.off('disconnect', end);
}
