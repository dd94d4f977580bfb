import { join } from 'node:path';
import { readRegular } from '../../state/regular-file';
import { isMissing, isNoFile } from '../file-problem';
import { MANIFEST_NAME } from '../../state/manifest-name';

/**
 * The manifest in an output folder; undefined where there is none. What is no file there, and goes where a
 * manifest takes its place, counts as a damaged one. Throws where it cannot be read.
 */
export function readManifest(outputFolder: string): Buffer | undefined {
  const path = join(outputFolder, MANIFEST_NAME);
  try {
    return readRegular(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (isNoFile(error)) return Buffer.alloc(0);
    throw error;
  }
}

/** Whether two are the same bytes, or there is neither. */
export function isSameManifest(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other);
}
