import type { ChildProcessWithoutNullStreams } from 'node:child_process';

/** A watch process, whose output is read piece by piece. */
export class Watching {
  private said = '';
  private heard: (() => void) | undefined;
  readonly ended: Promise<number | null>;

  /** @param patienceMs how long to wait without new output, in milliseconds */
  constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly patienceMs = 60_000,
  ) {
    const listen = (text: string): void => {
      this.said += text;
      this.heard?.();
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
    this.ended = new Promise((resolve) => child.on('close', resolve));
  }

  /** The output up to a line that begins with these words, without times. */
  async says(words: string): Promise<string> {
    for (;;) {
      const at = `\n${this.said}`.indexOf(`\n${words}`);
      const end = at < 0 ? -1 : this.said.indexOf('\n', at);
      if (end >= 0) {
        const text = this.said.slice(0, end + 1);
        this.said = this.said.slice(end + 1);
        return text.replace(/\d+\.\d ms/g, '_ ms');
      }
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`waited for "${words}" and got:\n${this.said}`)),
          this.patienceMs,
        );
        this.heard = () => {
          clearTimeout(late);
          resolve();
        };
      });
    }
  }

  /** Waits for output, and then until it has been idle and silent for two seconds. */
  async settles(isAtWork: () => boolean): Promise<void> {
    await this.says('watch: ');
    let [heard, quiet] = [-1, 0];
    while (quiet < 20) {
      quiet = heard === this.said.length && !isAtWork() ? quiet + 1 : 0;
      heard = this.said.length;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    this.said = '';
  }

  stop(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}
