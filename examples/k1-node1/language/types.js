// @ts-check
/**
 * Types of values. A value exists once per frame (`float`, `int`, `bool`, `color`, the audio arrays) or once per
 * LED (`led_buffer<T>`). A value of the frame fits wherever one per LED is asked for: every LED gets the same.
 */

const ELEMENTS = ['float', 'int', 'bool', 'color'];
const ARRAYS = { audio_spectrum: 64, chroma_vector: 12, tempo_vector: 192 };

/** @param {string} type */
const isPerLed = (type) => type.startsWith('led_buffer<');

/** The type of one LED's value; the type itself where there is one per frame. @param {string} type */
const elementOf = (type) => (isPerLed(type) ? type.slice('led_buffer<'.length, -1) : type);

/** @param {string} type */
const perLed = (type) => (isPerLed(type) ? type : `led_buffer<${type}>`);

/** Numbers kept in memory per LED: a colour has three channels. @param {string} type */
const channelsOf = (type) => (elementOf(type) === 'color' ? 3 : 1);

/**
 * Whether a value of type `given` may go into a port of type `wanted`.
 *
 * @param {string} given
 * @param {import('./catalogue').PortType} wanted
 * @param {{ lifts?: boolean, whole?: boolean }} [port] `lifts`: also one value per LED; `whole`: only a row of all LEDs
 */
function fits(given, wanted, { lifts = false, whole = false } = {}) {
  const accepted = Array.isArray(wanted) ? wanted : [wanted];
  return accepted.some((type) => {
    if (given === type) return true;
    if (isPerLed(given) && !lifts && !isPerLed(type)) return false;
    if (whole && !isPerLed(given)) return false;
    const [from, to] = [elementOf(given), elementOf(type)];
    return ELEMENTS.includes(to) && (from === to || (from === 'int' && to === 'float'));
  });
}

module.exports = { ARRAYS, isPerLed, elementOf, perLed, channelsOf, fits };
