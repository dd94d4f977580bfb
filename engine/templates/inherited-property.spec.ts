import { InheritedPropertyError, throwOnInheritedFields } from './inherited-property';

const denied = (name: string): string =>
  `Handlebars: Access has been denied to resolve the property "${name}" because it is not an "own property"`;

function patched() {
  const log = jest.fn();
  const reset = jest.fn();
  const runtime = { logger: { log: log as (...all: unknown[]) => void }, resetLoggedPropertyAccesses: reset };
  throwOnInheritedFields(runtime);
  return { runtime, log, reset };
}

describe('an inherited field', () => {
  it('is an error instead of a message in the log, every time', () => {
    const { runtime, log, reset } = patched();
    for (const name of ['size', 'size', 'two\nlines']) {
      expect(() => runtime.logger.log('error', denied(name))).toThrow(new InheritedPropertyError(name));
    }
    expect(reset).toHaveBeenCalledTimes(3);
    expect(log).not.toHaveBeenCalled();
  });

  it('has a message and the template in the stack', () => {
    const error = new InheritedPropertyError('size');
    expect(error.property).toBe('size');
    expect(error.message).toBe('the data has no "size" of its own, but inherits it: only own fields are rendered');
    expect(error.file).toBeUndefined();
    error.stack = 'Error: x\n    at main (a.hbs (compiled):5:10)';
    expect(error.file).toBe('a.hbs');
    delete error.stack;
    expect(error.file).toBeUndefined();
  });
});

test('other messages are logged', () => {
  const { runtime, log, reset } = patched();
  runtime.logger.log('warn', 'a', 'b');
  runtime.logger.log('info', `not ${denied('size')}`);
  expect(log.mock.calls).toEqual([
    ['warn', 'a', 'b'],
    ['info', `not ${denied('size')}`],
  ]);
  expect(reset).not.toHaveBeenCalled();
});

test('a logger is replaced once', () => {
  const { runtime } = patched();
  const { log } = runtime.logger;
  throwOnInheritedFields(runtime);
  expect(runtime.logger.log).toBe(log);
});
