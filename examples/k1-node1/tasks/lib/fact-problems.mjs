// @ts-check
/**
 * @typedef {import('./audio-fixtures.mjs').AudioField} AudioField
 * @typedef {import('./parameter-cases.mjs').Parameter} Parameter
 */

/**
 * Checks of the facts that a schema cannot express: duplicate names, contradictory numbers.
 *
 * @param {{ fields: AudioField[], staleAfterMs: number, ageWhenUnavailableMs: number }} audio
 * @param {Parameter[]} parameters
 * @returns {string[]} messages, each starting with the file
 */
export function factProblems({ fields, staleAfterMs, ageWhenUnavailableMs }, parameters) {
  const isOld = ageWhenUnavailableMs > staleAfterMs;
  return [
    ...(isOld
      ? []
      : [
          `audio.json error ageWhenUnavailableMs (${ageWhenUnavailableMs}) must be above staleAfterMs (${staleAfterMs})`,
        ]),
    ...repeated(fields).map((id) => `audio.json error duplicate field ${id}`),
    ...fields
      .filter(isEmpty)
      .map(({ id }) => `audio.json error field ${id} has no values, or its minimum is above its maximum`),
    ...repeated(parameters).map((id) => `parameters.json error duplicate parameter ${id}`),
    ...parameters
      .filter((one) => !isKind(one))
      .map(({ id, kind }) => `parameters.json error parameter ${id}: a number is not of kind ${kind}`),
  ];
}

/** @param {{ id: string }[]} list */
function repeated(list) {
  const ids = list.map(({ id }) => id);
  return ids.filter((id, at) => ids.indexOf(id) < at);
}

/** @param {AudioField} field */
function isEmpty({ type, values, min = -Infinity, max = Infinity }) {
  return min > max || (type === 'enum' && values === undefined);
}

/** @param {Parameter} parameter */
function isKind({ kind, default: normal, min, max, nan }) {
  if (kind === 'float') return true;
  if (![normal, min, max, nan].every(Number.isInteger)) return false;
  return kind === 'int' || (min === 0 && max === 1);
}
