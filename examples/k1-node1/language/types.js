// @ts-check
/**
 * Types of values. A value exists once per frame (`float`, `int`, `bool`, `color`, the audio arrays) or once per
 * LED (`led_buffer<T>`). A per-frame value is accepted where a per-LED value is expected: every LED gets the same.
 * `points` is a list of small moving objects, once per frame.
 */

const LED_COUNT = 160;
const ELEMENTS = ['float', 'int', 'bool', 'color'];
const ARRAYS = { audio_spectrum: 64, chroma_vector: 12, tempo_vector: 192, sample_vector: 4096 };

/** Slots of a list of points, and fields of each: place, speed, light, hue, age. A slot with light 0 is free. */
const POINTS = { slots: 96, fields: 5 };

/** @param {string} type */
const isPerLed = (type) => type.startsWith('led_buffer<');

/** The element type of an LED buffer; a per-frame type is returned unchanged. @param {string} type */
const elementOf = (type) => (isPerLed(type) ? type.slice('led_buffer<'.length, -1) : type);

/** @param {string} type */
const perLed = (type) => (isPerLed(type) ? type : `led_buffer<${type}>`);

/** Numbers stored per LED: 3 for a colour, otherwise 1. @param {string} type */
const channelsOf = (type) => (elementOf(type) === 'color' ? 3 : 1);

/** Length of the buffer for a value; undefined for a single number. @param {string} type */
const sizeOf = (type) => {
  if (type === 'points') return POINTS.slots * POINTS.fields;
  return isPerLed(type) ? LED_COUNT * channelsOf(type) : undefined;
};

/**
 * True if a port of type `wanted` accepts a value of type `given`.
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
