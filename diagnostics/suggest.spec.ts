import fc from 'fast-check';
import { didYouMean, suggest } from './suggest';

describe('suggest', () => {
  it.each([
    ['tile', ['title', 'nodes'], 'title'],
    ['hepler', ['helper', 'header'], 'helper'],
    ['Title', ['title'], 'title'],
    ['ab', ['xy', 'ac', 'bb'], 'ac'],
    ['ab', ['xy'], undefined],
    ['architecture', ['pattern', 'security'], undefined],
    ['x', [], undefined],
  ])('%j among %j is %j', (name, known, expected) => {
    expect(suggest(name, known)).toBe(expected);
  });

  it('suggests a close name, the known ones, or says that there is none', () => {
    expect(didYouMean('tile', ['title'])).toBe('did you mean "title"?');
    expect(didYouMean('something', ['b', 'a'])).toBe('known: "a", "b"');
    expect(didYouMean('x', [])).toBe('none is defined');
    const many = Array.from({ length: 14 }, (_, index) => `name-${String(index).padStart(2, '0')}`);
    expect(didYouMean('x', many)).toBe(
      `known: ${many
        .slice(0, 12)
        .map((name) => `"${name}"`)
        .join(', ')}, and 2 more`,
    );
  });

  it('finds a known name despite one wrong, missing, additional or swapped letter', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{6,12}$/), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(names, fc.nat(), fc.nat(3), (known, at, kind) => {
        const name = known[0] ?? '';
        const place = at % (name.length - 1);
        const [before, after] = [name.slice(0, place), name.slice(place)];
        const wrong = [
          before + '_' + after.slice(1),
          before + after.slice(1),
          before + '_' + after,
          before + after.slice(1, 2) + after.slice(0, 1) + after.slice(2),
        ][kind];
        // Another name may be equally close.
        const near = suggest(wrong ?? '', known);
        expect(known).toContain(near);
        if (known.length === 1) expect(near).toBe(name);
      }),
    );
  });

  it('does not depend on the order of the names', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (name, known) => {
        expect(suggest(name, known)).toBe(suggest(name, [...known].reverse()));
      }),
    );
  });
});
