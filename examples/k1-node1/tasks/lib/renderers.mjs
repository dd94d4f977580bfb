// @ts-check
import { readdirSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { kebabCase } from 'scule';
import { pathToFileURL } from 'node:url';
import { readJson } from './json-file.mjs';
import { compareText } from './result.mjs';

/**
 * @typedef {{ time: number, dt: number, now_us: number }} Frame
 * @typedef {object} PatternModule a generated module
 * @property {{ id: string, name: string, family: string, symmetry: string, audioReactive: boolean, stateful: boolean, random: boolean, parameters: string[] }} meta
 * @property {() => any} createState
 * @property {(frame: Frame, parameters: Record<string, number>, audio: Record<string, any>, state: any, leds: Float32Array) => Float32Array} render
 *
 * @typedef {object} Runtime the generated runtime beside it
 * @property {number} LED_COUNT
 * @property {() => Record<string, number>} createParameters
 * @property {() => Record<string, any>} createAudioSnapshot
 *
 * @typedef {{ nowUs: number, snapshot: Record<string, any> }} AudioFixture
 * @typedef {{ name: string, values: Record<string, number | string>, expected: Record<string, number> }} FullCase
 * @typedef {{ parameter: string, name: string, value: number | string, expected: number }} SingleCase
 * @typedef {{ audio: Record<string, AudioFixture[]>, parameters: { full: FullCase[], single: SingleCase[] } }} Fixtures
 */

/**
 * Loads the compiled module of a pattern and the runtime of its family.
 *
 * @param {string} example root of the example
 * @param {string} module path from that root
 * @returns {Promise<{ module: PatternModule, runtime: Runtime }>}
 */
export async function loadRenderer(example, module) {
  const file = resolve(example, module);
  return { module: await load(file), runtime: await load(resolve(file, '..', 'runtime.mjs')) };
}

/**
 * Loads all generated modules of a family, sorted by id.
 *
 * @param {string} family folder of the family
 * @returns {Promise<{ module: PatternModule, runtime: Runtime }[]>}
 * @throws if index.mjs does not export a module, or exports it under the wrong id
 */
export async function loadFamily(family) {
  const folder = resolve(family, 'build/code-generation/ts');
  const runtime = await load(resolve(folder, 'runtime.mjs'));
  // Load modules one by one: an import error through index.mjs would not name the broken module.
  const names = readdirSync(folder).filter((name) => name.endsWith('.mjs') && name !== 'index.mjs');
  for (const name of names) await load(resolve(folder, name));
  const modules = Object.entries(
    /** @type {Record<string, PatternModule>} */ (await load(resolve(folder, 'index.mjs'))),
  );
  const listed = new Set(modules.map(([, { meta }]) => `${kebabCase(meta.id)}.mjs`));
  const lost = names.find((name) => name !== 'runtime.mjs' && !listed.has(name));
  if (lost) throw new Error(`${family}/build/code-generation/ts/${lost} error no module of index.mjs has this name`);
  return modules.sort(([a], [b]) => compareText(a, b)).map(([, module]) => ({ module, runtime }));
}

/** @param {string} path @returns {Promise<any>} */
async function load(path) {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    throw new Error(`${posix.relative(resolve('.'), path)} error ${/** @type {Error} */ (error).message}`);
  }
}

/** Path of the fixtures that task 4 writes. @param {string} example */
export function fixturesFile(example) {
  return posix.join(example, 'language/build/test-framework/fixtures.json');
}

/**
 * Reads the fixtures of task 4. Fixtures without frames or parameters end the process with a message.
 *
 * @param {string} example
 * @returns {Fixtures}
 */
export function readFixtures(example) {
  const file = fixturesFile(example);
  /** @type {Partial<Fixtures>} */
  const { audio = {}, parameters } = readJson(file);
  const lists = { ...audio, 'parameters.full': parameters?.full, 'parameters.single': parameters?.single };
  const empty = KINDS.concat(Object.keys(lists)).find((name) => !(/** @type {any} */ (lists)[name]?.length > 0));
  if (empty === undefined && parameters) return { audio, parameters };
  console.error(`${file} error it has no ${empty}`);
  process.exit(1);
}

const KINDS = ['silence', 'tone', 'noise', 'stale'];

/** Converted snapshots. They can be shared because renderers do not write to them. @type {WeakMap<object, Record<string, any>>} */
const converted = new WeakMap();

/**
 * Converts a fixture's snapshot for a renderer: lists become `Float32Array`s.
 *
 * @param {Record<string, any>} snapshot
 */
export function audioOf(snapshot) {
  const known = converted.get(snapshot);
  if (known) return known;
  const entries = Object.entries(snapshot).map(([name, value]) => {
    return [name, Array.isArray(value) ? Float32Array.from(value) : value];
  });
  const audio = Object.fromEntries(entries);
  converted.set(snapshot, audio);
  return audio;
}

/**
 * Default parameters with the given values set. Fixtures hold NaN and infinities as strings.
 *
 * @param {Runtime} runtime
 * @param {Record<string, number | string>} values
 */
export function parametersWith(runtime, values) {
  const numbers = Object.entries(values).map(([name, value]) => [name, Number(value)]);
  return { ...runtime.createParameters(), ...Object.fromEntries(numbers) };
}

/**
 * Renders one frame per fixture from a fresh state, starting half a second into the run.
 *
 * @param {{ module: PatternModule, runtime: Runtime }} renderer
 * @param {AudioFixture[]} fixtures
 * @param {Record<string, number>} parameters
 * @returns {Float32Array[]} one array per frame: red, green and blue of each LED
 */
export function play({ module, runtime }, fixtures, parameters) {
  const state = module.createState();
  return framesOf(fixtures).map(({ frame, snapshot }) => {
    const leds = new Float32Array(3 * runtime.LED_COUNT);
    // All patterns use the same parameters.
    const drawn = module.render(frame, Object.freeze(parameters), audioOf(snapshot), state, leds);
    if (drawn !== leds) throw new Error('it draws into other LEDs than it was given');
    return leds;
  });
}

/** Frame clocks for playing fixtures in sequence. @param {AudioFixture[]} fixtures */
export function framesOf(fixtures) {
  return fixtures.map(({ nowUs, snapshot }, at) => {
    const [before, seconds] = [(fixtures[at - 1]?.nowUs ?? -10_000) / 1e6, nowUs / 1e6];
    return { frame: { time: 0.5 + seconds, dt: seconds - before, now_us: nowUs }, snapshot };
  });
}

/** True if frames are bitwise equal; NaN equals itself. @param {Float32Array[]} a @param {Float32Array[]} b */
export function sameFrames(a, b) {
  return a.length === b.length && a.every((leds, frame) => bytesOf(leds).equals(bytesOf(b[frame] ?? leds.subarray(1))));
}

/** Index of the first value that is not in 0..1, or -1. @param {Float32Array} leds */
export function firstOutside(leds) {
  return leds.findIndex((value) => !(value >= 0 && value <= 1));
}

/** @param {Float32Array} leds */
function bytesOf({ buffer, byteOffset, byteLength }) {
  return Buffer.from(buffer, byteOffset, byteLength);
}
