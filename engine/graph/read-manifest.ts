import { join } from 'node:path';
import { readRegular } from '../../state/regular-file';
import { isMissing, isSpecialFileError } from '../file-problem';
import { MANIFEST_NAME } from '../../state/manifest-name';

/**
 * Reads the manifest of an output folder; undefined if there is none. A special file in its place counts as a damaged
 * manifest. Throws if it cannot be read.
 */
export function readManifest(outputFolder: string): Buffer | undefined {
  const path = join(outputFolder, MANIFEST_NAME);
  try {
    return readRegular(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (isSpecialFileError(error)) return Buffer.alloc(0);
    throw error;
  }
}

/** True if both have the same bytes or both are missing. */
export function isSameManifest(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other);
}
