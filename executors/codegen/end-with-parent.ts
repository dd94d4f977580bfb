/**
 * Ends this process, and the compilers that it runs, where Nx has died and cannot ask for it: the result would go to
 * nobody, and other runs would wait for it.
 *
 * @returns takes that back
 */
export function endWithParent(): () => void {
  const end = (): void => {
    const { endCommands } = require('../../engine/stages') as typeof import('../../engine/stages');
    // What a shell sees of a process that SIGTERM ended.
    void endCommands().then(() => process.exit(143));
  };
  process.once('disconnect', end);
  return () => process.off('disconnect', end);
}
