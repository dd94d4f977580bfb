import fc from 'fast-check';
import { MANIFEST_VERSION, parseManifest, serializeManifest, type Manifest } from './manifest';
import { manifestInputs, ManifestText, patchManifest, sliceManifest } from './manifest-slice';

const hash = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: 64, maxLength: 64 });
/** Names that look like what the search goes by, or like a part of every object. */
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

function parseable(path: string): boolean {
  const entry = { emit: 'a'.repeat(64), pattern: null, template: 't', partials: [], fingerprint: 'a'.repeat(64) };
  const files = { [path]: { ...entry, sha256: 'a'.repeat(64), size: 1 } };
  const text = serializeManifest({ version: MANIFEST_VERSION, tools: {}, inputs: {}, files, compiled: {} });
  return parseManifest(text).state === 'ok';
}

/** A manifest of some specs, each with a file, its own or the library's, and maybe what is compiled of it. */
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
      files: Object.fromEntries(patterns.map((pattern) => [pattern.file, entry(pattern)])),
      compiled: Object.fromEntries(
        patterns.flatMap(({ file, made, compiled }) =>
          compiled ? [[`${file}.js`, { source: file, fingerprint: made, sha256: made, size: 2 }]] : [],
        ),
      ),
    };
    return { manifest, specs: patterns.map(({ spec }) => spec) };
  });

test('a slice is what a reader of the whole manifest finds', () => {
  fc.assert(
    fc.property(manifests, fc.nat(), ({ manifest, specs }, pick) => {
      const chosen = specs.filter((_spec, at) => ((pick >> at) & 1) === 1);
      const files = Object.entries(manifest.files).filter(
        ([, { pattern }]) => pattern === null || chosen.includes(pattern),
      );
      const sources = files.map(([path]) => path);
      expect(sliceManifest(new ManifestText(serializeManifest(manifest)), chosen)).toEqual({
        inputs: Object.fromEntries(chosen.map((spec) => [spec, manifest.inputs[spec]])),
        files: Object.fromEntries(files),
        compiled: Object.fromEntries(
          Object.entries(manifest.compiled).filter(([, { source }]) => sources.includes(source)),
        ),
      });
    }),
  );
});

test('the inputs are those of the manifest', () => {
  fc.assert(
    fc.property(manifests, ({ manifest }) => {
      expect(manifestInputs(new ManifestText(serializeManifest(manifest)))).toEqual(manifest.inputs);
    }),
  );
});

test('a patched manifest is the same text as one written anew', () => {
  fc.assert(
    fc.property(manifests, fc.nat(), hash, ({ manifest, specs }, pick, made) => {
      const chosen = specs.filter((_spec, at) => ((pick >> at) & 1) === 1);
      const text = serializeManifest(manifest);
      const slice = sliceManifest(new ManifestText(text), chosen)!;
      const renewed = <T extends object>(entries: Readonly<Record<string, T>>): Record<string, T> =>
        Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, { ...entry, sha256: made, size: 77 }]));
      const changes = {
        inputs: Object.fromEntries(chosen.map((spec) => [spec, made])),
        files: renewed(slice.files),
        compiled: renewed(slice.compiled),
      };
      const anew = serializeManifest({
        ...manifest,
        inputs: { ...manifest.inputs, ...changes.inputs },
        files: { ...manifest.files, ...changes.files },
        compiled: { ...manifest.compiled, ...changes.compiled },
      });
      expect(patchManifest(new ManifestText(text), changes)).toBe(anew);
      expect(parseManifest(anew).state).toBe('ok');
    }),
  );
});

test('a spec that is no input has no slice', () => {
  const manifest = { version: MANIFEST_VERSION, tools: { a: '1' }, inputs: {}, files: {}, compiled: {} } as const;
  expect(sliceManifest(new ManifestText(serializeManifest(manifest)), ['a'])).toBeUndefined();
});
