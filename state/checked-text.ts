import { writeLosableFile } from './atomic-write';
import { sha256 } from './hash';
import { readRegularText } from './regular-file';

/** Writes a text below its checksum. Throws what the file system throws. */
export function writeCheckedText(path: string, text: string): void {
  writeLosableFile(path, `${sha256(text)}\n${text}`);
}

/** A text that {@link writeCheckedText} wrote; undefined where it is damaged. Throws where there is none. */
export function readCheckedText(path: string): string | undefined {
  const all = readRegularText(path);
  const end = all.indexOf('\n');
  const text = all.slice(end + 1);
  return all.slice(0, end) === sha256(text) ? text : undefined;
}
