import { sha256 } from '../../state/hash';
import { bodyOf, checksumInHead, verifiedChecksum, withHead } from './manifest-head';

const BODY = '  "tools": {}\n}\n';
const CHECKSUM = sha256(BODY);
const WHOLE = `{\n  "version": 2,\n  "checksum": "${CHECKSUM}",\n${BODY}`;
const manifest = (): Buffer => Buffer.from(WHOLE);

test('the head holds the version and the checksum of the body', () => {
  expect(withHead([Buffer.from('  "tools": '), Buffer.from('{}\n}\n')]).toString()).toBe(WHOLE);
});

test('a manifest is split into body and checksum', () => {
  expect(bodyOf(manifest()).toString()).toBe(BODY);
  expect(checksumInHead(manifest())).toBe(CHECKSUM);
  expect(verifiedChecksum(manifest())).toBe(CHECKSUM);
});

test.each([
  ['another body', WHOLE.replace('tools', 'tool')],
  ['another checksum', WHOLE.replace(CHECKSUM, sha256(''))],
  ['another version', WHOLE.replace('2', '1')],
  ['no text', ''],
  ['the body alone', BODY],
])('%s has no valid checksum', (_title, text) => {
  expect(verifiedChecksum(Buffer.from(text))).toBeUndefined();
});

test('the checksum in the head is returned without comparing it with the body', () => {
  const text = WHOLE.replace(CHECKSUM, 'f'.repeat(64));
  expect(checksumInHead(Buffer.from(text))).toBe('f'.repeat(64));
});
