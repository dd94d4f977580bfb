import { readRegularText } from './regular-file';

/** A file's text; undefined where there is none that can be read. */
export function textOrNothing(path: string): string | undefined {
  try {
    return readRegularText(path);
  } catch {
    return undefined;
  }
}
