import { existsSync } from 'node:fs';
import { readRegularText } from './regular-file';

/** A file's text; undefined where there is none that can be read. */
export function textOrNothing(path: string): string | undefined {
  // An error costs more than a look.
  if (!existsSync(path)) return undefined;
  try {
    return readRegularText(path);
  } catch {
    return undefined;
  }
}
