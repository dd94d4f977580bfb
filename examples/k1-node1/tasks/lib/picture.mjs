// @ts-check
/**
 * Draws a pattern as a picture: LEDs across, one row of pixels per frame. Deterministic; reads only the language's data
 * from the disk.
 *
 * @typedef {object} PatternModule a generated module
 * @property {() => any} createState
 * @property {(frame: any, parameters: any, audio: any, state: any, leds: Float32Array) => Float32Array} render
 * @typedef {{ width: number, height: number, rgb: Uint8Array }} Raster
 * @typedef {object} PictureOptions
 * @property {number} frames rows of the picture
 * @property {number} fps frames per second
 * @property {'music' | 'silence'} audio `silence` means no audio: the idle picture of the pattern
 * @property {Record<string, number>} [parameters] values that differ from the defaults
 */

import { createRequire } from 'node:module';
import { PNG } from 'pngjs';
import { musicSnapshot, noSnapshot } from './music.mjs';

const require = createRequire(import.meta.url);
/** @type {{ fields: import('./music.mjs').AudioField[] }} */
const { fields } = require('../../language/audio.json');
/** @type {{ parameters: { id: string, default: number }[] }} */
const { parameters: facts } = require('../../language/parameters.json');

const LEDS = 160;

/** Snapshots by frame rate and index, shared by all patterns. @type {Map<string, import('./music.mjs').Snapshot>} */
const heard = new Map();

/**
 * @param {PatternModule} module
 * @param {PictureOptions} options
 * @returns {Raster}
 */
export function renderPicture(module, { frames, fps, audio, parameters = {} }) {
  const controls = { ...Object.fromEntries(facts.map((one) => [one.id, one.default])), ...parameters };
  const state = module.createState();
  const leds = new Float32Array(3 * LEDS);
  const rgb = new Uint8Array(3 * LEDS * frames);
  const nothing = noSnapshot(fields);
  for (let index = 0; index < frames; index++) {
    const time = index / fps;
    const frame = { time, dt: 1 / fps, now_us: Math.floor(time * 1e6) };
    module.render(frame, controls, audio === 'music' ? music(index, fps) : nothing, state, leds);
    for (let k = 0; k < leds.length; k++) rgb[3 * LEDS * index + k] = onScreen(leds[k] ?? 0);
  }
  return { width: LEDS, height: frames, rgb };
}

/** @param {number} index @param {number} fps */
function music(index, fps) {
  const key = `${fps} ${index}`;
  const snapshot = heard.get(key) ?? musicSnapshot(fields, index, fps);
  heard.set(key, snapshot);
  return snapshot;
}

/** Converts linear LED light to the gamma of a screen. @param {number} light 0 to 1 */
function onScreen(light) {
  const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, value)));
}

/**
 * Encodes a raster as a PNG, with a square for each LED of each frame.
 *
 * @param {Raster} raster
 * @param {number} [scale] side of the square in pixels
 * @returns {Buffer}
 */
export function encodePng({ width, height, rgb }, scale = 1) {
  const png = new PNG({ width: width * scale, height: height * scale, colorType: 2, inputHasAlpha: true });
  for (let y = 0; y < png.height; y++) {
    for (let x = 0; x < png.width; x++) {
      const from = 3 * (width * Math.floor(y / scale) + Math.floor(x / scale));
      const to = 4 * (png.width * y + x);
      for (let c = 0; c < 3; c++) png.data[to + c] = rgb[from + c] ?? 0;
      png.data[to + 3] = 255;
    }
  }
  return PNG.sync.write(png, { colorType: 2, inputHasAlpha: true });
}
