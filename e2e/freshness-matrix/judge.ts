import type { Right, RightError, RightFiles } from './row';
import type { RowPlace } from './row-place';

/** The outcome of one row in one way of running. */
export interface Outcome {
  readonly failed: boolean;
  /** Its output. */
  readonly log: string;
}

/** A cell of the table: its text, and whether it is right. */
export interface Verdict {
  readonly isRight: boolean;
  /** For the table: `bytes`, `error: code`, or what is wrong. */
  readonly cell: string;
  readonly details: string;
}

/** Compares the outcome of a row with the expected alternatives, one of which must match. */
export function judge(place: RowPlace, outcome: Outcome, rights: readonly Right[]): Verdict {
  if (rights.length === 0) return { isRight: true, cell: 'any', details: '' };
  for (const right of rights) {
    const cell = right.kind === 'files' ? judgeFiles(place, outcome, right) : judgeError(place, outcome, right);
    if (cell !== undefined) return { isRight: true, cell, details: '' };
  }
  const details = [
    `expected: ${rights.map((right) => JSON.stringify(right)).join(' or ')}`,
    `files: ${JSON.stringify(filesOf(place, rights))}`,
    outcome.log,
  ].join('\n');
  if (!outcome.failed) {
    const isError = rights.every(({ kind }) => kind === 'error');
    return { isRight: false, cell: isError ? 'NO ERROR' : 'STALE', details };
  }
  return { isRight: false, cell: `WRONG ERROR: ${firstCode(outcome.log) ?? 'none'}`, details };
}

function judgeFiles(place: RowPlace, { failed }: Outcome, right: RightFiles): string | undefined {
  if (failed) return undefined;
  const same = Object.entries(right.files).every(([path, content]) => (place.output(path) ?? null) === content);
  return same ? 'bytes' : undefined;
}

function judgeError(place: RowPlace, { failed, log }: Outcome, { code, says }: RightError): string | undefined {
  if (!failed) return undefined;
  if (!says.every((words) => log.includes(words.replace('{row}', place.folder)))) return undefined;
  const found =
    code === undefined ? firstCode(log) : new RegExp(`(^|\\s)error ${code}:`, 'm').test(log) ? code : undefined;
  return found === undefined ? undefined : `error: ${found}`;
}

function firstCode(log: string): string | undefined {
  return /(?:^|\s)error ([a-z-]+):/m.exec(log)?.[1];
}

function filesOf(place: RowPlace, rights: readonly Right[]): Record<string, string | null> {
  const paths = rights.flatMap((right) => (right.kind === 'files' ? Object.keys(right.files) : []));
  return Object.fromEntries(paths.map((path) => [path, place.output(path) ?? null]));
}
