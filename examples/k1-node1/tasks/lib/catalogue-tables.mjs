// @ts-check
/**
 * The node catalogue as flat tables, and the checks that its schema cannot express. Pure functions.
 *
 * @typedef {import('../../language/catalogue.js').NodeType & { category: string }} NodeType
 * @typedef {{ type: string, message: string }} Finding
 */

/** State bytes of a value, on a strip of 160 LEDs. */
const STATE_BYTES = { float: 8, uint32: 4, 'led_buffer<float>': 640, 'led_buffer<color>': 1920, points: 1920 };

/**
 * @param {ReadonlyMap<string, NodeType>} nodeTypes
 */
export function catalogueTables(nodeTypes) {
  const entries = [...nodeTypes];
  return {
    types: entries.map(([name, type]) => ({
      name,
      category: type.category,
      perLed: type.rate === 'led' ? 'always' : type.lifts ? 'where an input is' : 'never',
      implicit: type.implicit === true,
      random: type.random === true,
      stateBytes: Object.values(type.state ?? {}).reduce((sum, field) => sum + STATE_BYTES[field.type], 0),
      singleUse: type.singleUse ?? null,
    })),
    ports: entries.flatMap(([node, type]) => [
      ...Object.entries(type.inputs).map(([port, input]) => ({
        node,
        port,
        direction: 'in',
        type: [input.type].flat().join(' | '),
        required: input.default === undefined,
        default: input.default ?? null,
        min: input.min ?? null,
        max: input.max ?? null,
        variadic: input.variadic === true,
      })),
      ...Object.entries(type.outputs).map(([port, output]) => ({
        node,
        port,
        direction: 'out',
        type: output.type,
        audio: output.audio ?? null,
      })),
    ]),
    params: entries.flatMap(([node, type]) =>
      Object.entries(type.params).map(([name, param]) => ({ node, name, ...param, default: param.default ?? null })),
    ),
    state: entries.flatMap(([node, type]) =>
      Object.entries(type.state ?? {}).map(([name, field]) => ({
        node,
        name,
        type: field.type,
        bytes: STATE_BYTES[field.type],
      })),
    ),
  };
}

/**
 * The checks that a schema cannot express, such as defaults out of range and dangling names.
 *
 * @param {ReadonlyMap<string, NodeType>} nodeTypes
 * @returns {Finding[]}
 */
export function catalogueFindings(nodeTypes) {
  /** @type {Finding[]} */
  const findings = [];
  for (const [type, def] of nodeTypes) {
    const found = (/** @type {string} */ message) => findings.push({ type, message });
    for (const [
      name,
      { type: kind, values, min = -Infinity, max = Infinity, default: standard, lengthOf },
    ] of Object.entries(def.params)) {
      if (min > max) found(`parameter "${name}" goes from ${min} to ${max}`);
      if (typeof standard === 'number' && (standard < min || standard > max)) {
        found(`the default ${standard} of parameter "${name}" is not in ${min} to ${max}`);
      }
      if (kind === 'int' && [standard, min, max].some((one) => Number.isFinite(one) && !Number.isInteger(one))) {
        found(`parameter "${name}" is an integer, but its default or a bound is not`);
      }
      if (kind === 'enum' && !values) found(`parameter "${name}" has no values`);
      if (kind === 'enum' && standard !== undefined && !values?.includes(String(standard))) {
        found(`the default "${standard}" of parameter "${name}" is none of its values`);
      }
      if (lengthOf !== undefined && !def.inputs[lengthOf]?.variadic) {
        found(`parameter "${name}" is as long as "${lengthOf}", which is not an input with a list type`);
      }
    }
    for (const [port, { min = -Infinity, max = Infinity, default: standard = 0 }] of Object.entries(def.inputs)) {
      if (min > max) found(`input "${port}" goes from ${min} to ${max}`);
      if (def.inputs[port]?.default !== undefined && (standard < min || standard > max)) {
        found(`the default ${standard} of input "${port}" is not in ${min} to ${max}`);
      }
    }
    for (const [port, { storage }] of Object.entries(def.outputs)) {
      if (storage !== undefined && !def.state?.[storage])
        found(`output "${port}" lies in "${storage}", which is not a state field`);
      if (Object.hasOwn(def.inputs, port) && Object.hasOwn(def.params, port))
        found(`"${port}" is an input and a parameter`);
    }
    for (const [name, { initial }] of Object.entries(def.state ?? {})) {
      if (typeof initial === 'object' && !def.params[initial.param]) {
        found(`state "${name}" starts at "${initial.param}", which is not a parameter`);
      }
    }
  }
  return findings;
}
