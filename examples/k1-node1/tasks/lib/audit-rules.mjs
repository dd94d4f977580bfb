// @ts-check
/**
 * What generated code may do, in both languages: everything else is a finding. A frame is computed with numbers and
 * buffers that exist already, by the runtime's functions and a few of the language's own, in loops with bounds that are
 * constants, and what is remembered changes only in the ways that the node types have.
 *
 * @typedef {{ rule: 'call' | 'name' | 'loop' | 'state' | 'buffer' | 'syntax', offset: number, message: string }} Hit
 */

/** Functions of `Math` and of `std::`, the ones that give the same in every run. */
export const MATH = {
  ts: ['abs', 'asin', 'cos', 'cosh', 'exp', 'floor', 'imul', 'max', 'min', 'pow', 'sin', 'sqrt', 'tanh'],
  cpp: [
    ...['asin', 'copy', 'cos', 'cosh', 'exp', 'fabs', 'fill', 'floor', 'fmod', 'isfinite', 'isnan', 'min'],
    ...['pow', 'sin', 'sqrt', 'swap', 'tanh'],
  ],
};

/**
 * The calls that are part of a circle.
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

/** Parameters of the runtime's functions that the generated code gives as numbers that are written out. */
const LENGTHS = ['length', 'length - 1', 'capacity'];
const STEPS = ['FIELDS', 'stride'];
const CONSTANT = String.raw`(?:\d{1,4}|(?:k1[.:]+)?[A-Z_]+)(?: [*/] (?:\d{1,4}|[A-Z_]+))?`;

/**
 * Whether a loop ends after a number of rounds that is constant: its variable goes up to a constant, or down to 0.
 *
 * @param {string} text of the loop, at least up to its body
 * @param {boolean} isRuntime
 * @returns {string | undefined} the loop's variable where all is well
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

/** Places of the arguments that functions of the runtime write to; the others only read. @type {Record<string, number[]>} */
const WRITTEN = {
  ...{ beatPeaks: [4], clearPoints: [0], collide: [1, 2], copyPoints: [1], launch: [1], movePoints: [1] },
  ...{ populate: [1], rays: [1], scatter: [1], setPoint: [0], spaced: [0], tunnel: [2, 3], fill: [0] },
};
const BUFFER = /^state\.\w+\.\w+$/;

/**
 * Whether a call leaves what is remembered alone, or is one of those that carry it on.
 *
 * @param {string} name of the function, without what it belongs to
 * @param {string[]} given its arguments
 */
export function keepsState(name, given) {
  return !(WRITTEN[name] ?? []).some((place) => BUFFER.test(given[place] ?? ''));
}

/**
 * Whether an assignment to what is remembered is one of those that node types make: of a value that was computed, by the
 * function that says what may be kept.
 *
 * @param {string} target
 * @param {string} value
 * @param {ReadonlySet<string>} literals names of variables that are numbers written out
 */
export function isKept(target, value, literals) {
  if (!/^state\.\w+\.\w+(\[3 \* i( \+ [12])?\])?$/.test(target)) return false;
  const plain = value.replace(/\s+/g, ' ').replace(/^static_cast<float>\((.*)\)$/, '$1');
  const kept = /^(?:k1[.:]+kept\((.+)\)|([A-Za-z]\w*))$/.exec(plain);
  if (kept) {
    // What is called, or what a name belongs to, is no value.
    const names = (kept[1] ?? kept[2] ?? '').match(/\b[A-Za-z_]\w*\b(?!\s*(?:\(|::))/g) ?? [];
    return names.some((name) => !literals.has(name));
  }
  if (/\.ready$/.test(target)) return plain === '1';
  return /^(audio\.update_counter|k1[.:]+(advance|populate|scatter|tunnel)\(.+\))$/.test(plain);
}

/** Whether elements of a variable may be written: the frame's, and buffers that were made before. @param {string} root @param {ReadonlySet<string>} buffers */
export function isBuffer(root, buffers) {
  return root === 'leds' || buffers.has(root);
}
