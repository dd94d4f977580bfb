import { isUtf8 } from 'node:buffer';

/** Of a file with more differing lines than these, a diff would be no help, and its time grows with their square. */
const MOST_EDITS = 5000;

/**
 * How a file would change, as a unified diff that `git apply` and `patch -p1` take; one line where that cannot be shown.
 *
 * @param path relative to the workspace
 * @param before its bytes; undefined where there is no file yet
 * @param after its bytes; undefined where there is none any more
 */
export function unifiedDiff(path: string, before: Buffer | undefined, after: Buffer | undefined): string {
  if ([before, after].some((bytes) => bytes && !isText(bytes))) return `${path}: not text, so there is no diff`;
  // Of all that looks at a target, only this needs it.
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = require('diff') as typeof import('diff');
  const [old, now] = [before ? `a/${path}` : '/dev/null', after ? `b/${path}` : '/dev/null'];
  const texts = [before?.toString() ?? '', after?.toString() ?? ''] as const;
  const patch = createTwoFilesPatch(old, now, ...texts, undefined, undefined, {
    headerOptions: FILE_HEADERS_ONLY,
    context: 3,
    maxEditLength: before && after ? MOST_EDITS : Infinity,
  });
  return patch?.replace(/\n$/, '') ?? `${path}: more than ${MOST_EDITS} lines differ, so there is no diff`;
}

/** As git has it: a file with a zero byte is none. */
function isText(bytes: Buffer): boolean {
  return !bytes.includes(0) && isUtf8(bytes);
}
