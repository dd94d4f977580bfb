import fc from 'fast-check';
import { SourceText } from './source-text';

/** Texts with all kinds of line endings, and characters of one and of two units. */
const texts = fc
  .array(fc.constantFrom('a', 'bc', ' ', '\n', '\r\n', '\r', 'ü', '😀', '\t', '"'), { maxLength: 40 })
  .map((parts) => parts.join(''));

describe('a source text', () => {
  it.each([
    ['ab\ncd', 0, 1, 1, 'ab'],
    ['ab\ncd', 2, 1, 3, 'ab'],
    ['ab\ncd', 3, 2, 1, 'cd'],
    ['ab\r\ncd', 4, 2, 1, 'cd'],
    ['ab\rcd', 3, 2, 1, 'cd'],
    ['ab\n', 3, 2, 1, ''],
    ['😀x', 2, 1, 3, '😀x'],
    ['', 0, 1, 1, ''],
    ['ab', 99, 1, 3, 'ab'],
    ['ab', -1, 1, 1, 'ab'],
  ])('%j at %d is line %d, column %d', (text, offset, line, column, excerpt) => {
    expect(new SourceText('f', text).at(offset)).toEqual({ file: 'f', line, column, length: 1, excerpt });
  });

  it('maps positions back to offsets: the start of the line plus the column', () => {
    fc.assert(
      fc.property(texts, fc.nat(60), (text, at) => {
        const offset = Math.min(at, text.length);
        const source = new SourceText('f', text);
        const { line, column } = source.positionAt(offset);
        const before = text.slice(0, offset - column + 1);
        expect(before === '' || /[\r\n]$/.test(before)).toBe(true);
        expect(before.split(/\r\n|\r|\n/)).toHaveLength(line);
        expect(source.atLine(line, column)).toEqual(source.at(offset));
      }),
    );
  });

  it('has the same lines as splitting', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const source = new SourceText('f', text);
        const lines = text.split(/\r\n|\r|\n/);
        expect(lines.map((_, index) => source.lineText(index + 1))).toEqual(lines);
        expect(source.lineText(lines.length + 1)).toBe('');
      }),
    );
  });
});
