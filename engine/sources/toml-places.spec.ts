import { TomlPlaces } from './toml-places';

const valueAt = (text: string, pointer: string): string | undefined => {
  const range = new TomlPlaces(text).value(pointer);
  return range && text.slice(range.offset, range.offset + range.length);
};

test.each([
  ['a=1', '/a', '1'],
  ['a = 1 # one\r\n', '/a', '1'],
  ['a = 1979-05-27 07:32:00 \n', '/a', '1979-05-27 07:32:00'],
  ['a = ""\nb = 1', '/b', '1'],
  ["a = ''\nb = 1", '/b', '1'],
  ['a = "x\\"y" # c', '/a', '"x\\"y"'],
  ["a = 'x\\'\nb = 2", '/b', '2'],
  ['a = """x"""""\nb = 2', '/a', '"""x"""""'],
  ["a = '''x''''\nb = 2", '/b', '2'],
  ['a = """"""\nb = 2', '/a', '""""""'],
  ['a = [1,2]\nb = 3', '/a', '[1,2]'],
  ['a = [1,2]\nb = 3', '/a/1', '2'],
  ['a = [ ]\nb = 3', '/b', '3'],
  ['a = {}\nb = 3', '/b', '3'],
  ['a = [{b=1},{b=2}]', '/a/1/b', '2'],
  ['a = { b.c = 1 , d = 2 }', '/a/b/c', '1'],
  ['"a/b"."~" = 1', '/a~1b/~0', '1'],
  ['"\\u0061" = 1', '/a', '1'],
  ["'a.b' = 1", '/a.b', '1'],
  ['[ a . b ]\nc = 1', '/a/b', '[ a . b ]'],
  ['[ a . b ]\nc = 1', '/a/b/c', '1'],
  ['[[a]]\nb = 1\n[[a]]\nb = 2', '/a/0/b', '1'],
  ['[[a]]\nb = 1\n[[a]]\nb = 2', '/a/1/b', '2'],
  ['[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nc = 2', '/a/1/b/c', '2'],
  ['[[a]]\n[[a.b]]\nc = 1\n[[a.b]]\nc = 2', '/a/0/b/1/c', '2'],
  ['#a = 0\n\n\ta = 1', '/a', '1'],
])('in %j, the value at %s is %s', (text, pointer, value) => {
  expect(valueAt(text, pointer)).toBe(value);
});

test('a part that is not there has no place', () => {
  expect(new TomlPlaces('a = 1').value('/b')).toBeUndefined();
  expect(new TomlPlaces('').step('/a')).toStrictEqual({ value: undefined, key: undefined });
});

test('a step has the ranges of its value and key', () => {
  expect(new TomlPlaces('a = 12').step('/a')).toEqual({
    value: { offset: 4, length: 2 },
    key: { offset: 0, length: 1 },
  });
});

test('a table of dotted keys is at its first key', () => {
  const places = new TomlPlaces('x = 0\na.b = 1\na.c = 2');
  expect(places.step('/a')).toEqual({ value: { offset: 6, length: 1 }, key: { offset: 6, length: 1 } });
});

test('a list of tables is at its first header', () => {
  const places = new TomlPlaces('[[a]]\n[[a]]\n');
  expect([places.value('/a'), places.value('/a/0'), places.value('/a/1')]).toEqual([
    { offset: 0, length: 5 },
    { offset: 0, length: 5 },
    { offset: 6, length: 5 },
  ]);
});
