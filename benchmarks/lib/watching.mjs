// @ts-check
import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The lines of `nx-workflow watch` at the end of a round, and after the check of all files that follows it. */
const LINE = /^watch: (.*) \(([\d.]+) ms\)$/m;
const LOOK = /^watch: looked at all files, (.*) \(([\d.]+) ms\)$/m;

/** A watch process with its reported rounds. */
export class Watching {
  #said = '';
  #ended = false;
  /** @type {(() => void) | undefined} */
  #heard;

  /** @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child */
  constructor(child) {
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        this.#said += text;
        this.#heard?.();
      });
    }
    this.closed = new Promise((resolve) => child.once('close', resolve)).then(() => {
      this.#ended = true;
      this.#heard?.();
    });
  }

  /**
   * Starts it and waits until its first round is over.
   *
   * @param {import('./bench.mjs').Bench} bench @param {import('./nx.mjs').NxWorkspace} workspace @param {string} target
   */
  static async start(bench, workspace, target) {
    const bin = join(workspace.folder, 'node_modules', 'nx-workflow', 'bin', 'nx-workflow.js');
    const watching = new Watching(
      spawn(process.execPath, [bin, 'watch', target], {
        cwd: workspace.folder,
        env: workspace.environment(false),
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    bench.scratch.onEnd(() => watching.end());
    await watching.#round();
    return watching;
  }

  /** @param {() => void} change @returns {Promise<{ ms: number, reported: number }>} from the change to its line, and the time in that line */
  async round(change) {
    const began = performance.now();
    change();
    const reported = await this.#round();
    return { ms: performance.now() - began, reported };
  }

  /** @returns {Promise<number>} the time in the line of the check after a round; the target has `verbose: true` */
  async look() {
    const [what, ms] = await this.#next(LOOK);
    if (what !== 'nothing else has changed') throw new Error(`behind a round, ${what}`);
    return ms;
  }

  /** @returns {Promise<void>} */
  end() {
    this.child.kill('SIGTERM');
    return this.closed;
  }

  async #round() {
    const [what, ms] = await this.#next(LINE);
    if (!what.includes('rendered=')) throw new Error(`a round failed: ${what}`);
    return ms;
  }

  /** The next line that matches a pattern. @param {RegExp} form @returns {Promise<[what: string, ms: number]>} */
  async #next(form) {
    for (;;) {
      const found = form.exec(this.#said);
      if (found) {
        this.#said = this.#said.slice(found.index + found[0].length);
        return [found[1] ?? '', Number(found[2])];
      }
      if (this.#ended) throw new Error(`watch ended:\n${this.#said}`);
      await new Promise((resolve) => (this.#heard = () => resolve(undefined)));
    }
  }
}
