import { dataView } from './data-view';
import { callFunction, FunctionTemplateError, type LoadedFunction, type TemplateContext } from './function-template';
import { UnknownPartialError } from './unknown-partial';

type Render = LoadedFunction['render'];

interface Call {
  readonly data?: unknown;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly patterns?: readonly object[];
  readonly callPartial?: (name: string, data: unknown) => string;
}

const shown = (name: string, data: unknown): string => `<${name} ${JSON.stringify(data)}>`;

function call(render: Render, { data = {}, variables = {}, patterns, callPartial = shown }: Call = {}): string {
  const one: LoadedFunction = { names: ['t'], kind: 'template', file: 't.js', render };
  return callFunction(one, data, variables, patterns, callPartial, ['row', 'rows']);
}

function thrown(...args: Parameters<typeof call>): unknown {
  try {
    call(...args);
  } catch (error) {
    return error;
  }
  return 'nothing was thrown';
}

describe('a function template', () => {
  it('gets a view of the data and the variables', () => {
    const data = { a: 1 };
    const patterns = [{ name: 'p' }];
    let context: TemplateContext | undefined;
    const render: Render = (own, about) => {
      context = about;
      expect(own).toBe(dataView(data));
      return 'text';
    };
    const variables = { path: 'p.yaml', name: 'n', key: 'k', source: { s: 1 }, other: 1 };
    expect(call(render, { data, variables, patterns })).toBe('text');
    expect(context).toEqual({
      path: 'p.yaml',
      name: 'n',
      key: 'k',
      source: { s: 1 },
      patterns: [{ name: 'p' }],
      partial: expect.any(Function) as unknown,
    });
    expect(context!.patterns).toBe(dataView(patterns));
  });

  it('may return an empty text', () => expect(call(() => '')).toBe(''));

  it('renders partials with its own or other data', () => {
    const render: Render = (_, { partial }) => partial('row') + partial('row', { b: 2 });
    expect(call(render, { data: { a: 1 } })).toBe('<row {"a":1}><row {"b":2}>');
  });
});

describe('an error of a function template', () => {
  it('is wrapped with its file', () => {
    const error = new Error('x');
    const wrapped = thrown(() => {
      throw error;
    }) as FunctionTemplateError;
    expect(wrapped).toBeInstanceOf(FunctionTemplateError);
    expect(wrapped).toMatchObject({ file: 't.js', message: 'a function template failed' });
    expect(wrapped.thrown).toBe(error);
  });

  it.each<[unknown, string]>([
    [undefined, 'it returned undefined'],
    [null, 'it returned null'],
    [3, 'it returned a value of type number'],
    [{}, 'it returned a value of type object'],
    [{ then: 1 }, 'it returned a value of type object'],
    [Promise.resolve('x'), 'it returned a promise, and a template cannot be waited for'],
  ])('is no text but %p', (value, message) => {
    const { thrown: error } = thrown(() => value) as FunctionTemplateError;
    expect(error).toMatchObject({ message, hint: 'return the text of the file, a string' });
    expect((error as Error).stack).toBeUndefined();
  });

  it('is a promise, whose later rejection is ignored', () => {
    const then = jest.fn();
    const { thrown: error } = thrown(() => ({ then })) as FunctionTemplateError;
    expect((error as Error).message).toBe('it returned a promise, and a template cannot be waited for');
    expect(then.mock.calls).toEqual([[undefined, expect.any(Function)]]);
    const [, onRejection] = then.mock.calls[0] as [undefined, (reason: unknown) => unknown];
    expect(onRejection(new Error('later'))).toBeUndefined();
  });

  it('is a partial without a name', () => {
    const render: Render = (_, { partial }) => partial(3 as never);
    const { thrown: error } = thrown(render) as FunctionTemplateError;
    expect(error).toEqual(new TypeError('partial() needs the name of a partial'));
    expect(error).toBeInstanceOf(TypeError);
  });

  it('is a partial after the template has returned', () => {
    let later: TemplateContext['partial'] | undefined;
    call((_, { partial }) => {
      later = partial;
      return '';
    });
    expect(() => later!('row')).toThrow(new Error('partial() was called after the template had returned'));
  });

  it('is passed on if it is that of a partial', () => {
    const error = new Error('in the partial');
    const callPartial = (): never => {
      throw error;
    };
    expect(thrown((_, { partial }) => partial('row'), { callPartial })).toBe(error);
  });

  it('is an unknown partial, with a suggestion', () => {
    const callPartial = (name: string): never => {
      throw new UnknownPartialError(name);
    };
    const error = thrown((_, { partial }) => partial('rwo'), { callPartial }) as UnknownPartialError;
    expect(error.caller).toEqual({ file: 't.js', meant: 'did you mean "row"?' });
  });

  it.each([
    ['another partial', new UnknownPartialError('inner'), undefined],
    [
      'a partial that the same partial called',
      Object.assign(new UnknownPartialError('rwo'), { caller: { file: 'p.js', meant: 'x' } }),
      { file: 'p.js', meant: 'x' },
    ],
  ])('does not blame the template for %s', (_, error, caller) => {
    const callPartial = (): never => {
      throw error;
    };
    expect(thrown((__, { partial }) => partial('rwo'), { callPartial })).toBe(error);
    expect(error.caller).toEqual(caller);
  });

  it.each([
    [30, FunctionTemplateError],
    [31, RangeError],
  ])('is a RangeError in %i nested templates', (depth, kind) => {
    const nest = (left: number): string =>
      call(
        (_, { partial }) => {
          if (left === 1) throw new RangeError('Maximum call stack size exceeded');
          return partial('row');
        },
        { callPartial: () => nest(left - 1) },
      );
    expect(() => nest(depth)).toThrow(kind);
  });

  it('of another kind is wrapped at any depth', () => {
    const nest = (left: number): string =>
      call(
        (_, { partial }) => {
          if (left === 1) throw new Error('x');
          return partial('row');
        },
        { callPartial: () => nest(left - 1) },
      );
    expect(() => nest(40)).toThrow(FunctionTemplateError);
  });
});
