import { CLOSED, combineAll, combineAny, known, LISTED, NEVER, OPEN, UNSPECIFIED, type Answer } from './answer';
import type { Schema } from './schema-document';

const A: Schema = { title: 'a' };
const B: Schema = { title: 'b' };
const C: Schema = { title: 'c' };

test('the kinds of answers', () => {
  expect([CLOSED, LISTED, OPEN, UNSPECIFIED, NEVER, known(A, B)]).toEqual([
    { is: 'closed' },
    { is: 'listed' },
    { is: 'open' },
    { is: 'nothing' },
    { is: 'never' },
    { is: 'known', schemas: [A, B] },
  ]);
});

describe('if all schemas apply', () => {
  const all = (...answers: Answer[]): Answer => combineAll(answers, (a, b) => [...b, ...a]);

  it('the most definite answer counts, in any order', () => {
    const order = [NEVER, known(A), CLOSED, OPEN, LISTED, UNSPECIFIED];
    for (const [at, one] of order.entries()) {
      for (const other of order.slice(at + 1)) expect([all(one, other), all(other, one)]).toEqual([one, one]);
    }
  });

  it('no answer says nothing', () => {
    expect(all()).toEqual({ is: 'nothing' });
    expect(all(UNSPECIFIED, UNSPECIFIED)).toEqual({ is: 'nothing' });
  });

  it('known schemas are combined', () => {
    expect(all(known(A), UNSPECIFIED, known(B), known(C))).toEqual({ is: 'known', schemas: [C, B, A] });
    expect(all(known(A), NEVER, known(B))).toEqual({ is: 'never' });
  });
});

describe('if one of the schemas applies', () => {
  it('the least restrictive answer counts, in any order', () => {
    const order = [OPEN, UNSPECIFIED, LISTED, CLOSED, NEVER];
    const second = [OPEN, known(A), LISTED, CLOSED, NEVER];
    for (const one of [order, second]) {
      for (const [at, first] of one.entries()) {
        for (const other of one.slice(at + 1)) {
          expect([combineAny([first, other]), combineAny([other, first])]).toEqual([first, first]);
        }
      }
    }
  });

  it('no schema means no value', () => expect(combineAny([])).toEqual({ is: 'never' }));

  it('all known schemas are possible', () => {
    expect(combineAny([known(A), CLOSED, known(B, C)])).toEqual({ is: 'known', schemas: [A, B, C] });
  });

  it('a part may exist with any value if one schema describes it and another says nothing', () => {
    expect(combineAny([known(A), UNSPECIFIED])).toEqual({ is: 'open' });
    expect(combineAny([UNSPECIFIED, known(A)])).toEqual({ is: 'open' });
    expect(combineAny([UNSPECIFIED, UNSPECIFIED])).toEqual({ is: 'nothing' });
  });
});
