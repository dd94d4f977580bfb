/** Called after each unit of work of a stage. Called often, so it must be cheap. */
export type OnProgress = (stage: 'generating' | 'compiling', done: number, total: number) => void;

/** The stream for progress: standard error, since results go to standard output. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Progress {
  readonly step: OnProgress;
  /** Removes the bar; the report follows on standard output. */
  readonly end: () => void;
}

/** Shorter work shows no progress. */
const SHOW_AFTER_MS = 500;
const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;
const WIDTH = 24;
const CLEAR = '\r\x1b[2K';

/**
 * Shows the progress of long work: a bar with counts and rate on a terminal, a plain line every ten seconds in a log,
 * and nothing for short work.
 *
 * @param open opens the stream on first use, because that takes time that most runs do not need
 * @param now monotonic clock in milliseconds
 */
export function showProgress(open: () => ProgressStream, now: () => number = milliseconds): Progress {
  let stream: ProgressStream | undefined;
  let terminal = false;
  let stage: string | undefined;
  let began = now();
  const start = began;
  let last = began;
  let due = began + SHOW_AFTER_MS;
  let shown = false;
  return {
    step: (current, done, total) => {
      const time = now();
      if (stage !== current) [stage, began] = [current, last];
      last = time;
      if (time < due) return;
      if (!stream) {
        stream = open();
        terminal = stream.isTTY === true;
        if (!terminal) due = start + LINE_EVERY_MS;
        if (time < due) return;
      }
      due = time + (terminal ? BAR_EVERY_MS : LINE_EVERY_MS);
      if (!terminal) {
        stream.write(`${stage}: ${done} of ${total}\n`);
        return;
      }
      shown = true;
      const full = Math.floor((WIDTH * done) / total);
      const bar = `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
      const rate = Math.round((done * 1000) / (time - began));
      stream.write(`${CLEAR}${stage} ${bar} ${done} of ${total}, ${rate}/s`);
    },
    end: () => {
      if (shown) stream?.write(CLEAR);
      shown = false;
    },
  };
}

function milliseconds(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
