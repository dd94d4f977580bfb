import fc from 'fast-check';
import { parseManifest, serializeManifest, type Manifest } from './manifest';
import { MANIFEST_VERSION } from './manifest-head';
import { changesBetween, ManifestText } from './manifest-text';

const hash = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: 64, maxLength: 64 });
/** Names that resemble the patterns of the search, or members of every object. */
const odd = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 8 }),
    fc.constantFrom(
      'files',
      'inputs',
      'compiled',
      'pattern',
      '"pattern":"a",',
      '{"source":"a",',
      '\n    "a": ',
      'a"',
      'ü\\',
    ),
  )
  .map((text) => `x${text.replace(/[/\\\0]/g, '_').replace(/[\u0000-\u001f\u007f]/g, '-')}`)
  .filter((text) => !/[. ]$/.test(text) && parseable(text));
const name = fc.oneof({ weight: 9, arbitrary: odd }, fc.constantFrom('__proto__', 'constructor', 'toString'));

const EMPTY: Manifest = {
  version: MANIFEST_VERSION,
  tools: {},
  inputs: {},
  patterns: {},
  files: {},
  skipped: {},
  compiled: {},
};

function parseable(path: string): boolean {
  const entry = { emit: 'a'.repeat(64), pattern: null, template: 't', partials: [], fingerprint: 'a'.repeat(64) };
  const files = { [path]: { ...entry, sha256: 'a'.repeat(64), size: 1 } };
  const text = serializeManifest({ ...EMPTY, files });
  return parseManifest(text).state === 'ok';
}

/** A manifest of some specs, each with its own file or a library file, and optionally compiled files. */
const manifests: fc.Arbitrary<{ manifest: Manifest; specs: string[] }> = fc
  .uniqueArray(
    fc.record({
      ...{ spec: name, file: name, made: hash, compiled: fc.boolean(), partials: fc.array(name) },
      isLibrary: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 6,
      comparator: (a, b) => a.spec === b.spec || a.file === b.file,
    },
  )
  .map((patterns) => {
    const entry = ({ spec, made, partials, isLibrary }: (typeof patterns)[number]) => ({
      ...{ emit: made, pattern: isLibrary ? null : spec, template: 't.hbs', partials },
      ...{ fingerprint: made, sha256: made, size: 3 },
    });
    const manifest: Manifest = {
      version: MANIFEST_VERSION,
      tools: { handlebars: '4', inputs: 'x' },
      inputs: Object.fromEntries(patterns.map(({ spec, made }) => [spec, made])),
      patterns: Object.fromEntries(patterns.map(({ spec, made }) => [spec, { fingerprint: made, data: made }])),
      files: Object.fromEntries(patterns.map((pattern) => [pattern.file, entry(pattern)])),
      skipped: Object.fromEntries(
        patterns.map(({ spec, made }) => [`${made} ${spec}`, { partials: [], fingerprint: made }]),
      ),
      compiled: Object.fromEntries(
        patterns.flatMap(({ file, made, compiled }) =>
          compiled ? [[`${file}.js`, { source: file, fingerprint: made, sha256: made, size: 2 }]] : [],
        ),
      ),
    };
    return { manifest, specs: patterns.map(({ spec }) => spec) };
  });

const SECTIONS = ['tools', 'inputs', 'patterns', 'files', 'compiled'] as const;

test('entry() returns what parsing the whole manifest returns', () => {
  fc.assert(
    fc.property(manifests, ({ manifest }) => {
      const text = new ManifestText(serializeManifest(manifest));
      for (const section of SECTIONS) {
        const entries = Object.entries(manifest[section] as Record<string, unknown>);
        expect(Object.entries(text.all(section))).toEqual(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
        for (const [key, value] of entries) expect(text.entry(section, key)).toEqual(value);
        expect(text.entry(section, 'no such key')).toBeUndefined();
      }
    }),
  );
});

test('entriesWith() finds each line that contains a text once', () => {
  fc.assert(
    fc.property(manifests, ({ manifest, specs }) => {
      const text = new ManifestText(serializeManifest(manifest));
      for (const spec of specs) {
        const found = text.entriesWith('files', `"pattern":${JSON.stringify(spec)},`);
        const expected = Object.entries(manifest.files).filter(([, { pattern }]) => pattern === spec);
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
      }
      const ofLibrary = Object.entries(manifest.files).filter(([, { pattern }]) => pattern === null);
      expect(text.entriesWith('files', '"pattern":null,')).toHaveLength(ofLibrary.length);
    }),
  );
});

test('patched() gives the same text as serializing, for any changed, added and removed entries', () => {
  fc.assert(
    fc.property(manifests, manifests, fc.nat(), ({ manifest: before }, { manifest: other }, pick) => {
      const mixed = <T>(a: Readonly<Record<string, T>>, b: Readonly<Record<string, T>>): Record<string, T> =>
        Object.fromEntries(
          [...Object.entries(a), ...Object.entries(b)].filter((_entry, at) => ((pick >> (at % 20)) & 1) === 1),
        );
      const after: Manifest = {
        version: MANIFEST_VERSION,
        tools: mixed(before.tools, other.tools),
        inputs: mixed(before.inputs, other.inputs),
        patterns: mixed(before.patterns, other.patterns),
        files: mixed(before.files, other.files),
        skipped: mixed(before.skipped, other.skipped),
        compiled: mixed(before.compiled, other.compiled),
      };
      const text = new ManifestText(serializeManifest(before));
      expect(text.patched(changesBetween(before, after))).toEqual(serializeManifest(after));
      expect(text.patched(changesBetween(before, before))).toEqual(serializeManifest(before));
    }),
  );
});
