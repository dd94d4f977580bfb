import { isUtf8 } from 'node:buffer';

/** With more differing lines than this, a diff is no help, and its time grows with the square of their number. */
const MAX_EDITS = 5000;

/**
 * The change of a file as a unified diff for `git apply` and `patch -p1`; one line with the reason if there is no diff.
 *
 * @param path relative to the workspace
 * @param before old bytes; undefined for a new file
 * @param after new bytes; undefined for a deleted file
 */
export function unifiedDiff(path: string, before: Buffer | undefined, after: Buffer | undefined): string {
  if ([before, after].some((bytes) => bytes && !isText(bytes))) return `${path}: not text, so there is no diff`;
  // Loaded here, because only diffs need it.
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = require('diff') as typeof import('diff');
  const [old, now] = [before ? `a/${path}` : '/dev/null', after ? `b/${path}` : '/dev/null'];
  const texts = [before?.toString() ?? '', after?.toString() ?? ''] as const;
  const patch = createTwoFilesPatch(old, now, ...texts, undefined, undefined, {
    headerOptions: FILE_HEADERS_ONLY,
    context: 3,
    maxEditLength: before && after ? MAX_EDITS : Infinity,
  });
  return patch?.replace(/\n$/, '') ?? `${path}: more than ${MAX_EDITS} lines differ, so there is no diff`;
}

/** As in git, a file with a zero byte is not text. */
function isText(bytes: Buffer): boolean {
  return !bytes.includes(0) && isUtf8(bytes);
}
