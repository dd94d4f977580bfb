// @ts-check
// Renders the runs for the comparison with C++ in a process of its own, because jest cannot load ES modules:
// node render-frames.mjs <folder of generated modules> <plan as JSON> <output>
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const SIZE = 480;
const [folder = '', planFile = '', output = ''] = process.argv.slice(2);
/** @type {{ ids: string[], parameters: Record<string, number | string>, snapshots: Record<string, any>[], frames: Record<string, number>[] }} */
const { ids, parameters, snapshots, frames } = JSON.parse(readFileSync(planFile, 'utf8'), (_key, value) =>
  // JSON has no NaN and no infinities.
  typeof value?.number === 'string' ? Number(value.number) : value,
);

const controls = Object.fromEntries(Object.entries(parameters).map(([id, value]) => [id, Number(value)]));
const audio = snapshots.map((snapshot) =>
  Object.fromEntries(
    Object.entries(snapshot).map(([id, value]) => [id, Array.isArray(value) ? Float32Array.from(value) : value]),
  ),
);
/** @type {{ render: Function, state: unknown }[]} */
const patterns = [];
for (const id of ids) {
  const file = join(resolve(folder), `${id.replaceAll('_', '-')}.mjs`);
  const { createState, render } = await import(pathToFileURL(file).href);
  patterns.push({ render, state: createState() });
}
const all = new Float32Array(frames.length * ids.length * SIZE);
let at = 0;
for (const { snapshot = 0, time, dt, now_us, timestamp_us, update_counter } of frames) {
  const heard = { ...audio[snapshot], timestamp_us, update_counter };
  for (const { render, state } of patterns) {
    render({ time, dt, now_us }, controls, heard, state, all.subarray(at, at + SIZE));
    at += SIZE;
  }
}
writeFileSync(output, Buffer.from(all.buffer));
// A NaN or infinity in the state would never go away.
const isNumber = (/** @type {unknown} */ value) =>
  typeof value === 'number' ? Number.isFinite(value) : /** @type {Float32Array} */ (value).every(Number.isFinite);
for (const [at, { state }] of patterns.entries()) {
  for (const [node, fields] of Object.entries(/** @type {Record<string, Record<string, unknown>>} */ (state))) {
    for (const [field, value] of Object.entries(fields)) {
      if (!isNumber(value)) throw new Error(`${ids[at]} keeps in ${node}.${field} what is no finite number`);
    }
  }
}
