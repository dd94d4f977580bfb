import { append, remove, set } from './edit';

const lines = (...text: string[]) => `${text.join('\n')}\n`;

describe('append', () => {
  test('a property is appended, and comments stay in place', () => {
    const text = lines(
      '{',
      '  "tasks": {',
      '    "a": { "command": "x" } // the first',
      '    // more to come',
      '  }',
      '}',
    );
    expect(append(text, ['tasks'], { command: 'y', outputs: ['{projectRoot}/b'] }, 'b')).toBe(
      lines(
        '{',
        '  "tasks": {',
        '    "a": { "command": "x" }, // the first',
        '    // more to come',
        '    "b": {',
        '      "command": "y",',
        '      "outputs": ["{projectRoot}/b"]',
        '    }',
        '  }',
        '}',
      ),
    );
  });

  test('a trailing comma is kept', () => {
    const text = lines('{', '\t"tasks": {', '\t\t"a": 1, // one', '\t},', '}');
    expect(append(text, ['tasks'], 2, 'b')).toBe(
      lines('{', '\t"tasks": {', '\t\t"a": 1, // one', '\t\t"b": 2,', '\t},', '}'),
    );
  });

  test('an empty object is opened', () => {
    expect(append('{ "tasks": {} }', ['tasks'], { command: 'x' }, 'a')).toBe(
      '{ "tasks": {\n  "a": {\n    "command": "x"\n  }\n} }',
    );
    expect(append(lines('{', '    "tasks": {}', '}'), ['tasks'], 1, 'a')).toBe(
      lines('{', '    "tasks": {', '        "a": 1', '    }', '}'),
    );
  });

  test('line endings of the file are kept', () => {
    expect(append('{\r\n  "a": 1\r\n}\r\n', [], 2, 'b')).toBe('{\r\n  "a": 1,\r\n  "b": 2\r\n}\r\n');
  });

  test('a list on one line is formatted again, a longer one gets a line', () => {
    expect(append('{ "plugins": ["a"] }', ['plugins'], 'b')).toBe('{ "plugins": ["a", "b"] }');
    expect(append(lines('{', '  "l": [', '    "a" // why', '  ]', '}'), ['l'], 'b')).toBe(
      lines('{', '  "l": [', '    "a", // why', '    "b"', '  ]', '}'),
    );
    const emit = lines('{', '  "emit": [{ "template": "a", "to": "a.ts" }]', '}');
    expect(append(emit, ['emit'], { template: 'b', to: 'b.ts' })).toBe(
      lines(
        '{',
        '  "emit": [',
        '    { "template": "a", "to": "a.ts" },',
        '    { "template": "b", "to": "b.ts" }',
        '  ]',
        '}',
      ),
    );
  });
});

describe('set', () => {
  test('replaces a value in place, and creates missing parents', () => {
    expect(set('{ "a": 1 /* one */ }', ['a'], 2)).toBe('{ "a": 2 /* one */ }');
    expect(set(lines('{', '  "name": "x"', '}'), ['nx', 'includedScripts'], [])).toBe(
      lines('{', '  "name": "x",', '  "nx": {', '    "includedScripts": []', '  }', '}'),
    );
  });
});

test('remove deletes a property with its comma and the comment after it', () => {
  const text = lines('{', '  "a": 1, // one', '  // about b', '  "b": 2, // two', '  "c": { "d": 3 } // three', '}');
  expect(remove(text, ['a'])).toBe(lines('{', '  // about b', '  "b": 2, // two', '  "c": { "d": 3 } // three', '}'));
  expect(remove(text, ['c'])).toBe(lines('{', '  "a": 1, // one', '  // about b', '  "b": 2 // two', '}'));
  expect(remove(text, ['c', 'd'])).toBe(text.replace('"d": 3', ''));
  expect(remove(text, ['x'])).toBe(text);
  expect(remove('{ "a": 1, "b": 2 }', ['a'])).toBe('{  "b": 2 }');
  expect(remove('{ "a": 1, "b": 2 }', ['b'])).toBe('{ "a": 1  }');
});
