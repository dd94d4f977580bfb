/** Told after each piece of work of a stage; called often, so it must cost next to nothing. */
export type OnProgress = (stage: 'generating' | 'compiling', done: number, total: number) => void;

/** Where progress is shown: standard error, which no result goes through. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Progress {
  readonly step: OnProgress;
  /** Takes the bar away; the report follows on standard output. */
  readonly end: () => void;
}

/** Work that takes less shows nothing. */
const SHOW_AFTER_MS = 500;
const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;
const WIDTH = 24;
const CLEAR = '\r\x1b[2K';

/**
 * Progress of long work. A terminal gets a bar with counts and rate; a log gets a plain line every ten seconds,
 * and of short work nothing at all.
 *
 * @param open called where there is something to tell: opening the stream takes time that most runs have no use for
 * @param now milliseconds by a clock that only goes forward
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
