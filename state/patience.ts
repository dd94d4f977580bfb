/**
 * What Windows says of a file or folder that another process has open: a virus scanner, an indexer, an editor. It
 * rarely lasts for more than a moment.
 */
const HELD = new Set(['EPERM', 'EACCES', 'EBUSY', 'ENOTEMPTY']);

const PATIENCE_MS = 2000;
const LONGEST_WAIT_MS = 100;

/**
 * Takes steps on files again that Windows refuses because another process has the file open. All that one instance
 * waits comes to two seconds at most, however many files are refused for good. Other systems refuse for good only.
 */
export class Patience {
  private left = PATIENCE_MS;

  constructor(
    private readonly isWindows: boolean = process.platform === 'win32',
    private readonly wait: (ms: number) => void = sleep,
  ) {}

  /** Throws what the last try has thrown. */
  try<T>(step: () => T): T {
    for (let ms = 1; ; ms = Math.min(2 * ms, LONGEST_WAIT_MS)) {
      try {
        return step();
      } catch (error) {
        if (!this.isWindows || this.left < ms || !HELD.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
        this.left -= ms;
        this.wait(ms);
      }
    }
  }
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
