import { join } from 'node:path';
import { readRegularText } from '../../state/regular-file';
import { isMissing, isNoFile } from '../file-problem';
import { MANIFEST_NAME } from './manifest-name';

/**
 * The text of the manifest in an output folder; undefined where there is none. What is no file there, and goes where a
 * manifest takes its place, counts as a damaged one. Throws where it cannot be read.
 */
export function readManifest(outputFolder: string): string | undefined {
  const path = join(outputFolder, MANIFEST_NAME);
  try {
    return readRegularText(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (isNoFile(error)) return '';
    throw error;
  }
}
