// @ts-check
/**
 * The rules for generated code in both languages. A frame uses only numbers and preallocated buffers, calls only runtime
 * functions and a few built-in ones, and loops only with constant bounds. State changes only in the ways that the node
 * types define. Everything else is a finding.
 *
 * @typedef {{ rule: 'call' | 'name' | 'loop' | 'state' | 'buffer' | 'syntax', offset: number, message: string }} Hit
 */

/** The deterministic functions of `Math` and of `std::`. */
export const MATH = {
  ts: ['abs', 'asin', 'cos', 'cosh', 'exp', 'floor', 'imul', 'max', 'min', 'pow', 'sin', 'sqrt', 'tanh'],
  cpp: [
    ...['asin', 'copy', 'cos', 'cosh', 'exp', 'fabs', 'fill', 'floor', 'fmod', 'isfinite', 'isnan', 'min'],
    ...['pow', 'sin', 'sqrt', 'swap', 'tanh'],
  ],
};

/**
 * The calls that are part of a cycle of the call graph.
 *
 * @template {{ from: string, to: string }} T
 * @param {T[]} calls
 * @returns {T[]}
 */
export function inCircles(calls) {
  return calls.filter(({ from, to }) => {
    const reached = new Set([to]);
    for (const name of reached) for (const one of calls) if (one.from === name) reached.add(one.to);
    return reached.has(from);
  });
}

/** Parameters of runtime functions for which the generated code passes literals. */
const LENGTHS = ['length', 'length - 1', 'capacity'];
const STEPS = ['FIELDS', 'stride'];
const CONSTANT = String.raw`(?:\d{1,4}|(?:k1[.:]+)?[A-Z_]+)(?: [*/] (?:\d{1,4}|[A-Z_]+))?`;

/**
 * Checks that the number of iterations of a loop is bounded: its variable counts up to a constant, or down to 0.
 *
 * @param {string} text the loop, at least up to its body
 * @param {boolean} isRuntime
 * @returns {string | undefined} the loop's variable; undefined if the loop is not bounded
 */
export function loopVariable(text, isRuntime) {
  const head = /^for \((?:let |int )?(\w+) = [^;]+; ([^;]+); (\w+)(\+\+|--| \+= \w+)\)/.exec(text.replace(/\s+/g, ' '));
  if (!head) return undefined;
  const [, name = '', condition = '', stepped, step = ''] = head;
  const isUp = step === '++' || STEPS.some((by) => isRuntime && step === ` += ${by}`);
  const bounds = [CONSTANT, ...(isRuntime ? LENGTHS : [])].join('|');
  const bounded = isUp ? new RegExp(`^${name} <=? (?:${bounds})$`) : new RegExp(`^${name} > 0$`);
  const isBounded =
    stepped === name && (isUp || step === '--') && condition.split(' && ').some((part) => bounded.test(part));
  return isBounded ? name : undefined;
}

/** Indices of the arguments that runtime functions write to. Other functions only read. @type {Record<string, number[]>} */
const WRITTEN = {
  ...{ beatPeaks: [4], clearPoints: [0], collide: [1, 2], copyPoints: [1], launch: [1], movePoints: [1] },
  ...{ populate: [1], rays: [1], scatter: [1], setPoint: [0], spaced: [0], tunnel: [2, 3], fill: [0] },
};
const BUFFER = /^state\.\w+\.\w+$/;

/**
 * True if a call does not pass a state buffer as an argument that the called function writes to.
 *
 * @param {string} name the function's name without its namespace or owner
 * @param {string[]} given the arguments
 */
export function keepsState(name, given) {
  return !(WRITTEN[name] ?? []).some((place) => BUFFER.test(given[place] ?? ''));
}

/**
 * True if an assignment to the state is one that node types make: a computed value, passed through the function that
 * limits what is kept.
 *
 * @param {string} target
 * @param {string} value
 * @param {ReadonlySet<string>} literals names of variables initialised with a literal
 */
export function isKept(target, value, literals) {
  if (!/^state\.\w+\.\w+(\[3 \* i( \+ [12])?\])?$/.test(target)) return false;
  const plain = value.replace(/\s+/g, ' ').replace(/^static_cast<float>\((.*)\)$/, '$1');
  const kept = /^(?:k1[.:]+kept\((.+)\)|([A-Za-z]\w*))$/.exec(plain);
  if (kept) {
    // Function names and owners of members are not values.
    const names = (kept[1] ?? kept[2] ?? '').match(/\b[A-Za-z_]\w*\b(?!\s*(?:\(|::))/g) ?? [];
    return names.some((name) => !literals.has(name));
  }
  if (/\.ready$/.test(target)) return plain === '1';
  return /^(audio\.update_counter|k1[.:]+(advance|populate|scatter|tunnel)\(.+\))$/.test(plain);
}

/** True if elements of a variable may be written: the frame's output, and preallocated buffers. @param {string} root @param {ReadonlySet<string>} buffers */
export function isBuffer(root, buffers) {
  return root === 'leds' || buffers.has(root);
}
