// @ts-check
// Takes the frames that the renderers draw now as the reference that task 20 compares with. Look at the pictures that
// change before you commit them.
// Usage, from the workspace's root: node update-goldens.mjs [root of a family ...], all families without any
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { compareFrames, goldenFrames } from './lib/golden-frames.mjs';
import { readJson, readText } from './lib/json-file.mjs';
import { families } from './lib/library.mjs';
import { encodePng } from './lib/picture.mjs';
import { fixturesFile, loadFamily } from './lib/renderers.mjs';

const EXAMPLE = 'examples/k1-node1';
const asked = process.argv.slice(2);
const fixtures = readJson(fixturesFile(EXAMPLE));
let changed = 0;
let same = 0;
for (const family of asked.length > 0 ? asked : families(EXAMPLE)) {
  const folder = posix.join(family, 'goldens');
  // Without it there is nothing to draw with.
  readText(posix.join(family, 'build/code-generation/ts/index.mjs'));
  const renderers = await loadFamily(family);
  mkdirSync(folder, { recursive: true });
  const wanted = new Set(renderers.map(({ module }) => `${module.meta.id}.png`));
  for (const name of readdirSync(folder)) if (!wanted.has(name)) rmSync(posix.join(folder, name));
  for (const renderer of renderers) {
    const file = posix.join(folder, `${renderer.module.meta.id}.png`);
    const frames = goldenFrames(renderer, fixtures);
    // What another processor has drawn stays as long as it is right.
    if (existsSync(file) && compareFrames(frames, readFileSync(file)).equal) same++;
    else {
      writeFileSync(file, encodePng(frames));
      console.log(file);
      changed++;
    }
  }
}
console.log(`update-goldens: ${changed} written, ${same} as they were`);
