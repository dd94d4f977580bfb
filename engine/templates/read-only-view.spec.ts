import { readOnlyView } from './read-only-view';

interface Data {
  readonly a: { readonly b: number };
  readonly list: readonly { readonly c: number }[];
  readonly text: string;
  readonly none: null;
}

function watched() {
  const data: Data = { a: { b: 1 }, list: [{ c: 2 }], text: 'x', none: null };
  const onRead = jest.fn();
  const view = readOnlyView(data, '@source', onRead) as Data;
  /** The number of reads that some work reports. */
  const reads = (work: () => unknown): number => {
    onRead.mockClear();
    work();
    return onRead.mock.calls.length;
  };
  return { data, view, reads };
}

describe('a read-only view', () => {
  it('has the same values at any depth', () => {
    const { data, view } = watched();
    expect(view.a.b).toBe(1);
    expect(view.list[0]!.c).toBe(2);
    expect(view.text).toBe('x');
    expect(view.none).toBeNull();
    expect(JSON.stringify(view)).toBe(JSON.stringify(data));
    expect(Array.isArray(view.list)).toBe(true);
  });

  it('has the same view for the same value', () => {
    const { data, view } = watched();
    expect(view.a).toBe(view.a);
    expect(view.a).not.toBe(data.a);
  });

  it('reports reads at any depth', () => {
    const { view, reads } = watched();
    const { a } = view;
    expect(reads(() => view.text)).toBe(1);
    expect(reads(() => a.b)).toBe(1);
    expect(reads(() => view.list[0]!.c)).toBe(3);
    expect(reads(() => 'text' in view)).toBe(1);
    expect(reads(() => Reflect.ownKeys(view))).toBe(1);
    expect(reads(() => Object.getOwnPropertyDescriptor(view, 'text'))).toBe(1);
  });

  it('shows its keys and descriptors', () => {
    const { view } = watched();
    expect('a' in view).toBe(true);
    expect('b' in view).toBe(false);
    expect(Object.keys(view)).toEqual(['a', 'list', 'text', 'none']);
    expect(Object.getOwnPropertyDescriptor(view, 'text')).toEqual({
      value: 'x',
      writable: true,
      enumerable: true,
      configurable: true,
    });
    expect(Object.getOwnPropertyDescriptor(view, 'a')?.value).toBe(view.a);
    expect(Object.getOwnPropertyDescriptor(view, 'other')).toBeUndefined();
  });

  it('keeps accessors', () => {
    const get = (): number => 7;
    const data = Object.defineProperty({}, 'seven', { get, configurable: true });
    const view = readOnlyView(data, '@source', () => undefined);
    const expected = { get, set: undefined, enumerable: false, configurable: true };
    expect(Object.getOwnPropertyDescriptor(view, 'seven')).toEqual(expected);
  });

  it.each<[string, (view: { a?: { b: number } }) => void]>([
    ['assigning', (view) => (view.a = { b: 2 })],
    ['assigning at depth', (view) => (view.a!.b = 2)],
    ['defining', (view) => Object.defineProperty(view, 'a', { value: 2 })],
    ['deleting', (view) => delete view.a],
    ['freezing', (view) => Object.preventExtensions(view)],
    ['changing the prototype', (view) => Object.setPrototypeOf(view, null) as unknown],
  ])('refuses %s', (_, change) => {
    const { data, view } = watched();
    expect(() => change(view as never)).toThrow(
      new TypeError('@source cannot be changed: all patterns of the file see the same'),
    );
    expect(data).toEqual({ a: { b: 1 }, list: [{ c: 2 }], text: 'x', none: null });
  });
});
