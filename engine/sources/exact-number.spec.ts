import fc from 'fast-check';
import { inexactNumber } from './exact-number';
import { parseSpec } from './parse-spec';

const integers = fc.oneof(
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.bigInt({ min: 2n ** 53n - 9n, max: 2n ** 53n + 9n }),
  fc.integer().map(BigInt),
);

test('every format keeps an integer exactly or rejects it', () => {
  const forms = [
    ['a.json', ''],
    ['a.jsonc', '// c\n'],
    ['a.yaml', ''],
    ['a.toml', 'v = '],
  ] as const;
  fc.assert(
    fc.property(integers, fc.constantFrom(...forms), (integer, [path, lead]) => {
      const spec = parseSpec(path, Buffer.from(`${lead}[${integer}]`));
      const isKept = String(Number(integer)) === String(integer);
      if (Array.isArray(spec)) expect([isKept, spec.map(({ code }) => code)]).toEqual([false, ['spec-number']]);
      else {
        const { v = spec.data } = spec.data as { v?: unknown };
        expect([isKept, (v as unknown[]).map(String)]).toEqual([true, [String(integer)]]);
      }
    }),
    { numRuns: 500 },
  );
});

test('every format rejects numbers that overflow or underflow, and keeps other fractions', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(parseSpec('a.json', Buffer.from(JSON.stringify([value])))).toMatchObject({ data: [value + 0] });
    }),
  );
  for (const text of [
    '1e400',
    '-1e999',
    '1e-400',
    `0.${'0'.repeat(400)}1`,
    `1${'0'.repeat(400)}`,
    `1${'0'.repeat(400)}.5`,
  ]) {
    for (const [path, whole] of [
      ['a.json', `{ "v": ${text} }`],
      ['a.json', `// c\n{ "v":${text} }`],
      ['a.yaml', `v: ${text}`],
      ['a.toml', `v = ${text}`],
    ] as const) {
      const spec = parseSpec(path, Buffer.from(whole));
      expect([path, text, Array.isArray(spec) && spec.map(({ code }) => code)]).toEqual([path, text, ['spec-number']]);
    }
  }
});

test.each([
  ['0x20000000000001', 9007199254740992, true],
  ['0x20000000000000', 9007199254740992, false],
  ['9_007_199_254_740_993', 9007199254740992, true],
  ['-0', -0, false],
  ['0e5', 0, false],
  ['-0.0', -0, false],
  ['.inf', Infinity, false],
  ['nan', NaN, false],
  ['1:30', 90, false],
])('%s as %d: inexact is %s', (written, value, isLost) => {
  expect(inexactNumber(written, value) !== undefined).toBe(isLost);
});

test('the error names the number as written and what it would become', () => {
  expect(inexactNumber('-9_007_199_254_740_993', -9007199254740992)).toEqual({
    severity: 'error',
    code: 'spec-number',
    message: '-9_007_199_254_740_993 cannot be kept exactly: it would become -9007199254740992',
    hint: 'write it as a text, in quotes',
  });
});
