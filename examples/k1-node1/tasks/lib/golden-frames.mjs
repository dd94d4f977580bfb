// @ts-check
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { renderPicture } from './picture.mjs';
import { parametersWith, play } from './renderers.mjs';

/**
 * A pattern's frames as a picture, a row each, with what each row is.
 *
 * @typedef {{ width: number, height: number, rgb: Uint8Array, rows: string[] }} Frames
 *
 * Where they first differ from their reference, and by how much in all.
 *
 * @typedef {object} FrameDifference
 * @property {string} row which frame, in words
 * @property {number} led
 * @property {string} expected colour of that LED in the reference
 * @property {string} actual
 * @property {number} values red, green and blue counted each
 * @property {number} most the largest difference of a value, of 255
 */

const CASES = ['min', 'max', 'combination-01'];
const MUSIC = { rows: 32, every: 4, fps: 30 };
/** Sines and powers may round differently on another processor, which moves a value by one step at most. */
const TOLERANCE = 1;
/** That happens where a value lies between two steps, which few do. */
const SHARE_WITHIN_TOLERANCE = 0.01;

/**
 * The frames that are kept as a reference: all kinds of audio at the defaults, a tone at other parameters, and four
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
 * Compares frames with their reference.
 *
 * @param {Frames} frames
 * @param {Buffer} golden a PNG
 * @returns {{ equal: true } | { equal: false, problem: string } | { equal: false, difference: FrameDifference, picture: Buffer }}
 *   the picture shows the reference, the frames, and in red where they differ, one below the other
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
