/**
 * Mutates known inputs.
 *
 * @param {number} seed
 * @param {readonly string[]} words what the format is made of
 * @returns {(corpus: readonly Buffer[]) => Buffer}
 */
export function mutator(seed, words) {
  const random = numbers(seed);
  /** @param {number} below */
  const upTo = (below) => Math.floor(random() * below);
  /** @template T @param {readonly T[]} list @returns {T} */
  const pick = (list) => /** @type {T} */ (list[upTo(list.length)]);

  /** @type {((input: Buffer, corpus: readonly Buffer[]) => Buffer)[]} */
  const changes = [
    (input) => put(input, upTo(input.length + 1), 0, Buffer.from(pick(words))),
    (input) => put(input, upTo(input.length + 1), upTo(8), Buffer.from(pick(words))),
    (input) => put(input, upTo(input.length + 1), 1 + upTo(16), Buffer.alloc(0)),
    (input) => put(input, upTo(input.length + 1), upTo(2), Buffer.from([upTo(256)])),
    (input) => {
      const at = upTo(input.length);
      const flipped = Buffer.from(input);
      if (input.length > 0) flipped[at] = (flipped[at] ?? 0) ^ (1 << upTo(8));
      return flipped;
    },
    (input) => {
      const from = upTo(input.length);
      const part = input.subarray(from, from + 1 + upTo(24));
      return put(input, upTo(input.length + 1), 0, part);
    },
    (input) => {
      const from = upTo(input.length);
      const part = input.subarray(from, from + 1 + upTo(6));
      return put(input, from, 0, Buffer.from(part.toString('latin1').repeat(1 + upTo(60)), 'latin1'));
    },
    (input, corpus) => {
      const other = pick(corpus);
      const from = upTo(other.length);
      return put(input, upTo(input.length + 1), upTo(20), other.subarray(from, from + 1 + upTo(40)));
    },
    (input) => input.subarray(0, upTo(input.length + 1)),
  ];

  return (corpus) => {
    let input = pick(corpus);
    for (let count = 1 + upTo(4); count > 0; count--) input = pick(changes)(input, corpus);
    return input.subarray(0, MOST);
  };
}

/** The most bytes of an input. Scaling with size is measured elsewhere. */
const MOST = 4096;

/**
 * @param {Buffer} input
 * @param {number} at
 * @param {number} remove
 * @param {Buffer} insert
 */
function put(input, at, remove, insert) {
  return Buffer.concat([input.subarray(0, at), insert, input.subarray(at + remove)]);
}

/**
 * mulberry32: deterministic on every machine.
 *
 * @param {number} seed
 */
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
