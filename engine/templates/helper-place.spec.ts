import { COMPILED, helperPlace, templateInStack, TO_FILE, WHEN_FILE, withCallPlace } from './helper-place';

test('pseudo file names', () => {
  expect([COMPILED, TO_FILE, WHEN_FILE]).toEqual([' (compiled)', 'option emit.to', 'option emit.when']);
});

describe('the template in a stack', () => {
  it.each([
    ['', undefined],
    ['Error: x\n    at Object.f (/w/helpers.js:3:4)', undefined],
    ['Error: x\n    at Object.main (src/a.hbs (compiled):5:10)', 'src/a.hbs'],
    ['Error: x\n    at src/a b.hbs (compiled):5:10', 'src/a b.hbs'],
    [
      'Error: x\n    at f (/w/h.js:3:4)\n    at Object.main (b.hbs (compiled):5:1)\n    at c (c.hbs (compiled):1:1)',
      'b.hbs',
    ],
    ['Error: x\n    at eval [as main] (a.hbs (compiled):5:10)', 'a.hbs'],
    ['Error: x\n    at main (a.hbs (compiled))', undefined],
    ['Error: x\n    at main (a.hbs (compiled):5)', undefined],
  ])('%j is %j', (stack, file) => expect(templateInStack(stack)).toBe(file));
});

/** An error whose stack shows a template. */
function failure(stack: string | undefined = 'Error: x\n    at main (a.hbs (compiled):5:10)'): Error {
  const error = new Error('x');
  if (stack === undefined) delete error.stack;
  else error.stack = stack;
  return error;
}

/** The error that a wrapped helper throws, and the place of its call. */
function thrown(error: unknown, options: unknown): [unknown, ReturnType<typeof helperPlace>] {
  const helper = withCallPlace(() => {
    throw error;
  });
  try {
    helper.call({}, 'value', options);
  } catch (caught) {
    return [caught, helperPlace(caught)];
  }
  throw new Error('nothing was thrown');
}

describe('a wrapped helper', () => {
  const at = (line: number, column: number) => ({ loc: { start: { line, column } } });

  it('gets the context and all arguments, and its result is returned', () => {
    const helper = withCallPlace(function (this: unknown, ...args) {
      return [this, args];
    });
    const context = { a: 1 };
    expect(helper.call(context, 1, 'two', {})).toEqual([context, [1, 'two', {}]]);
  });

  it('that throws is found by its call', () => {
    const error = failure();
    expect(thrown(error, at(3, 0))).toEqual([error, { file: 'a.hbs', line: 3, column: 1 }]);
  });

  it('keeps the place of an inner call', () => {
    const error = failure();
    thrown(error, at(3, 4));
    expect(thrown(error, at(7, 8))[1]).toEqual({ file: 'a.hbs', line: 3, column: 5 });
  });

  it.each([
    ['without options', failure(), undefined],
    ['without a place', failure(), {}],
    ['without a template in its stack', failure('Error: x\n    at f (/w/h.js:1:1)'), at(1, 1)],
    ['without a stack', Object.assign(Object.create(null) as object, { message: 'x' }), at(1, 1)],
    ['whose stack is no text', { stack: 3 }, at(1, 1)],
    ['that is a text', 'x', at(1, 1)],
    ['that is null', null, at(1, 1)],
    ['that is undefined', undefined, at(1, 1)],
  ])('passes on an error %s', (_, error, options) => {
    expect(thrown(error, options)).toEqual([error, undefined]);
  });
});

test('an error that no helper threw has no place', () => {
  expect(helperPlace(new Error('x'))).toBeUndefined();
  expect(helperPlace('x')).toBeUndefined();
  expect(helperPlace(null)).toBeUndefined();
});
