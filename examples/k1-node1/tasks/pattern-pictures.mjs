// @ts-check
// What each pattern of a family looks like, as pictures: the LEDs across, six seconds down.
// Usage, from the workspace's root: node pattern-pictures.mjs <root of a family>
import { mkdirSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { encodePng, renderPicture } from './lib/picture.mjs';
import { loadFamily } from './lib/renderers.mjs';
import { atLeast, atMost, finish, openOutput } from './lib/result.mjs';

const task = 'pattern-pictures';
const projectRoot = process.argv[2] ?? 'examples/k1-node1/patterns/prism';
const output = posix.join(projectRoot, 'build', task);
const SECONDS = { frames: 180, fps: 30 };
const PIXELS = 4;

const renderers = await loadFamily(projectRoot);
openOutput(output);
mkdirSync(posix.join(output, 'pictures'));
/** @type {string[]} */
const dark = [];
let pictures = 0;
for (const { module } of renderers) {
  const { id, audioReactive } = module.meta;
  // Without audio, a pattern that listens shows something of its own, or nothing at all.
  for (const audio of /** @type {const} */ (['music', ...(audioReactive ? ['silence'] : [])])) {
    const raster = renderPicture(module, { ...SECONDS, audio: /** @type {'music' | 'silence'} */ (audio) });
    if (audio === 'music' && raster.rgb.every((value) => value === 0)) dark.push(id);
    writeFileSync(posix.join(output, 'pictures', `${id}-${audio}.png`), encodePng(raster, PIXELS));
    pictures++;
  }
}
for (const id of dark) console.error(`${projectRoot} error "${id}" stays dark for six seconds of music`);
finish(output, {
  task,
  gates: [atLeast('pictures', 1, pictures), atMost('dark-patterns', 0, dark.length)],
  figures: { patterns: renderers.length, pictures },
});
