// @ts-check
/**
 * Types of values. A value exists once per frame (`float`, `int`, `bool`, `color`, the audio arrays) or once per
 * LED (`led_buffer<T>`). A value of the frame fits wherever one per LED is asked for: every LED gets the same.
 * `points` are small moving objects, a list of them once per frame.
 */

const LED_COUNT = 160;
const ELEMENTS = ['float', 'int', 'bool', 'color'];
const ARRAYS = { audio_spectrum: 64, chroma_vector: 12, tempo_vector: 192, sample_vector: 4096 };

/** Slots of a list of points, and the numbers of each: place, speed, light, hue, age. A slot without light is free. */
const POINTS = { slots: 96, fields: 5 };

/** @param {string} type */
const isPerLed = (type) => type.startsWith('led_buffer<');

/** The type of one LED's value; the type itself where there is one per frame. @param {string} type */
const elementOf = (type) => (isPerLed(type) ? type.slice('led_buffer<'.length, -1) : type);

/** @param {string} type */
const perLed = (type) => (isPerLed(type) ? type : `led_buffer<${type}>`);

/** Numbers kept in memory per LED: a colour has three channels. @param {string} type */
const channelsOf = (type) => (elementOf(type) === 'color' ? 3 : 1);

/** Numbers of a value that is kept in a buffer; undefined for a single number. @param {string} type */
const sizeOf = (type) => {
  if (type === 'points') return POINTS.slots * POINTS.fields;
  return isPerLed(type) ? LED_COUNT * channelsOf(type) : undefined;
};

/**
 * Whether a value of type `given` may go into a port of type `wanted`.
 *
 * @param {string} given
 * @param {import('./catalogue.js').PortType} wanted
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

module.exports = { ARRAYS, LED_COUNT, POINTS, isPerLed, elementOf, perLed, sizeOf, fits };
