import { spawnCommandFor } from './batch-file';

const lineOf = (...args: string[]): string | undefined =>
  spawnCommandFor('C:\\bin\\tool.cmd', args, 'cmd.exe')?.args[3];

it('a program is started directly', () => {
  expect(spawnCommandFor('C:\\bin\\tool.exe', ['a b', '&'], 'cmd.exe')).toEqual({
    program: 'C:\\bin\\tool.exe',
    args: ['a b', '&'],
    isQuoted: false,
  });
});

it.each(['tool.cmd', 'tool.CMD', 'tool.bat'])('%s is started by the shell', (name) => {
  expect(spawnCommandFor(`C:\\My (x86) & co\\${name}`, ['in.ts'], 'cmd.exe')).toEqual({
    program: 'cmd.exe',
    args: ['/d', '/s', '/c', `"C:\\My^ ^(x86^)^ ^&^ co\\${name} ^^^"in.ts^^^""`],
    isQuoted: true,
  });
});

it.each([
  ['a b', String.raw`^^^"a^^^ b^^^"`],
  ['a&calc', String.raw`^^^"a^^^&calc^^^"`],
  ['%PATH%', String.raw`^^^"^^^%PATH^^^%^^^"`],
  ['a"b', String.raw`^^^"a\^^^"b^^^"`],
  ['a\\"b', String.raw`^^^"a\\\^^^"b^^^"`],
  ['a\\', String.raw`^^^"a\\^^^"`],
  ['', String.raw`^^^"^^^"`],
])('the argument %j stays one argument and is not run as a command', (argument, expected) => {
  expect(lineOf(argument)).toBe(`"C:\\bin\\tool.cmd ${expected}"`);
});

it('an argument of two lines cannot be given to a batch file', () => {
  expect(lineOf('a\nb')).toBeUndefined();
});
