/**
 * Error codes of Windows for a file or folder that another process has open: a virus scanner, an indexer, an editor.
 * Mostly transient.
 */
const RETRIED_CODES = new Set(['EPERM', 'EACCES', 'EBUSY', 'ENOTEMPTY']);

const PATIENCE_MS = 2000;
const LONGEST_WAIT_MS = 100;

/**
 * Retries file operations that fail on Windows because another process has the file open. One instance waits for two
 * seconds in total, however many files fail. On other systems, nothing is retried.
 */
export class WindowsRetry {
  private left = PATIENCE_MS;

  constructor(
    private readonly isWindows: boolean = process.platform === 'win32',
    private readonly wait: (ms: number) => void = sleep,
  ) {}

  /** Throws the error of the last attempt. */
  try<T>(step: () => T): T {
    for (let ms = 1; ; ms = Math.min(2 * ms, LONGEST_WAIT_MS)) {
      try {
        return step();
      } catch (error) {
        if (!this.isWindows || this.left < ms || !RETRIED_CODES.has((error as NodeJS.ErrnoException).code ?? ''))
          throw error;
        this.left -= ms;
        this.wait(ms);
      }
    }
  }
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
