import { unicodeEscape } from '../../diagnostics/render';

/** Prefix of our own files and folders in the output folder. */
export const OWN_PREFIX = '.codegen-';

/** Leaves room for the path of the workspace on every system. */
const MAX_PATH_BYTES = 1000;

const MAX_NAME_BYTES = 255;

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Bidirectional marks, Unicode line separators and zero-width characters, without joiners, which are parts of words.
 */
const INVISIBLE = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/**
 * The problem with a path rendered from `to`; undefined if it is valid. The path must name a file below the output
 * folder on every system: no `..`, no absolute path, no name reserved by Windows.
 */
export function outputPathProblem(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (CONTROL.test(path)) return 'it holds a control character';
  if (/[\ud800-\udfff]/u.test(path)) return 'it holds half of a character';
  if (INVISIBLE.test(path)) return 'it holds a character that is not seen or changes how others are seen';
  if (path.includes('\\')) return 'it holds a backslash; folders are separated by "/"';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'it is absolute';
  const parts = path.split('/');
  if (parts.includes('..')) return 'it leaves the output folder';
  if (parts.some((part) => part === '' || part === '.')) return 'it has an empty part';
  if (parts[0]?.toLowerCase().startsWith(OWN_PREFIX)) {
    return `names that begin with "${OWN_PREFIX}" are for the executor itself`;
  }
  for (const part of parts) {
    if (/[<>:"|?*]/.test(part)) return `"${part}" holds a character that Windows does not allow`;
    if (/[. ]$/.test(part)) return `"${part}" ends with a dot or a space`;
    if (/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])(\.|$)/i.test(part))
      return `"${part}" is a device on Windows`;
  }
  return pathLengthProblem(path);
}

/** The problem with the length of a path that is otherwise valid, as after a change of extension. */
export function pathLengthProblem(path: string): string | undefined {
  // A UTF-16 code unit takes at most three bytes in UTF-8.
  if (3 * path.length <= MAX_NAME_BYTES) return undefined;
  if (path.split('/').some((part) => Buffer.byteLength(part) > MAX_NAME_BYTES)) {
    return `a part of it is longer than ${MAX_NAME_BYTES} bytes`;
  }
  return Buffer.byteLength(path) > MAX_PATH_BYTES ? `it is longer than ${MAX_PATH_BYTES} bytes` : undefined;
}

/** Characters that a terminal would interpret or not show. */
const HIDDEN = new RegExp(`${CONTROL.source}|${INVISIBLE.source}`, 'g');

/** A path for messages: escaped to one line and shortened. */
export function shownPath(path: string): string {
  const line = path.replace(HIDDEN, (sign) => JSON.stringify(sign).slice(1, -1).replace(/^.$/su, unicodeEscape));
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
