// @ts-check
// Content of the workloads: words, and deterministic pseudo-random numbers.

export const FIRST = ['amber', 'basalt', 'cobalt', 'dune', 'ember', 'fjord', 'garnet', 'harbor', 'indigo', 'juniper'];
export const SECOND = ['drift', 'pulse', 'ripple', 'spark', 'sweep', 'tide', 'veil', 'wave'];
export const QUALITY = [
  'attack',
  'bias',
  'contrast',
  'decay',
  'envelope',
  'feedback',
  'gain',
  'hue',
  'inertia',
  'jitter',
];
export const MEASURE = ['amount', 'ceiling', 'floor', 'period'];

/** The mulberry32 generator: deterministic numbers from 0 to 1 for a seed. @param {number} seed */
export function randomNumbers(seed) {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
