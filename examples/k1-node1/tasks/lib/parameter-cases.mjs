// @ts-check
import fc from 'fast-check';

/**
 * @typedef {object} Parameter
 * @property {string} id
 * @property {'float' | 'int' | 'bool'} kind
 * @property {number} default
 * @property {number} min
 * @property {number} max
 * @property {number} nan replacement for NaN
 * @property {'clamp' | 'zero'} outside how a value out of range is replaced
 */

/**
 * A parameter value in JSON. NaN and infinities are strings, which `Number()` converts back.
 *
 * @typedef {number | 'NaN' | 'Infinity' | '-Infinity'} Written
 * @typedef {{ parameter: string, name: string, value: Written, expected: number }} SingleCase
 * @typedef {{ name: string, values: Record<string, Written>, expected: Record<string, number> }} FullCase
 */

/**
 * Cases of single parameters: the default, bounds, midpoint, values just and far beyond both bounds, NaN and infinities.
 *
 * @param {Parameter[]} parameters
 * @returns {SingleCase[]}
 */
export function singleCases(parameters) {
  return parameters.flatMap((one) => Object.entries(values(one)).map(([name, value]) => single(one, name, value)));
}

/**
 * Cases of all parameters: defaults, all at one bound, all NaN, and random combinations in which one value in four is
 * invalid.
 *
 * @param {Parameter[]} parameters
 * @param {number} seed
 * @param {number} count number of combinations
 * @returns {FullCase[]}
 */
export function fullCases(parameters, seed, count) {
  const named = ['default', 'min', 'max', 'nan'].map((name) => full(name, parameters, (one) => values(one)[name] ?? 0));
  const combination = fc.record(
    Object.fromEntries(
      parameters.map((one) => {
        const good = fc
          .noBias(fc.integer({ min: 0, max: one.kind === 'float' ? 256 : one.max - one.min }))
          .map((at) => (one.kind === 'float' ? round(one.min + (at / 256) * (one.max - one.min)) : one.min + at));
        return [
          one.id,
          fc.oneof(
            { arbitrary: good, weight: 3 },
            { arbitrary: fc.constantFrom(...Object.values(values(one))), weight: 1 },
          ),
        ];
      }),
    ),
  );
  const combined = fc.sample(combination, { seed, numRuns: count }).map((picked, index) => {
    return full(`combination-${String(index + 1).padStart(2, '0')}`, parameters, ({ id }) => picked[id] ?? 0);
  });
  return [...named, ...combined];
}

/**
 * The value that the firmware uses for a given value.
 *
 * @param {Parameter} parameter
 * @param {number} value
 */
export function sanitised({ min, max, nan, outside }, value) {
  if (Number.isNaN(value)) return nan;
  if (value >= min && value <= max) return value;
  return outside === 'zero' ? 0 : Math.min(max, Math.max(min, value));
}

/**
 * @param {Parameter} parameter
 * @returns {Record<string, number>}
 */
function values({ kind, min, max, default: normal }) {
  const step = kind === 'float' ? round((max - min) / 100) : 1;
  const middle = kind === 'float' ? round((min + max) / 2) : Math.floor((min + max) / 2);
  return {
    default: normal,
    min,
    middle,
    max,
    'just-below': round(min - step),
    'just-above': round(max + step),
    'far-below': -1e9,
    'far-above': 1e9,
    nan: NaN,
    'minus-infinity': -Infinity,
    infinity: Infinity,
  };
}

/** @param {Parameter} parameter @param {string} name @param {number} value @returns {SingleCase} */
function single(parameter, name, value) {
  return { parameter: parameter.id, name, value: written(value), expected: sanitised(parameter, value) };
}

/** @param {string} name @param {Parameter[]} parameters @param {(one: Parameter) => number} pick @returns {FullCase} */
function full(name, parameters, pick) {
  const picked = parameters.map((one) => ({ one, value: pick(one) }));
  return {
    name,
    values: Object.fromEntries(picked.map(({ one, value }) => [one.id, written(value)])),
    expected: Object.fromEntries(picked.map(({ one, value }) => [one.id, sanitised(one, value)])),
  };
}

/** @param {number} value @returns {Written} */
function written(value) {
  return Number.isFinite(value) ? value + 0 : /** @type {Written} */ (String(value));
}

/** Rounds away binary fraction noise, for readable files. @param {number} value */
function round(value) {
  return Math.round(value * 1e6) / 1e6 + 0;
}

/**
 * Reports parameters with missing or wrong cases. Required for each: the default, values at and beyond both bounds, NaN
 * and infinities, with the effective values that follow from the facts.
 *
 * @param {Parameter[]} parameters
 * @param {SingleCase[]} cases
 * @returns {string[]}
 */
export function caseProblems(parameters, cases) {
  return parameters.flatMap(({ id, kind, min, max, nan, outside, default: normal }) => {
    if (![normal, nan].every((value) => value >= min && value <= max))
      return [`parameter ${id}: its default or its value for NaN is out of range`];
    const tried = cases
      .filter(({ parameter }) => parameter === id)
      .map(({ value, expected }) => [Number(value), expected]);
    const beyond = (/** @type {number} */ bound) => (outside === 'zero' ? 0 : bound);
    const step = kind === 'float' ? (max - min) / 50 : 1;
    /** @type {[string, (value: number) => boolean, number][]} */
    const needed = [
      ['its default', (value) => value === normal, normal],
      ['its least value', (value) => value === min, min],
      ['its largest value', (value) => value === max, max],
      ['just below', (value) => value < min && value >= min - step, beyond(min)],
      ['just above', (value) => value > max && value <= max + step, beyond(max)],
      ['far below', (value) => value < min - 1000 && value > -Infinity, beyond(min)],
      ['far above', (value) => value > max + 1000 && value < Infinity, beyond(max)],
      ['NaN', Number.isNaN, nan],
      ['-Infinity', (value) => value === -Infinity, beyond(min)],
      ['Infinity', (value) => value === Infinity, beyond(max)],
    ];
    const missing = needed.filter(
      ([, is, wanted]) => !tried.some(([value = NaN, expected]) => is(value) && expected === wanted),
    );
    return missing.length === 0 ? [] : [`parameter ${id} is not tried at ${missing.map(([name]) => name).join(', ')}`];
  });
}
