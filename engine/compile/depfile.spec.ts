import fc from 'fast-check';
import { parseDepfile } from './depfile';

/** Escapes a name as gcc does. */
function escaped(name: string): string {
  return name
    .replaceAll('$', '$$$$')
    .replaceAll('#', '\\#')
    .replace(/(\\*)([ \t])/g, (_all, slashes: string, blank: string) => `${slashes}${slashes}\\${blank}`);
}

describe('a depfile', () => {
  it.each([
    ['', []],
    ['a.o: a.cpp\n', ['a.cpp']],
    ['a.o: a.cpp include/b.h \\\n  /usr/include/c.h\n', ['/usr/include/c.h', 'a.cpp', 'include/b.h']],
    ['a.o: a.cpp \\\r\n b.h\r\n', ['a.cpp', 'b.h']],
    ['a.o: a.cpp b.h\n\nb.h:\n', ['a.cpp', 'b.h']],
    ['dir\\ x/a.o: with\\ space.h b\\#.h c$$d.h\n', ['b#.h', 'c$d.h', 'with space.h']],
    ['C:\\out\\a.o: C:\\in\\a.cpp\n', ['C:\\in\\a.cpp']],
    ['a.o b.o: a.cpp\n', ['a.cpp']],
    ['a\\:b.o: a.cpp', ['a.cpp']],
    ['no rule here\n', []],
  ])('%j names %j', (text, names) => {
    expect(parseDepfile(text)).toEqual(names);
  });

  it('yields the names that were escaped into it', () => {
    const letters = fc.constantFrom('a', 'b', '.h', '/', ' ', '#', '$', 'ü', '-', '+', '\t', '(', "'", '=');
    const names = fc
      .array(letters, { minLength: 1, maxLength: 8 })
      .map((parts) => `x${parts.join('')}y`)
      // A backslash before a blank is doubled; any other is literal.
      .chain((text) => fc.constantFrom(text, text.replace(' ', '\\ ')));
    const breaks = fc.constantFrom(' ', ' \\\n ', '  ', ' \\\n', ' \\\r\n\t');
    fc.assert(
      fc.property(fc.array(fc.tuple(names, breaks), { maxLength: 6 }), fc.boolean(), (list, phony) => {
        const rule = `out/a.o:${list.map(([name, gap]) => gap + escaped(name)).join('')}\n`;
        const rest = phony ? list.map(([name]) => `\n${escaped(name)}:\n`).join('') : '';
        expect(parseDepfile(rule + rest)).toEqual([...new Set(list.map(([name]) => name))].sort());
      }),
    );
  });

  it('never throws for arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseDepfile(text)));
  });
});
