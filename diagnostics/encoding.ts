import { isUtf8 } from 'node:buffer';
import type { Diagnostic } from './diagnostic';
import { SourceText } from './source-text';

/** A finding at the first invalid byte of a file that is not UTF-8; undefined for a valid file. */
export function encodingProblem(file: string, bytes: Buffer): Diagnostic | undefined {
  if (isUtf8(bytes)) return undefined;
  const source = SourceText.decoded(file, bytes);
  const message = 'the file is not valid UTF-8';
  return { severity: 'error', code: 'encoding', message, ...source.at(firstInvalid(bytes)), hint: 'save it as UTF-8' };
}

/** The offset, in the decoded text, of the first invalid byte. */
function firstInvalid(bytes: Buffer): number {
  const text = bytes.toString('utf8');
  const again = Buffer.from(text);
  let different = 0;
  while (different < bytes.length && bytes[different] === again[different]) different++;
  // An invalid byte is decoded as a character of three bytes, of which the first may equal it.
  let [offset, end] = [0, 0];
  for (const character of text) {
    end += Buffer.byteLength(character);
    if (end > different) break;
    offset += character.length;
  }
  return offset - (text.startsWith('\uFEFF') ? 1 : 0);
}
