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

describe('in a manifest of two patterns and two files', () => {
  const [A, B, C] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)];
  const file = (pattern: string, made: string) => ({
    ...{ emit: A, pattern, template: 't.hbs', partials: [pattern], fingerprint: made, sha256: made, size: 1 },
  });
  const before: Manifest = {
    ...EMPTY,
    inputs: { 'a.json': A, 'b.json': B, 'c.json': C },
    sources: { 'a.json': { fingerprint: A, data: A, items: {} } },
    files: { 'a.txt': file('a.json', A), 'b.txt': file('b.json', B) },
    compiled: { 'b.js': { source: 'b.txt', fingerprint: A, sha256: A, size: 1 } },
  };
  const text = new ManifestText(serializeManifest(before));
  const patchedInputs = (inputs: Record<string, string | undefined>): Buffer =>
    text.patched({ inputs: new Map(Object.entries(inputs)) });
  const withInputs = (inputs: Record<string, string>): Buffer => serializeManifest({ ...before, inputs });

  test.each([
    ['inputs', '"b.json"', true],
    ['inputs', '"b.txt"', false],
    ['files', '"b.txt"', true],
    ['files', '"source"', false],
    ['compiled', '"b.txt"', true],
    ['tools', '"', false],
  ] as const)('holds(%j, %j) is %j', (section, needle, expected) => {
    expect(text.holds(section, needle)).toBe(expected);
  });

  test('entriesWith() returns each line once, and none of another section', () => {
    expect(text.entriesWith('files', '"b.json"')).toEqual([['b.txt', file('b.json', B)]]);
    expect(text.entriesWith('files', '"t.hbs"').map(([key]) => key)).toEqual(['a.txt', 'b.txt']);
    expect(text.entriesWith('inputs', '"b.txt"')).toEqual([]);
    expect(text.entriesWith('tools', '"a.json"')).toEqual([]);
  });

  test('entry() finds the first, a middle and the last entry, and none between or around them', () => {
    const keys = ['a', 'a.json', 'aa', 'b.json', 'bb', 'c.json', 'd'];
    expect(keys.map((key) => text.entry('inputs', key))).toEqual([undefined, A, undefined, B, undefined, C, undefined]);
    expect(text.entry('tools', 'a')).toBeUndefined();
  });

  test('values are replaced in any order of changes', () => {
    expect(patchedInputs({ 'c.json': A, 'a.json': B })).toEqual(withInputs({ 'a.json': B, 'b.json': B, 'c.json': A }));
    expect(patchedInputs({ 'b.json': A })).toEqual(withInputs({ 'a.json': A, 'b.json': A, 'c.json': C }));
  });

  test('entries are added and removed', () => {
    const changes = { 'd.json': A, 'b.json': undefined, 'aa.json': B, 'none.json': undefined };
    const after = { 'a.json': A, 'aa.json': B, 'c.json': C, 'd.json': A };
    expect(patchedInputs(changes)).toEqual(withInputs(after));
    expect(patchedInputs({ 'a.json': undefined, 'b.json': undefined, 'c.json': undefined })).toEqual(withInputs({}));
    expect(text.patched({ tools: new Map([['yaml', '2']]) })).toEqual(
      serializeManifest({ ...before, tools: { yaml: '2' } }),
    );
  });

  test('several sections are changed at once, and the others stay', () => {
    const changes = {
      files: new Map([['b.txt', file('b.json', C)]]),
      inputs: new Map([['b.json', C]]),
      skipped: new Map<string, unknown>(),
    };
    const [inputs, files] = [
      { ...before.inputs, 'b.json': C },
      { ...before.files, 'b.txt': file('b.json', C) },
    ];
    expect(text.patched(changes)).toEqual(serializeManifest({ ...before, inputs, files }));
    expect(text.patched({})).toEqual(text.bytes);
  });

  test('changesBetween() has new values, and undefined for removed entries', () => {
    const after: Manifest = {
      ...before,
      inputs: { 'a.json': A, 'b.json': C, constructor: A },
      files: { ...before.files, 'a.txt': file('a.json', A) },
      compiled: {},
    };
    expect(changesBetween(before, after)).toEqual({
      ...{ tools: new Map(), patterns: new Map(), files: new Map(), skipped: new Map() },
      inputs: new Map<string, unknown>([
        ['c.json', undefined],
        ['b.json', C],
        ['constructor', A],
      ]),
      compiled: new Map([['b.js', undefined]]),
    });
    expect(changesBetween(after, before).inputs).toEqual(
      new Map<string, unknown>([
        ['constructor', undefined],
        ['b.json', B],
        ['c.json', C],
      ]),
    );
  });
});
