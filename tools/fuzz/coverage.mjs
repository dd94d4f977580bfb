import { Session } from 'node:inspector';
import { pathToFileURL } from 'node:url';

/** V8's block coverage of a folder's code in this process. */
export class Coverage {
  /** @type {Session} */
  #session;
  /** @type {string} */
  #prefix;
  /** @type {Set<string>} */
  #seen = new Set();

  /**
   * @param {Session} session
   * @param {string} prefix
   */
  constructor(session, prefix) {
    this.#session = session;
    this.#prefix = prefix;
  }

  /**
   * @param {string} folder absolute, ends with a separator
   * @returns {Promise<Coverage>}
   */
  static async start(folder) {
    const session = new Session();
    session.connect();
    session.post('Profiler.enable');
    session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    return new Coverage(session, pathToFileURL(folder).href);
  }

  /** True if anything ran since the last call that had not run before it. */
  addsNew() {
    const before = this.#seen.size;
    for (const key of this.#take()) this.#seen.add(key);
    return this.#seen.size > before;
  }

  /**
   * For each newly covered block, the first input of a round that reaches it.
   *
   * @param {readonly Buffer[]} inputs
   * @param {(input: Buffer) => void} run
   */
  those(inputs, run) {
    return inputs.filter((input) => {
      run(input);
      const before = this.#kept.size;
      for (const key of this.#take()) this.#kept.add(key);
      return this.#kept.size > before;
    });
  }

  /** @type {Set<string>} */
  #kept = new Set();

  /** @returns {string[]} */
  #take() {
    /** @type {string[]} */
    const keys = [];
    this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error) throw error;
      for (const { url, functions } of answer.result) {
        // The URL of a CommonJS module is its path.
        if (!url.startsWith(this.#prefix) && !pathToFileURLOrSame(url).startsWith(this.#prefix)) continue;
        for (const { ranges } of functions) {
          for (const { startOffset, endOffset, count } of ranges) {
            if (count > 0) keys.push(`${url}:${startOffset}:${endOffset}`);
          }
        }
      }
    });
    return keys;
  }
}

/** @param {string} url */
function pathToFileURLOrSame(url) {
  return url.startsWith('/') ? pathToFileURL(url).href : url;
}
