// @ts-check
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { renderPicture } from './picture.mjs';
import { parametersWith, play } from './renderers.mjs';

/**
 * A pattern's frames as a picture with one row per frame; `rows` labels them.
 *
 * @typedef {{ width: number, height: number, rgb: Uint8Array, rows: string[] }} Frames
 *
 * The first difference from the golden, and the size of all differences.
 *
 * @typedef {object} FrameDifference
 * @property {string} row label of the frame
 * @property {number} led
 * @property {string} expected colour of that LED in the golden
 * @property {string} actual
 * @property {number} values number of different values; red, green and blue count separately
 * @property {number} most the largest difference of a value, of 255
 */

const CASES = ['min', 'max', 'combination-01'];
const MUSIC = { rows: 32, every: 4, fps: 30 };
/** Sine and power functions may round differently on another processor, which changes a value by one step at most. */
const TOLERANCE = 1;
/** Only values near the boundary of two steps can change, which is a small share. */
const SHARE_WITHIN_TOLERANCE = 0.01;

/**
 * Renders the frames of a golden: all kinds of audio with default parameters, a tone with other parameters, and four
 * seconds of music.
 *
 * @param {Awaited<ReturnType<typeof import('./renderers.mjs').loadFamily>>[number]} renderer
 * @param {import('./renderers.mjs').Fixtures} fixtures
 * @returns {Frames}
 */
export function goldenFrames(renderer, fixtures) {
  /** @type {{ name: string, values: ArrayLike<number> }[]} */
  const rows = [];
  const add = (/** @type {string} */ name, /** @type {Float32Array[]} */ frames) =>
    frames.forEach((leds, index) =>
      rows.push({ name: `${name}, frame ${index}`, values: leds.map((one) => one * 255) }),
    );
  for (const [kind, audio] of Object.entries(fixtures.audio)) {
    add(kind, play(renderer, audio, renderer.runtime.createParameters()));
  }
  for (const { name, values } of fixtures.parameters.full.filter((one) => CASES.includes(one.name))) {
    add(
      `tone, parameters ${name}`,
      play(renderer, fixtures.audio.tone ?? [], parametersWith(renderer.runtime, values)),
    );
  }
  const { rows: count, every, fps } = MUSIC;
  const music = renderPicture(renderer.module, { frames: count * every, fps, audio: 'music' });
  for (let row = 0; row < count; row++) {
    const start = 3 * music.width * row * every;
    rows.push({ name: `music, frame ${row * every}`, values: music.rgb.subarray(start, start + 3 * music.width) });
  }
  const rgb = new Uint8Array(3 * music.width * rows.length);
  rows.forEach(({ values }, row) => rgb.set(Array.from(values, Math.round), 3 * music.width * row));
  return { width: music.width, height: rows.length, rgb, rows: rows.map(({ name }) => name) };
}

/**
 * Compares frames with their golden.
 *
 * @param {Frames} frames
 * @param {Buffer} golden a PNG
 * @returns {{ equal: true } | { equal: false, problem: string } | { equal: false, difference: FrameDifference, picture: Buffer }}
 *   `picture` stacks the golden, the frames, and their differences in red
 */
export function compareFrames(frames, golden) {
  let reference;
  try {
    reference = PNG.sync.read(golden);
  } catch (error) {
    return { equal: false, problem: `the golden is no PNG that can be read: ${/** @type {Error} */ (error).message}` };
  }
  if (reference.width !== frames.width || reference.height !== frames.height) {
    const [is, wanted] = [reference, frames].map(({ width, height }) => `${width} LEDs by ${height} frames`);
    return { equal: false, problem: `the golden has ${is}, not ${wanted}` };
  }
  let first = -1;
  let nearly = 0;
  let firstNearly = -1;
  let values = 0;
  let most = 0;
  frames.rgb.forEach((value, at) => {
    const apart = Math.abs(value - (reference.data[4 * Math.floor(at / 3) + (at % 3)] ?? 0));
    if (apart > 0 && apart <= TOLERANCE) {
      if (firstNearly < 0) firstNearly = Math.floor(at / 3);
      nearly++;
    }
    if (apart <= TOLERANCE) return;
    if (first < 0) first = Math.floor(at / 3);
    values++;
    most = Math.max(most, apart);
  });
  if (first < 0 && nearly <= SHARE_WITHIN_TOLERANCE * frames.rgb.length) return { equal: true };
  if (first < 0) [first, values, most] = [firstNearly, nearly, TOLERANCE];
  const difference = {
    row: frames.rows[Math.floor(first / frames.width)] ?? '',
    led: first % frames.width,
    expected: colour(reference.data.subarray(4 * first)),
    actual: colour(frames.rgb.subarray(3 * first)),
    values,
    most,
  };
  return { equal: false, difference, picture: differencePicture(frames, reference) };
}

/** @param {Uint8Array} values */
function colour([red = 0, green = 0, blue = 0]) {
  return `rgb(${red}, ${green}, ${blue})`;
}

/** @param {Frames} frames @param {PNG} reference */
function differencePicture(frames, reference) {
  const { width, height } = reference;
  const actual = rgba(frames);
  const marked = Buffer.alloc(actual.length);
  pixelmatch(reference.data, actual, marked, width, height, { threshold: 0.01, includeAA: true });
  const stacked = new PNG({ width, height: 3 * height + 8 });
  stacked.data.fill(255);
  [reference.data, actual, marked].forEach((data, index) => {
    stacked.data.set(data, 4 * width * index * (height + 4));
  });
  return PNG.sync.write(stacked);
}

/** @param {Frames} frames */
function rgba({ width, height, rgb }) {
  const data = Buffer.alloc(4 * width * height, 255);
  for (let place = 0; place < width * height; place++) data.set(rgb.subarray(3 * place, 3 * place + 3), 4 * place);
  return data;
}
