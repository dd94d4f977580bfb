import { dataView, originalOf } from './data-view';

const MESSAGE = "a template cannot change its data: the pattern's other templates see the same";

describe('a view of data', () => {
  it('has the same values at any depth', () => {
    const data = { a: { b: [1, { c: 'x' }] }, none: null, text: 't' };
    const view = dataView(data);
    expect(view).not.toBe(data);
    expect(view).toEqual(data);
    expect(view.a.b[1]).toEqual({ c: 'x' });
    expect(Object.keys(view)).toEqual(['a', 'none', 'text']);
  });

  it('is the same for the same data', () => {
    const data = { a: {} };
    expect(dataView(data)).toBe(dataView(data));
    expect(dataView(data).a).toBe(dataView(data.a));
    expect(dataView(dataView(data))).toBe(dataView(data));
  });

  it('leads back to the original', () => {
    const data = { a: {} };
    expect(originalOf(dataView(data))).toBe(data);
    expect(originalOf(dataView(data).a)).toBe(data.a);
    expect(originalOf(data)).toBe(data);
    expect(originalOf('x')).toBe('x');
    expect(originalOf(null)).toBeNull();
  });

  it.each([['x'], [1], [true], [null], [undefined], [new Date(0)], [new Map()], [new Error('x')], [() => 1]])(
    'of %p is the value itself',
    (value) => {
      expect(dataView(value)).toBe(value);
      expect(dataView({ value }).value).toBe(value);
    },
  );

  it.each([
    ['a list', []],
    ['an object', {}],
    ['an object without a prototype', Object.create(null) as object],
  ])('of %s is another object', (_, value) => expect(dataView(value)).not.toBe(value));

  it('has views in its property descriptors', () => {
    const view = dataView({ a: {}, n: 1 });
    expect(Object.getOwnPropertyDescriptor(view, 'a')?.value).toBe(view.a);
    expect(Object.getOwnPropertyDescriptor(view, 'n')).toEqual({
      value: 1,
      writable: true,
      enumerable: true,
      configurable: true,
    });
    expect(Object.getOwnPropertyDescriptor(view, 'other')).toBeUndefined();
  });

  it('keeps accessors', () => {
    const get = (): number => 7;
    const view = dataView(Object.defineProperty({}, 'seven', { get, configurable: true }));
    const descriptor = Object.getOwnPropertyDescriptor(view, 'seven');
    expect(descriptor).toEqual({ get, set: undefined, enumerable: false, configurable: true });
    expect('value' in descriptor!).toBe(false);
  });

  it('has the original values of frozen data', () => {
    const inner = {};
    const data = Object.freeze({ inner });
    const view = dataView(data);
    expect(view.inner).toBe(inner);
    expect(Object.getOwnPropertyDescriptor(view, 'inner')?.value).toBe(inner);
  });

  it.each([
    ['only sealed', { configurable: false, writable: true, enumerable: true }],
    ['only read-only', { configurable: true, writable: false, enumerable: true }],
  ])('has views of properties that are %s', (_, descriptor) => {
    const inner = {};
    const view = dataView(Object.defineProperty({}, 'inner', { ...descriptor, value: inner })) as { inner: object };
    expect(view.inner).toBe(dataView(inner));
    expect(Object.getOwnPropertyDescriptor(view, 'inner')?.value).toBe(dataView(inner));
  });

  it.each<[string, (view: { a?: { b: number }; list: number[] }) => unknown]>([
    ['assigning', (view) => (view.a = { b: 2 })],
    ['assigning at depth', (view) => (view.a!.b = 2)],
    ['adding to a list', (view) => view.list.push(3)],
    ['sorting a list', (view) => view.list.sort()],
    ['defining', (view) => Object.defineProperty(view, 'a', { value: 2 })],
    ['deleting', (view) => delete view.a],
    ['freezing', (view) => Object.preventExtensions(view)],
    ['changing the prototype', (view) => Object.setPrototypeOf(view, null) as unknown],
  ])('refuses %s', (_, change) => {
    const data = { a: { b: 1 }, list: [2, 1] };
    expect(() => change(dataView(data))).toThrow(new TypeError(MESSAGE));
    expect(data).toEqual({ a: { b: 1 }, list: [2, 1] });
  });

  it('points an error to the code that wanted to change the data', () => {
    const view = dataView({ a: 1 });
    const changeIt = (): void => {
      view.a = 2;
    };
    let stack = '';
    try {
      changeIt();
    } catch (error) {
      stack = (error as Error).stack ?? '';
    }
    expect(stack.split('\n')[1]).toContain('changeIt');
  });
});
