import { existsSync } from 'node:fs';
import { readRegularText } from './regular-file';

/** The text of a file; undefined if it is missing or unreadable. */
export function textOrNothing(path: string): string | undefined {
  // Cheaper than an exception.
  if (!existsSync(path)) return undefined;
  try {
    return readRegularText(path);
  } catch {
    return undefined;
  }
}
