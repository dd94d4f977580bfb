import fc from 'fast-check';
import { sha256 } from '../../state/hash';
import { isRecord } from './is-record';
import { parseManifest, serializeManifest, type Manifest, type ManifestReading } from './manifest';
import { MANIFEST_VERSION } from './manifest-head';
import { isSafePath } from './safe-path';

const hash = fc.string().map(sha256);
const name = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9_.-]{1,12}$/).filter((part) => part !== '.' && part !== '..'),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'ü', 'a b', '"', '😀', '10', '2'),
);
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const byPath = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc
    .uniqueArray(fc.tuple(path, value), { selector: ([key]) => key, maxLength: 5 })
    .map((list) => Object.fromEntries(list));

const manifests: fc.Arbitrary<Manifest> = fc.record({
  version: fc.constant(MANIFEST_VERSION),
  tools: fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
  inputs: byPath(hash),
  patterns: byPath(fc.record({ fingerprint: hash, data: hash })),
  files: byPath(
    fc.record({
      emit: hash,
      pattern: fc.option(path, { nil: null }),
      template: path,
      partials: fc.array(fc.string(), { maxLength: 3 }),
      fingerprint: hash,
      sha256: hash,
      size: fc.nat(),
    }),
  ),
  skipped: fc.dictionary(
    fc.tuple(hash, fc.option(path, { nil: '' })).map((parts) => parts.join(' ')),
    fc.record({ partials: fc.array(fc.string(), { maxLength: 3 }), fingerprint: hash }),
    { maxKeys: 3 },
  ),
  compiled: byPath(
    fc.oneof(
      fc.record({ source: path, fingerprint: hash, sha256: hash, size: fc.nat() }),
      fc.record({ source: path, fingerprint: hash, reads: byPath(hash), sha256: hash, size: fc.nat() }),
    ),
  ),
});

/** A manifest with this text and a valid checksum, as an attacker could make it. */
function withChecksum(text: string): string {
  const [head = '', body = ''] = text.split(/(?<=^ {2}"checksum": "[0-9a-f]{64}",\n)/m);
  return head.replace(/[0-9a-f]{64}/, sha256(body)) + body;
}

const textOf = (manifest: Manifest): string => String(serializeManifest(manifest));
const parsed = (text: string): ManifestReading => parseManifest(Buffer.from(text));

describe('a manifest', () => {
  it('survives a round trip', () => {
    fc.assert(
      fc.property(manifests, (manifest) => {
        const text = textOf(manifest);
        const reading = parsed(text);
        expect(reading.state).toBe('ok');
        if (reading.state !== 'ok') return;
        expect(textOf(reading.manifest)).toBe(text);
        expect(Object.keys(reading.manifest.files).sort()).toEqual(Object.keys(manifest.files).sort());
      }),
    );
  });

  it('has the same text for any order of entries', () => {
    const turned = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
      Object.fromEntries(Object.entries(record).reverse());
    fc.assert(
      fc.property(manifests, (manifest) => {
        const { files, inputs, patterns, compiled, tools } = manifest;
        const other = {
          ...manifest,
          files: turned(files),
          inputs: turned(inputs),
          patterns: turned(patterns),
          compiled: turned(compiled),
          tools: turned(tools),
        };
        expect(serializeManifest(other)).toEqual(serializeManifest(manifest));
      }),
    );
  });

  it('has one line per entry and ends with a line end', () => {
    const text = textOf({
      version: MANIFEST_VERSION,
      tools: { yaml: '2' },
      inputs: { 'b.json': sha256('b'), 'a.json': sha256('a') },
      patterns: {},
      files: {},
      skipped: {},
      compiled: {},
    });
    expect(text.split('\n')).toEqual([
      '{',
      '  "version": 2,',
      expect.stringMatching(/^ {2}"checksum": "[0-9a-f]{64}",$/),
      '  "tools": {',
      '    "yaml": "2"',
      '  },',
      '  "inputs": {',
      `    "a.json": "${sha256('a')}",`,
      `    "b.json": "${sha256('b')}"`,
      '  },',
      '  "patterns": {},',
      '  "files": {},',
      '  "skipped": {},',
      '  "compiled": {}',
      '}',
      '',
    ]);
  });

  it('never throws for arbitrary text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (text) => {
        expect(['ok', 'lost']).toContain(parsed(text).state);
      }),
    );
  });

  it('is lost if changed anywhere, and then lists no path outside the output folder', () => {
    fc.assert(
      fc.property(manifests, fc.nat(), fc.string({ maxLength: 6 }), fc.nat(3), (manifest, at, insert, length) => {
        const text = textOf(manifest);
        const place = at % text.length;
        const changed = text.slice(0, place) + insert + text.slice(place + length);
        const reading = parsed(changed);
        if (reading.state === 'ok') expect(changed).toBe(text);
        if (reading.state === 'lost') expect(reading.owned.every(([path]) => isSafePath(path))).toBe(true);
      }),
    );
  });

  it.each(['../x', 'a/../../x', '/x', 'C:/x', 'a//b', './x', 'a\\..\\x', '', 'x/', 'a\0b'])(
    'is lost if it contains the path %j',
    (bad) => {
      const good = {
        emit: sha256(''),
        pattern: null,
        template: 't',
        partials: [],
        fingerprint: sha256(''),
        sha256: sha256(''),
        size: 0,
      };
      const made = { source: 's', fingerprint: sha256(''), sha256: sha256(''), size: 0 };
      const empty: Manifest = {
        version: MANIFEST_VERSION,
        ...{ tools: {}, inputs: {}, patterns: {}, files: {}, skipped: {}, compiled: {} },
      };
      const all: Manifest[] = [
        { ...empty, files: { [bad]: good } },
        { ...empty, compiled: { [bad]: made } },
        { ...empty, compiled: { ok: { ...made, source: bad } } },
        { ...empty, compiled: { ok: { ...made, reads: { [bad]: sha256('') } } } },
        { ...empty, inputs: { [bad]: sha256('') } },
        { ...empty, patterns: { [bad]: { fingerprint: sha256(''), data: sha256('') } } },
      ];
      for (const manifest of all) {
        const reading = parseManifest(serializeManifest(manifest));
        expect(reading).toMatchObject({ state: 'lost', reason: 'damaged' });
        expect(reading.state === 'lost' && reading.owned.some(([path]) => path === bad)).toBe(false);
      }
    },
  );

  it('is read or lost, but never throws, with any value replaced and a valid checksum', () => {
    fc.assert(
      fc.property(manifests, fc.nat(), fc.jsonValue(), (manifest, at, value) => {
        const json = JSON.parse(textOf(manifest)) as Record<string, unknown>;
        const places: [Record<string, unknown>, string][] = [];
        const visit = (record: Record<string, unknown>): void => {
          for (const key of Object.keys(record)) {
            places.push([record, key]);
            if (isRecord(record[key])) visit(record[key]);
          }
        };
        visit(json);
        const [record, key] = places[at % places.length]!;
        record[key] = value;
        const text = withChecksum(
          `{\n  "version": 2,\n  "checksum": "${sha256('')}",\n${JSON.stringify(json).slice(1)}`.replace(
            /"version":2,/,
            '',
          ),
        );
        const reading = parsed(text);
        expect(['ok', 'lost']).toContain(reading.state);
        if (reading.state === 'ok') expect(textOf(reading.manifest)).toContain('"version": 2');
      }),
    );
  });
});

it('a safe path stays below its base folder', () => {
  const parts = fc.constantFrom('a', '..', '.', '', 'C:', '\\', '/', 'b/', '\0', 'ü', '...');
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 6 }), fc.constantFrom('', '/'), (list, separator) => {
      const path = list.join(separator);
      if (!isSafePath(path)) return;
      const url = new URL(path.split('/').map(encodeURIComponent).join('/'), 'file:///folder/');
      expect(url.pathname.startsWith('/folder/')).toBe(true);
      expect(url.pathname.length).toBeGreaterThan('/folder/'.length);
    }),
  );
});
