import { sha256 } from '../../state/hash';

/** Counts up with every change of the manifest's form; a manifest of another version is not read. */
export const MANIFEST_VERSION = 2;

const BEFORE_CHECKSUM = `{\n  "version": ${MANIFEST_VERSION},\n  "checksum": "`;
const BEHIND_CHECKSUM = '",\n';
const CHECKSUM_LENGTH = 64;
const HEAD_LENGTH = BEFORE_CHECKSUM.length + CHECKSUM_LENGTH + BEHIND_CHECKSUM.length;

/** A manifest of this version, from all that follows its head. */
export function withHead(pieces: readonly Buffer[]): Buffer {
  const room = `${BEFORE_CHECKSUM}${'0'.repeat(CHECKSUM_LENGTH)}${BEHIND_CHECKSUM}`;
  const whole = Buffer.concat([Buffer.from(room), ...pieces]);
  whole.write(sha256(whole.subarray(HEAD_LENGTH)), BEFORE_CHECKSUM.length);
  return whole;
}

/** What follows the head. */
export function bodyOf(manifest: Buffer): Buffer {
  return manifest.subarray(HEAD_LENGTH);
}

/** The checksum that a manifest bears, which names it; what it is over has been checked before, or was just made. */
export function borneChecksum(manifest: Buffer): string {
  return manifest.toString('latin1', BEFORE_CHECKSUM.length, BEFORE_CHECKSUM.length + CHECKSUM_LENGTH);
}

/** The checksum of a manifest of this version that is whole; undefined of any other text. */
export function checksumOf(manifest: Buffer): string | undefined {
  const checksum = sha256(bodyOf(manifest));
  const head = `${BEFORE_CHECKSUM}${checksum}${BEHIND_CHECKSUM}`;
  return manifest.toString('latin1', 0, HEAD_LENGTH) === head ? checksum : undefined;
}
