import { sha256 } from '../../state/hash';

/** Incremented with every change of the manifest's format; other versions are not read. */
export const MANIFEST_VERSION = 2;

const BEFORE_CHECKSUM = `{\n  "version": ${MANIFEST_VERSION},\n  "checksum": "`;
const BEHIND_CHECKSUM = '",\n';
const CHECKSUM_LENGTH = 64;
const HEAD_LENGTH = BEFORE_CHECKSUM.length + CHECKSUM_LENGTH + BEHIND_CHECKSUM.length;

/** Puts the head with version and checksum before the body of a manifest. */
export function withHead(pieces: readonly Buffer[]): Buffer {
  const room = `${BEFORE_CHECKSUM}${'0'.repeat(CHECKSUM_LENGTH)}${BEHIND_CHECKSUM}`;
  const whole = Buffer.concat([Buffer.from(room), ...pieces]);
  whole.write(sha256(whole.subarray(HEAD_LENGTH)), BEFORE_CHECKSUM.length);
  return whole;
}

/** The part of a manifest after its head. */
export function bodyOf(manifest: Buffer): Buffer {
  return manifest.subarray(HEAD_LENGTH);
}

/** The checksum in a manifest's head, which identifies it. Does not verify it. */
export function checksumInHead(manifest: Buffer): string {
  return manifest.toString('latin1', BEFORE_CHECKSUM.length, BEFORE_CHECKSUM.length + CHECKSUM_LENGTH);
}

/** The checksum of an intact manifest of this version; undefined for any other text. */
export function verifiedChecksum(manifest: Buffer): string | undefined {
  const checksum = sha256(bodyOf(manifest));
  const head = `${BEFORE_CHECKSUM}${checksum}${BEHIND_CHECKSUM}`;
  return manifest.toString('latin1', 0, HEAD_LENGTH) === head ? checksum : undefined;
}
