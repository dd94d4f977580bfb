import fc from 'fast-check';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from './atomic-write';
import { stateFolder } from './folder';
import { canonicalJson, sha256, sha256OfParts } from './hash';

describe('writeFileAtomic', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nx-workflow-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('creates folders, and replaces an existing file', () => {
    const path = join(folder, 'a/b/c.txt');
    writeFileAtomic(path, 'one');
    writeFileAtomic(path, Buffer.from('two'));
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['c.txt']);
  });

  it('throws errors of the file system, and leaves nothing behind', () => {
    mkdirSync(join(folder, 'taken'));
    expect(() => writeFileAtomic(join(folder, 'taken'), 'x')).toThrow(/EISDIR|EEXIST|ENOTEMPTY/);
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});

describe('a hash', () => {
  it('is sha256 in lower-case hexadecimal', () => {
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256('ü')).toBe(sha256(Buffer.from('ü')));
  });

  it('over parts depends on the boundaries of the parts', () => {
    const parts = fc.array(fc.oneof(fc.constantFrom('', '1', '1:', ':', '0:'), fc.string({ maxLength: 3 })), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(sha256OfParts(a) === sha256OfParts(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});

describe('canonical JSON', () => {
  it('is the same text for equal values, in any order of keys', () => {
    const turn = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turn);
      if (value === null || typeof value !== 'object') return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, turn(inner)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(turn(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('sorts keys by code unit', () => {
    expect(canonicalJson({ b: 1, a: { z: [{ y: 1, x: 2 }], Z: null }, ä: 0 })).toBe(
      '{"a":{"Z":null,"z":[{"x":2,"y":1}]},"b":1,"ä":0}',
    );
  });
});

describe('the state folder', () => {
  it.each([
    [undefined, '/w/node_modules/.cache/nx-workflow'],
    ['', '/w/node_modules/.cache/nx-workflow'],
    ['/elsewhere', '/elsewhere'],
    ['.cache/x', '/w/.cache/x'],
  ])('is, with NX_WORKFLOW_CACHE_DIR %j, %s', (value, expected) => {
    expect(stateFolder('/w', value === undefined ? {} : { NX_WORKFLOW_CACHE_DIR: value })).toBe(expected);
  });
});
