// @ts-check
// Draws pictures of each pattern of a family: LEDs across, six seconds of frames down.
// Usage, from the workspace's root: node pattern-pictures.mjs <root of a family>
import { mkdirSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { readJson } from './lib/json-file.mjs';
import { encodePng, renderPicture } from './lib/picture.mjs';
import { loadFamily } from './lib/renderers.mjs';
import { atLeast, atMost, finish, openOutput, writeOutput } from './lib/result.mjs';

/**
 * An entry of `pictures.json`. An audio-reactive pattern may stay dark without audio; then it has no `silence` picture.
 *
 * @typedef {object} PatternPictures
 * @property {string} id
 * @property {('music' | 'silence')[]} kinds the pictures that exist, named `<id>-<kind>.png`
 * @property {Readonly<Record<string, number>>} look settings that are not the defaults
 * @property {boolean} still every frame is the same
 */

const task = 'pattern-pictures';
const projectRoot = process.argv[2] ?? 'examples/k1-node1/patterns/prism';
const output = posix.join(projectRoot, 'build', task);
const looksFile = 'examples/k1-node1/tasks/looks.json';
/**
 * Parameters of the pictures that differ from the defaults: a palette that suits the pattern, and less brightness if its
 * trails would add up to white. They affect only the pictures.
 *
 * @type {Readonly<Record<string, Readonly<Record<string, number>>>>}
 */
const looks = readJson(looksFile);
const SECONDS = { frames: 180, fps: 30 };
const PIXELS = 4;

const renderers = await loadFamily(projectRoot);
openOutput(output);
mkdirSync(posix.join(output, 'pictures'));
/** @type {string[]} */
const dark = [];
/** @type {string[]} */
const idle = [];
/** @type {PatternPictures[]} */
const pictures = [];
for (const { module } of renderers) {
  const { id, audioReactive, parameters } = module.meta;
  const look = looks[id] ?? {};
  for (const name of Object.keys(look)) if (!parameters.includes(name)) idle.push(`"${id}" does not read ${name}`);
  const draw = (/** @type {'music' | 'silence'} */ audio) =>
    renderPicture(module, { ...SECONDS, audio, parameters: look });
  const music = draw('music');
  if (isDark(music)) dark.push(id);
  const drawn = { music, ...(audioReactive ? { silence: draw('silence') } : {}) };
  const shown = Object.entries(drawn).filter(([kind, raster]) => kind === 'music' || !isDark(raster));
  for (const [kind, raster] of shown) {
    writeFileSync(posix.join(output, 'pictures', `${id}-${kind}.png`), encodePng(raster, PIXELS));
  }
  const kinds = /** @type {PatternPictures['kinds']} */ (shown.map(([kind]) => kind));
  pictures.push({ id, kinds, look, still: isStill(music) });
}
writeOutput(output, 'pictures.json', { pictures });
for (const id of dark) console.error(`${projectRoot} error "${id}" stays dark for six seconds of music`);
for (const text of idle) console.error(`${looksFile} error ${text}`);
finish(output, {
  task,
  gates: [
    atLeast('pictures', 1, pictures.length),
    atMost('dark-patterns', 0, dark.length),
    atMost('settings-without-effect', 0, idle.length),
  ],
  figures: { patterns: renderers.length, pictures: pictures.reduce((sum, { kinds }) => sum + kinds.length, 0) },
});

/** @param {import('./lib/picture.mjs').Raster} raster */
function isDark({ rgb }) {
  return rgb.every((value) => value === 0);
}

/** @param {import('./lib/picture.mjs').Raster} raster */
function isStill({ width, rgb }) {
  return rgb.every((value, at) => value === rgb[at % (3 * width)]);
}
