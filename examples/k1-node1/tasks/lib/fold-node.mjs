// @ts-check
/**
 * Formulas of node types for constant inputs, as in the catalogue. A type that is not listed is never folded.
 *
 * @type {Record<string, (inputs: Record<string, number & number[]>, params: Record<string, any>) => number>}
 */
const FORMULAS = {
  Add: ({ terms }) => sum(terms),
  Mul: ({ factors }) => factors.reduce((product, one) => product * one, 1),
  Div: ({ a, b }) => (b === 0 ? 0 : a / b),
  WeightedSum: ({ terms }, { weights }) => sum(terms.map((one, index) => one * weights[index])),
  SumFirst: ({ terms, count }) => sum(terms.slice(0, clamp(Math.floor(count), 0, terms.length))),
  Linear: ({ value, scale, offset }) => value * scale + offset,
  Sin: ({ angle }, { unit }) => Math.sin(unit === 'turns' ? 2 * Math.PI * angle : angle),
  Cos: ({ angle }, { unit }) => Math.cos(unit === 'turns' ? 2 * Math.PI * angle : angle),
  Tanh: ({ value, gain }) => Math.tanh(gain * value),
  Exp: ({ value }) => Math.exp(value),
  Pow: ({ base, exponent }) => Math.max(base, 0) ** exponent,
  Sqrt: ({ value }) => Math.sqrt(Math.max(value, 0)),
  Abs: ({ value }) => Math.abs(value),
  Floor: ({ value, step }) => Math.floor(value / step) * step,
  Min: ({ terms }) => Math.min(...terms),
  Max: ({ terms }) => Math.max(...terms),
  Clamp: ({ value, low, high }) => clamp(value, low, high),
  Ramp: ({ value, from, to }) => clamp((value - from) / (to - from), 0, 1),
  Choose: ({ index, options }) => options[clamp(Math.floor(index), 0, options.length - 1)] ?? NaN,
  Mix: ({ a, b, share }) => a * (1 - share) + b * share,
  Wrap: ({ value, length }) => value - Math.floor(value / length) * length,
};

/**
 * Results of node types that do not depend on their non-constant inputs; undefined if they do.
 *
 * @type {Record<string, (constant: (port: string) => number | undefined, params: Record<string, any>) => number | undefined>}
 */
const ALWAYS = {
  Linear: (constant) => (constant('scale') === 0 ? constant('offset') : undefined),
  Pow: (constant) => (constant('exponent') === 0 ? 1 : undefined),
  WeightedSum: (_constant, { weights }) => (weights.every((/** @type {number} */ one) => one === 0) ? 0 : undefined),
  Clamp: (constant) => {
    const [low = -Infinity, high = Infinity] = [constant('low'), constant('high')];
    return low >= high ? high : undefined;
  },
};

/** @param {import('../../language/graph.js').Operand | import('../../language/graph.js').Operand[] | undefined} operand */
function constantOf(operand) {
  return operand && !Array.isArray(operand) && operand.kind === 'constant' ? operand.value : undefined;
}

/**
 * The constant value of a node's output; undefined if it is not constant.
 *
 * @param {import('../../language/check.js').TypedNode} node
 * @returns {number | undefined}
 */
export function foldedValue({ type, inputs, params }) {
  // A zero factor makes the product zero, whatever the other factors are.
  if (type === 'Mul' && list(inputs.factors).some((one) => one.kind === 'constant' && one.value === 0)) return 0;
  const only = ALWAYS[type]?.((port) => constantOf(inputs[port]), params);
  if (only !== undefined) return only;
  const formula = FORMULAS[type];
  if (!formula) return undefined;
  /** @type {Record<string, any>} */
  const values = {};
  for (const [port, operand] of Object.entries(inputs)) {
    const all = list(operand);
    if (all.some(({ kind }) => kind !== 'constant')) return undefined;
    const numbers = all.map((one) => /** @type {{ value: number }} */ (one).value);
    values[port] = Array.isArray(operand) ? numbers : numbers[0];
  }
  const value = formula(values, params);
  return Number.isFinite(value) ? value : undefined;
}

/** @template T @param {T | T[] | undefined} value @returns {T[]} */
function list(value) {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0);
}

/** @param {number} value @param {number} low @param {number} high */
function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
