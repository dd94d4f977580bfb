// @ts-check
/** Checks the settings of a node against its type and fills in defaults. */

const { didYouMean } = require('./suggest.js');
const { pointer } = require('./problem.js');

/**
 * @param {string} id
 * @param {{ type: string, params?: Record<string, unknown>, inputs?: Record<string, unknown> }} written
 * @param {import('./catalogue.js').NodeType} def
 * @returns {{ params: Record<string, any>, problems: import('./problem.js').Problem[] }}
 */
function readParams(id, written, def) {
  /** @type {import('./problem.js').Problem[]} */
  const problems = [];
  /** @type {Record<string, any>} */
  const params = {};
  const given = written.params ?? {};
  const named = (/** @type {string} */ name) => `parameter "${name}" of "${id}" (${written.type})`;
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(def.params, name)) continue;
    const known = Object.keys(def.params);
    problems.push({
      code: 'unknown-setting',
      pointer: pointer('nodes', id, 'params', name),
      message: `"${id}" (${written.type}) has no parameter "${name}"`,
      hint: didYouMean(name, known) ?? (known.length > 0 ? `its parameters are ${known.join(', ')}` : 'it has none'),
    });
  }
  for (const [name, param] of Object.entries(def.params)) {
    const value = Object.hasOwn(given, name) ? given[name] : param.default;
    if (value === undefined) {
      problems.push({ code: 'missing-setting', pointer: pointer('nodes', id), message: `${named(name)} is required` });
      continue;
    }
    const wrong = checkValue(value, param, written.inputs ?? {});
    if (wrong === undefined) params[name] = value;
    else
      problems.push({
        pointer: pointer('nodes', id, 'params', name),
        code: 'wrong-setting',
        message: `${named(name)} ${wrong.message}`,
        hint: wrong.hint,
      });
  }
  return { params, problems };
}

/**
 * @param {unknown} value
 * @param {import('./catalogue.js').ParamSpec} param
 * @param {Record<string, unknown>} inputs
 * @returns {{ message: string, hint?: string } | undefined}
 */
function checkValue(value, param, inputs) {
  switch (param.type) {
    case 'int':
    case 'float': {
      const right = param.type === 'int' ? Number.isSafeInteger(value) : Number.isFinite(value);
      if (!right)
        return { message: `takes ${param.type === 'int' ? 'a whole number' : 'a number'}, not ${show(value)}` };
      const { min = -Infinity, max = Infinity } = param;
      const number = /** @type {number} */ (value);
      return number < min || number > max ? { message: `takes ${min} to ${max}, not ${number}` } : undefined;
    }
    case 'enum': {
      const values = param.values ?? [];
      if (typeof value === 'string' && values.includes(value)) return undefined;
      const hint = typeof value === 'string' ? didYouMean(value, values) : undefined;
      return { message: `takes ${values.join(', ')}, not ${show(value)}`, hint };
    }
    case 'list<float>': {
      if (!Array.isArray(value) || !value.every(Number.isFinite)) return { message: 'takes a list of numbers' };
      const list = param.lengthOf === undefined ? undefined : inputs[param.lengthOf];
      if (!Array.isArray(list) || list.length === value.length) return undefined;
      return { message: `has ${value.length} values for ${list.length} ${param.lengthOf}` };
    }
    case 'stops':
      return checkStops(value);
    default:
      return typeof value === 'string' ? undefined : { message: `takes a string, not ${show(value)}` };
  }
}

/** @param {unknown} value */
function checkStops(value) {
  if (!Array.isArray(value) || value.length < 2) return { message: 'takes a list of at least two stops' };
  let last = -Infinity;
  for (const stop of value) {
    if (typeof stop?.at !== 'number' || typeof stop.color !== 'string' || !/^#[0-9a-f]{6}$/.test(stop.color)) {
      return { message: `has an invalid stop ${show(stop)}`, hint: 'a stop is { at: 0.5, color: "#a0c0ff" }' };
    }
    if (!(stop.at > last)) return { message: `has stops out of order: ${stop.at} after ${last}` };
    last = stop.at;
  }
  return value[0].at === 0 && last === 1 ? undefined : { message: 'has stops that do not begin at 0 and end at 1' };
}

/** @param {unknown} value */
function show(value) {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

module.exports = { readParams };
