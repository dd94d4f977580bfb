import {
  enterContext,
  scopeKey,
  scopeOf,
  UNKNOWN,
  unknownScope,
  withBlockParams,
  type Content,
  type Context,
} from './scope';
import type { Shape } from './shape';

const context = (key: string, mayBeScalar = false): Context => ({ shape: { key, mayBeScalar } as unknown as Shape });
const [A, B] = [context('a'), context('b')];
const TEXT = context('text', true);

const block = (id: number): Content => ({ id }) as unknown as Content;

test('the scope of a template has its data as context and root', () => {
  const { shape } = A;
  expect(scopeOf(shape)).toEqual({
    contexts: [{ shape }],
    root: { shape },
    blockParams: new Map(),
    inlinePartials: new Map(),
    partialBlock: undefined,
  });
});

describe('entering a context', () => {
  it('keeps the outer ones', () => expect(enterContext([A], B)).toEqual([B, A]));

  it('does nothing for the same context', () => {
    const contexts = [A, B];
    expect(enterContext(contexts, A)).toBe(contexts);
  });

  it('forgets the outer ones if they may be the same', () => {
    expect(enterContext([TEXT, A], context('other', true))).toHaveLength(1);
    expect(enterContext([], A)).toEqual([A]);
    expect(enterContext([A, B], UNKNOWN)).toEqual([UNKNOWN]);
    expect(enterContext([{ shape: undefined }], TEXT)).toEqual([TEXT]);
  });

  it('keeps them if only one may be a scalar', () => {
    expect(enterContext([TEXT], A)).toEqual([A, TEXT]);
    expect(enterContext([A], TEXT)).toEqual([TEXT, A]);
    expect(enterContext([A], { shape: undefined })).toEqual([{ shape: undefined }, A]);
  });
});

test('a scope with unknown contexts keeps block parameters and inline partials', () => {
  const scope = {
    ...scopeOf(A.shape),
    blockParams: new Map([['p', B]]),
    inlinePartials: new Map([['i', block(1)]]),
    partialBlock: block(2),
  };
  expect(unknownScope(scope)).toEqual({
    contexts: [{ shape: undefined, isFromCode: true }],
    root: { shape: undefined, isFromCode: true },
    blockParams: scope.blockParams,
    inlinePartials: scope.inlinePartials,
    partialBlock: undefined,
  });
});

test('block parameters shadow outer ones', () => {
  const scope = withBlockParams(scopeOf(A.shape), ['one', 'two'], [A]);
  expect([...scope.blockParams]).toEqual([
    ['one', A],
    ['two', UNKNOWN],
  ]);
  expect([...withBlockParams(scope, ['two', 'three'], [B, B]).blockParams]).toEqual([
    ['one', A],
    ['two', B],
    ['three', B],
  ]);
  expect(withBlockParams(scope)).toBe(scope);
  expect(withBlockParams(scope, [], [B])).toBe(scope);
});

test('the key of a scope tells everything that names mean', () => {
  const scope = {
    contexts: [A, UNKNOWN],
    root: B,
    blockParams: new Map([['p', TEXT]]),
    inlinePartials: new Map([['i', block(1)]]),
    partialBlock: block(2),
  };
  expect(scopeKey(scope)).toBe('[["a","?"],"b",[["p","text"]],[["i",1]],2]');
  expect(scopeKey(scopeOf(undefined))).toBe('[["?"],"?",[],[],null]');
});
