import fc from 'fast-check';
import { compareDiagnostics, type Diagnostic } from './diagnostic';
import { renderDiagnostic } from './render';

const base: Diagnostic = { severity: 'error', code: 'some-code', message: 'something is wrong' };

describe('a diagnostic as text', () => {
  it('has its position, its line, and carets under the marked part', () => {
    const excerpt = '  "dependsOn": ["archi"]';
    const one = {
      ...base,
      file: 'a/b.json',
      line: 12,
      column: 17,
      length: 7,
      excerpt,
      hint: 'did you mean "x"?\nor y',
    };
    expect(renderDiagnostic(one).split('\n')).toEqual([
      'a/b.json:12:17 error some-code: something is wrong',
      '  12 |   "dependsOn": ["archi"]',
      '     |                 ^^^^^^^',
      '  hint: did you mean "x"?',
      '  or y',
    ]);
  });

  it('without a position is its message', () => {
    expect(renderDiagnostic(base)).toBe('error some-code: something is wrong');
    expect(renderDiagnostic({ ...base, severity: 'warning', file: 'f' })).toBe(
      'f warning some-code: something is wrong',
    );
    expect(renderDiagnostic({ ...base, column: 3 })).toBe('error some-code: something is wrong');
  });

  it('shows a part of a long line, and no control characters', () => {
    const excerpt = `${'x'.repeat(500)}\t\u001b[31mHERE${'y'.repeat(500)}`;
    const [, line, carets] = renderDiagnostic({ ...base, line: 1, column: 507, length: 4, excerpt }).split('\n');
    expect(line).toHaveLength(4 + 2 + 160 - 0);
    expect(line).not.toMatch(/[\u0000-\u001f]/);
    expect(line?.slice(carets?.indexOf('^'), (carets?.lastIndexOf('^') ?? 0) + 1)).toBe('HERE');
  });

  it('never has carets beyond the line', () => {
    const numbers = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), numbers, numbers, (excerpt, column, length) => {
        const lines = renderDiagnostic({ ...base, line: 7, column, length, excerpt }).split('\n');
        expect(lines).toHaveLength(3);
        expect(lines[2]).toMatch(/^ {4}\| *\^+$/);
        expect(lines[2]?.length).toBeLessThanOrEqual((lines[1]?.length ?? 0) + 1);
      }),
    );
  });
});

it('diagnostics are sorted by file, position and code', () => {
  const places = fc.record({
    file: fc.constantFrom('a', 'B', 'ä'),
    line: fc.nat(3),
    column: fc.nat(3),
    code: fc.constantFrom('x', 'y'),
  });
  fc.assert(
    fc.property(fc.array(places), (list) => {
      const all = list.map((one) => ({ ...base, ...one }));
      const sorted = [...all].sort(compareDiagnostics);
      expect([...all].reverse().sort(compareDiagnostics)).toEqual(sorted);
      expect(sorted.map(({ file }) => file)).toEqual(sorted.map(({ file }) => file).sort());
    }),
  );
});
