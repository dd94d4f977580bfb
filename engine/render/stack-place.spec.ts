import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { messageOf, placeFields, placeIn, placeOfPartial, placeOfWord, stackOf, withoutRoot } from './stack-place';

describe('placeIn', () => {
  test.each<[name: string, stack: string, expected: ReturnType<typeof placeIn>]>([
    ['an empty stack', '', undefined],
    ['a stack without places', 'Error: a\n    at <anonymous>', undefined],
    ['a function', 'Error: a\n    at f (/ws/code/a.js:12:34)', { file: 'code/a.js', line: 12, column: 34 }],
    ['no function', 'Error: a\n    at /ws/a.js:1:2', { file: 'a.js', line: 1, column: 2 }],
    ['an ES module', 'at f (file:///ws/my%20code/a.mjs:1:2)', { file: 'my code/a.mjs', line: 1, column: 2 }],
    ['a CommonJS module', 'at f (/ws/my%20code/a.js:1:2)', { file: 'my%20code/a.js', line: 1, column: 2 }],
    ['places outside', 'at f (/other/a.js:1:2)\nat g (/ws/b.js:3:4)', { file: 'b.js', line: 3, column: 4 }],
    ['a folder with the same start', 'at f (/ws-other/a.js:1:2)', undefined],
    ['the workspace itself', 'at f (/ws:1:2)', undefined],
    [
      'packages',
      'at f (/ws/node_modules/p/a.js:1:2)\nat g (/ws/lib/node_modules/p/a.js:1:2)\nat h (/ws/b.js:3:4)',
      { file: 'b.js', line: 3, column: 4 },
    ],
    ['several places', 'at f (/ws/a.js:1:2)\nat g (/ws/b.js:3:4)', { file: 'a.js', line: 1, column: 2 }],
    ['a syntax error', '/ws/a.js:3\nconst a = ;\n          ^\n\nSyntaxError', { file: 'a.js', line: 3, column: 11 }],
    ['a caret at the start', '/ws/a.js:3\n);\n^\n', { file: 'a.js', line: 3, column: 1 }],
    ['a line without a caret', '/ws/a.js:3\nconst a = 1;\n', { file: 'a.js', line: 3 }],
    ['a line without column', 'at /ws/a.js:3', { file: 'a.js', line: 3 }],
  ])('%s', (_name, stack, expected) => {
    expect(placeIn(stack, '/ws')).toEqual(expected);
  });
});

describe('in files', () => {
  let workspace: TemporaryWorkspace;
  beforeAll(() => {
    workspace = temporaryWorkspace();
    workspace.write('a.js', 'one\n  two\n');
    workspace.write('once.hbs', 'x\r\nxname namex {{x name}}\r\n');
    workspace.write('first.hbs', 'name{{x}}');
    workspace.write('last.hbs', '{{x}}\r\rname');
    workspace.write('twice.hbs', '{{name}} {{name}}');
    workspace.write('mark.hbs', '\n{{> other}} {{> name2}}{{> name}}{{> name}}');
  });
  afterAll(() => workspace.remove());

  test.each([
    [
      { file: 'a.js', line: 2, column: 3 },
      { file: 'a.js', line: 2, column: 3, length: 1, excerpt: '  two' },
    ],
    [
      { file: 'a.js', line: 1 },
      { file: 'a.js', line: 1, column: 1, length: 1, excerpt: 'one' },
    ],
    [
      { file: 'none.js', line: 2, column: 3 },
      { file: 'none.js', line: 2, column: 3 },
    ],
    [
      { file: 'none.js', line: 2 },
      { file: 'none.js', line: 2 },
    ],
  ])('placeFields of %j', (place, expected) => {
    expect(placeFields(place, workspace.root)).toStrictEqual(expected);
  });

  test.each([
    ['once.hbs', { file: 'once.hbs', line: 2, column: 17, length: 4, excerpt: 'xname namex {{x name}}' }],
    ['first.hbs', { file: 'first.hbs', line: 1, column: 1, length: 4, excerpt: 'name{{x}}' }],
    ['last.hbs', { file: 'last.hbs', line: 3, column: 1, length: 4, excerpt: 'name' }],
    ['twice.hbs', undefined],
    ['a.js', undefined],
    ['none.hbs', undefined],
  ])('placeOfWord finds a word in %s only if it occurs once', (file, expected) => {
    expect(placeOfWord(file, 'name', workspace.root)).toEqual(expected);
  });

  test.each([
    '{{> name}}',
    '{{>name}}',
    '{{#> name}}',
    '{{~> name~}}',
    '{{> "name"}}',
    "{{> 'name'}}",
    '{{> [name]}}',
    '{{> name a=1}}',
  ])('placeOfPartial finds %s', (call) => {
    workspace.write('call.hbs', `a\n  ${call}`);
    expect(placeOfPartial('call.hbs', 'name', workspace.root)).toEqual({
      file: 'call.hbs',
      line: 2,
      column: 3 + call.indexOf('name'),
      length: 4,
      excerpt: `  ${call}`,
    });
  });

  test.each(['{{> names}}', '{{> xname}}', '{{name}}', '{{ > name}}', '{{> (name)}}', 'name', '{{> name'])(
    'placeOfPartial does not find it in %s',
    (call) => {
      workspace.write('call.hbs', call);
      expect(placeOfPartial('call.hbs', 'name', workspace.root)).toBeUndefined();
    },
  );

  test('placeOfPartial returns the first of several calls', () => {
    expect(placeOfPartial('mark.hbs', 'name', workspace.root)).toMatchObject({ line: 2, column: 28 });
    expect(placeOfPartial('none.hbs', 'name', workspace.root)).toBeUndefined();
  });
});

test.each([
  ['cannot read /ws/a/b.json in /ws', 'cannot read a/b.json in .'],
  ['/ws/a and /ws/b', 'a and b'],
  ["Cannot find module 'x'\nRequire stack:\n- /ws/a.js", "Cannot find module 'x'"],
  ['', ''],
])('withoutRoot shortens %j', (message, expected) => {
  expect(withoutRoot(message, '/ws')).toBe(expected);
});

test.each<[thrown: unknown, expected: string]>([
  [new Error('no /ws/a.json'), 'no a.json'],
  [{ message: 'plain' }, 'plain'],
  [{ message: 5 }, 'it threw [object Object]'],
  [{}, 'it threw [object Object]'],
  ['/ws/text', 'it threw text'],
  [null, 'it threw null'],
  [undefined, 'it threw undefined'],
  [5, 'it threw 5'],
])('messageOf a thrown value: %j', (thrown, expected) => {
  expect(messageOf(thrown, '/ws')).toBe(expected);
});

test.each<[thrown: unknown, expected: string]>([
  [{ stack: 'at a' }, 'at a'],
  [{ stack: 5 }, ''],
  [{}, ''],
  ['text', ''],
  [null, ''],
  [undefined, ''],
])('stackOf a thrown value: %j', (thrown, expected) => {
  expect(stackOf(thrown)).toBe(expected);
});
