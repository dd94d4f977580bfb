import type { Diagnostic } from '../../diagnostics/diagnostic';

/** What this thread has loaded that it cannot load again, by absolute path: its version or hash then. */
const loaded = new Map<string, string>();

/**
 * Notes what is about to be loaded, and says where it is another one than this thread has loaded before: a process that
 * lives on would format by the old one.
 *
 * @param now by absolute path: the version or hash
 */
export function loadedOnce(what: string, now: ReadonlyMap<string, string>): Diagnostic | undefined {
  for (const [path, version] of now) {
    const before = loaded.get(path);
    if (before !== undefined && before !== version) {
      return {
        severity: 'error',
        code: 'module',
        message: `${what} has changed since this process loaded it`,
        hint: 'run the command anew: code is loaded once in a process',
      };
    }
    loaded.set(path, version);
  }
  return undefined;
}
