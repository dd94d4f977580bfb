import { namesOf, Observation, UnobservableError, valueOf, type Question } from './observation';

/** The answers of a value to some questions; the first describes the value itself. */
function answers(value: unknown, ...questions: Question[]): readonly string[] {
  const observation = new Observation(value);
  for (const question of questions) observation.ask(question);
  return observation.answers;
}

test.each<[value: unknown, description: string]>([
  ['a"\ud800', '"a\\"\\ud800"'],
  [1.5, '1.5'],
  [0, '0'],
  [-0, '-0'],
  [NaN, 'NaN'],
  [5n, '5n'],
  [true, 'true'],
  [undefined, 'undefined'],
  [null, 'null'],
  [[], 'list 0'],
  [{}, 'object 0'],
  [Object.create(null), 'bare 0'],
])('a value is described literally or by its kind', (value, description) => {
  expect(answers(value)).toEqual([description]);
});

test('questions ask for a property or for all names', () => {
  const value = { b: 1, a: 'x' };
  expect(answers(value, [0, 'a'], [0, 'b'], [0, 'c'], [0, 'toString'], [0])).toEqual([
    'object 0',
    '"x"',
    '1',
    'none',
    'none',
    '["b","a"]',
  ]);
  expect(answers([7], [0, '0'], [0, 'length'], [0, 'map'], [0])).toEqual([
    'list 0',
    '7',
    '1',
    'none',
    '["0","length"]',
  ]);
});

test('objects are numbered in the order in which they appear, each once', () => {
  const shared = { x: 1 };
  const value = { a: shared, b: [shared], c: shared };
  expect(answers(value, [0, 'b'], [1, '0'], [0, 'a'], [2, 'x'], [0, 'c'])).toEqual([
    'object 0',
    'list 1',
    'object 2',
    'object 2',
    '1',
    'object 2',
  ]);
});

test('numberOf gives the number of an object that has appeared', () => {
  const inner = {};
  const value = { inner };
  const observation = new Observation(value);
  expect(observation.numberOf(value)).toBe(0);
  expect(() => observation.numberOf(inner)).toThrow(UnobservableError);
  observation.ask([0, 'inner']);
  expect(observation.numberOf(inner)).toBe(1);
});

test('an object that has not appeared cannot be asked', () => {
  expect(() => answers('text', [0])).toThrow(UnobservableError);
  expect(() => answers({ a: {} }, [1])).toThrow(UnobservableError);
});

test.each<[what: string, value: unknown]>([
  ['a function', () => 1],
  ['a symbol', Symbol('x')],
  ['a date', new Date(0)],
  ['an error', new Error()],
  ['a proxy', new Proxy({}, {})],
  ['a proxy of a list', new Proxy([], {})],
  ['an object with a symbol', { [Symbol('x')]: 1 }],
  ['a list with a prototype of its own', Object.setPrototypeOf([], null)],
  ['a list of a subclass', new (class extends Array {})()],
  ['an object with the prototype of lists', Object.create(Array.prototype)],
])('%s cannot be described', (_what, value) => {
  expect(() => new Observation(value)).toThrow(UnobservableError);
});

test('values are those of visible own properties', () => {
  expect(valueOf({ a: 1 }, 'a')).toBe(1);
  expect(valueOf([1, 2], 'length')).toBe(2);
  const hidden = Object.defineProperty({}, 'a', { value: 1 });
  const length = Object.defineProperty({}, 'length', { value: 1 });
  const list = Object.defineProperty([], 'own', { value: 1 });
  const getter = { get a() { return 1; } }; // prettier-ignore
  for (const [object, key] of [
    [{}, 'a'],
    [{}, 'toString'],
    [hidden, 'a'],
    [length, 'length'],
    [list, 'own'],
    [getter, 'a'],
  ] as const)
    // prettier-ignore
    expect(() => valueOf(object, key)).toThrow(UnobservableError);
});

test('names include hidden ones, in order', () => {
  expect(namesOf({ b: 1, a: 2 })).toEqual(['b', 'a']);
  expect(namesOf(['x'])).toEqual(['0', 'length']);
});
