// @ts-check
// Records the current frames of the renderers as the goldens of task 20. Review the changed pictures before you commit
// them.
// Usage, from the workspace's root: node update-goldens.mjs [root of a family ...]; default: all families
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { DRAWN_FROM, drawingKey, drawnFrom } from './lib/drawn-from.mjs';
import { compareFrames, goldenFrames } from './lib/golden-frames.mjs';
import { readJson, readText } from './lib/json-file.mjs';
import { families, familySpecs } from './lib/library.mjs';
import { encodePng } from './lib/picture.mjs';
import { fixturesFile, loadFamily } from './lib/renderers.mjs';
import { sortKeys } from './lib/result.mjs';

const EXAMPLE = 'examples/k1-node1';
const asked = process.argv.slice(2);
const fixtures = readJson(fixturesFile(EXAMPLE));
let changed = 0;
let same = 0;
for (const family of asked.length > 0 ? asked : families(EXAMPLE)) {
  const folder = posix.join(family, 'goldens');
  // The renderers are part of this output.
  readText(posix.join(family, 'build/code-generation/ts/index.mjs'));
  const renderers = await loadFamily(family);
  mkdirSync(folder, { recursive: true });
  const wanted = new Set(renderers.map(({ module }) => `${module.meta.id}.png`)).add(DRAWN_FROM);
  for (const name of readdirSync(folder)) if (!wanted.has(name)) rmSync(posix.join(folder, name));
  for (const renderer of renderers) {
    const file = posix.join(folder, `${renderer.module.meta.id}.png`);
    const frames = goldenFrames(renderer, fixtures);
    // A golden that matches within the tolerance is kept, even if another processor drew it.
    if (existsSync(file) && compareFrames(frames, readFileSync(file)).equal) same++;
    else {
      writeFileSync(file, encodePng(frames));
      console.log(file);
      changed++;
    }
  }
  const specs = familySpecs(family);
  const keys = Object.fromEntries(renderers.map(({ module: { meta } }) => [meta.id, drawingKey(specs[meta.id])]));
  if (JSON.stringify(keys) !== JSON.stringify(drawnFrom(folder)))
    writeFileSync(posix.join(folder, DRAWN_FROM), `${JSON.stringify(sortKeys(keys), null, 2)}\n`);
}
console.log(`update-goldens: ${changed} written, ${same} as they were`);
