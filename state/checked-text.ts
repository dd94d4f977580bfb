import { writeCacheFile } from './atomic-write';
import { sha256 } from './hash';
import { readRegularText } from './regular-file';

/** Writes a text with its checksum. Throws errors of the file system. */
export function writeCheckedText(path: string, text: string): void {
  writeCacheFile(path, `${sha256(text)}\n${text}`);
}

/** Reads a text of {@link writeCheckedText}; undefined if it is damaged. Throws if there is none. */
export function readCheckedText(path: string): string | undefined {
  const all = readRegularText(path);
  const end = all.indexOf('\n');
  const text = all.slice(end + 1);
  return all.slice(0, end) === sha256(text) ? text : undefined;
}
