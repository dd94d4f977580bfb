import { parseManifest, parseUnitKey, serializeManifest, STALE, unitKey, type Manifest } from './manifest';

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];
const DAMAGED = { state: 'lost', reason: 'damaged' };

const GOOD = {
  version: 2,
  tools: { handlebars: '4', yaml: '2' },
  inputs: { 'a.json': A },
  sources: { 'a.json': { fingerprint: A, reads: { 'r.txt': A }, data: A, items: { '/w': A, '/x': A } } },
  patterns: {
    'a.json#/x/../y': { fingerprint: A, data: A, item: A, reads: { 'r.txt': A } },
    'b.json': { fingerprint: A, data: A },
  },
  files: {
    'a.txt': {
      ...{ emit: A, pattern: 'a.json', template: 't.hbs', partials: ['p'], fingerprint: A },
      ...{ formatted: A, sha256: A, size: 1 },
    },
    'all.txt': { emit: A, pattern: null, template: '', partials: [], fingerprint: A, sha256: B, size: 0 },
  },
  skipped: { [`${A} a.json`]: { partials: [], fingerprint: A }, [`${B} `]: { partials: ['p'], fingerprint: B } },
  compiled: { 'a.js': { source: 'a.txt', fingerprint: A, reads: { 'r.txt': A }, sha256: B, size: 2 } },
};
const OWNED = [
  ['a.txt', A],
  ['all.txt', B],
  ['a.js', B],
];

const read = (manifest: object) => parseManifest(serializeManifest(manifest as Manifest));
/** The manifest with another value at a path of keys; undefined removes the key. */
function withValue(keys: readonly string[], value: unknown): object {
  const copy = structuredClone(GOOD) as object;
  let at = copy as Record<string, object>;
  for (const key of keys.slice(0, -1)) at = at[key] as Record<string, object>;
  if (value === undefined) Reflect.deleteProperty(at, keys.at(-1)!);
  else at[keys.at(-1)!] = value as object;
  return copy;
}

test('an intact manifest is read with its checksum', () => {
  const bytes = serializeManifest(GOOD as unknown as Manifest);
  const checksum = /"checksum": "([0-9a-f]{64})"/.exec(bytes.toString())![1];
  const { version, ...sections } = GOOD;
  expect(parseManifest(bytes)).toEqual({ state: 'ok', manifest: { version, checksum, ...sections }, checksum });
});

test('the section "sources" is optional', () => {
  expect(read(withValue(['sources'], undefined))).toMatchObject({ state: 'ok' });
  expect(serializeManifest(withValue(['sources'], undefined) as Manifest).toString()).not.toContain('sources');
});

test.each(
  [
    ...['tools', 'inputs', 'sources', 'patterns', 'files', 'skipped', 'compiled'].map((key) => [[key], [1]] as const),
    [['tools', 'yaml'], 2],
    [['inputs', 'a.json'], 'no hash'],
    [['inputs', '../a.json'], A],
    [['sources', '../a.json'], GOOD.sources['a.json']],
    [['sources', 'a.json'], null],
    [['sources', 'a.json', 'fingerprint'], undefined],
    [['sources', 'a.json', 'data'], undefined],
    [['sources', 'a.json', 'reads'], []],
    [['sources', 'a.json', 'reads', 'r.txt'], 1],
    [['sources', 'a.json', 'items'], undefined],
    [['sources', 'a.json', 'items', '/x'], 'no hash'],
    [['patterns', '../b.json'], GOOD.patterns['b.json']],
    [['patterns', '../b.json#/x'], GOOD.patterns['b.json']],
    [['patterns', 'b.json'], A],
    [['patterns', 'b.json', 'fingerprint'], undefined],
    [['patterns', 'b.json', 'data'], undefined],
    [['patterns', 'b.json', 'item'], 'no hash'],
    [['patterns', 'b.json', 'reads'], { '/r.txt': A }],
    [['files', 'a.txt'], null],
    [['files', '../a.txt'], GOOD.files['a.txt']],
    [['files', 'a.txt', 'emit'], undefined],
    [['files', 'a.txt', 'pattern'], undefined],
    [['files', 'a.txt', 'pattern'], 1],
    [['files', 'a.txt', 'template'], null],
    [['files', 'a.txt', 'partials'], 'p'],
    [
      ['files', 'a.txt', 'partials'],
      ['p', 1],
    ],
    [['files', 'a.txt', 'fingerprint'], A.slice(1)],
    [['files', 'a.txt', 'formatted'], null],
    [['files', 'a.txt', 'sha256'], `${A}a`],
    [['files', 'a.txt', 'size'], 1.5],
    [['skipped', `${A} a.json`], null],
    [['skipped', `${A} a.json`, 'partials'], undefined],
    [['skipped', `${A} a.json`, 'partials'], [null]],
    [['skipped', `${A} a.json`, 'fingerprint'], A.toUpperCase()],
    [['compiled', 'a.js'], []],
    [['compiled', '/a.js'], GOOD.compiled['a.js']],
    [['compiled', 'a.js', 'source'], 1],
    [['compiled', 'a.js', 'source'], '../a.txt'],
    [['compiled', 'a.js', 'fingerprint'], undefined],
    [['compiled', 'a.js', 'sha256'], undefined],
    [['compiled', 'a.js', 'size'], '2'],
    [['compiled', 'a.js', 'reads'], 'r.txt'],
  ].map(([keys, value]) => [keys as string[], value] as const),
)('with other values at %j the manifest is damaged: %j', (keys, value) => {
  expect(read(withValue(keys, value))).toMatchObject(DAMAGED);
});

describe('a manifest that is lost still lists the files that were written', () => {
  const bytes = serializeManifest(GOOD as unknown as Manifest);
  const text = bytes.toString();
  const parsed = (other: string) => parseManifest(Buffer.from(other));

  test.each([
    ['1', '1'],
    ['3', '3'],
    ['"2"', '"2"'],
  ])('of version %s', (version, shown) => {
    const reason = `of version ${shown}`;
    expect(parsed(text.replace('"version": 2', `"version": ${version}`))).toEqual({
      state: 'lost',
      reason,
      owned: OWNED,
    });
  });

  test('without a version', () => {
    const other = text.replace('"version": 2', '"other": 2');
    expect(parsed(other)).toEqual({ state: 'lost', reason: 'of version none', owned: OWNED });
  });

  test('after an edit', () => {
    expect(parsed(text.replace('"yaml": "2"', '"yaml": "3"'))).toEqual({ ...DAMAGED, owned: OWNED });
  });

  test('with the line ends of Windows, as git may write them', () => {
    const reason = 'damaged by other line ends (core.autocrlf of git; "* text=auto eol=lf" in .gitattributes helps)';
    const other = text.replaceAll('\n', '\r\n');
    expect(parsed(other)).toEqual({ state: 'lost', reason, owned: OWNED });
    expect(parsed(other.replace('\r\n', '\n'))).toEqual({ ...DAMAGED, owned: OWNED });
    expect(parsed(JSON.stringify(JSON.parse(text)))).toEqual({ ...DAMAGED, owned: OWNED });
  });

  test('cut off or with marks of a merge conflict', () => {
    const part = text.slice(0, text.indexOf('  "skipped"'));
    expect(parsed(part)).toEqual({ ...DAMAGED, owned: OWNED.slice(0, 2) });
    expect(parsed(part.replaceAll('\n', '\r\n'))).toEqual({ ...DAMAGED, owned: OWNED.slice(0, 2) });
    expect(parsed(`<<<<<<< HEAD\n${text}=======\n`)).toEqual({ ...DAMAGED, owned: OWNED });
  });

  test('unless its lines name unsafe paths or no hash', () => {
    const lines = [
      `    "../x": {"sha256":"${A}"},`,
      `"a": {"sha256":"${A}" }`,
      '"b": {"sha256":"1"}',
      '"c": null',
      '{',
      '',
      '"d": 1,',
    ];
    expect(parsed(lines.join('\n'))).toEqual({ ...DAMAGED, owned: [['a', A]] });
  });

  test.each(['null', '[]', '"text"', '1'])('or the whole text is %s', (other) => {
    expect(parsed(other)).toEqual({ ...DAMAGED, owned: [] });
  });

  test('or its sections are no objects', () => {
    const value = {
      version: 1,
      files: [{ sha256: A }],
      compiled: { 'a.js': { sha256: A }, 'b.js': A, '/c.js': { sha256: A } },
    };
    expect(parsed(JSON.stringify(value))).toEqual({ state: 'lost', reason: 'of version 1', owned: [['a.js', A]] });
  });
});

test('there is no manifest before the first run', () => {
  expect(parseManifest(undefined)).toEqual({ state: 'missing' });
});

test.each([1000, 1001, 2001])('a section of %i entries has one sorted line per entry', (length) => {
  const names = Array.from({ length }, (_, at) => `f${String(at).padStart(4, '0')}`);
  const inputs = Object.fromEntries([...names].reverse().map((name) => [name, A]));
  const text = serializeManifest({ ...GOOD, inputs } as unknown as Manifest).toString();
  const section = text.slice(text.indexOf('  "inputs"'), text.indexOf(',\n  "sources"'));
  expect(section).toBe(`  "inputs": {\n${names.map((name) => `    "${name}": "${A}"`).join(',\n')}\n  }`);
});

test('an empty section has no lines', () => {
  const text = serializeManifest({ ...GOOD, skipped: {} } as unknown as Manifest).toString();
  expect(text).toContain(',\n  "skipped": {},\n  "compiled": {\n');
});

test('a unit key is split into emit and pattern', () => {
  expect(unitKey(A, 'a b.json')).toBe(`${A} a b.json`);
  expect(parseUnitKey(`${A} a b.json`)).toEqual({ emit: A, pattern: 'a b.json' });
  expect(unitKey(A, null)).toBe(`${A} `);
  expect(parseUnitKey(`${A} `)).toEqual({ emit: A, pattern: null });
});

test('a stale fingerprint looks like a hash', () => {
  expect(STALE).toBe('0000000000000000000000000000000000000000000000000000000000000000');
});
