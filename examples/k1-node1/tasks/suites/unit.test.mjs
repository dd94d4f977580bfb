// @ts-check
// Task 11: tests every renderer of a family on the fixtures of task 4. Run by jest through lib/run-suite.mjs.
import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixturesFile } from '../lib/renderers.mjs';

/** @typedef {typeof import('../lib/renderers.mjs')} Tools */
/** @typedef {'firstOutside' | 'loadFamily' | 'parametersWith' | 'play' | 'sameFrames'} Needed */
/** @type {{ root: string, example: string, family: string } & Pick<Tools, Needed>} */
const { root, example, family, firstOutside, loadFamily, parametersWith, play, sameFrames } = /** @type {any} */ (
  globalThis
).K1;
/** @type {import('../lib/renderers.mjs').Fixtures} */
const fixtures = JSON.parse(readFileSync(join(root, fixturesFile(example)), 'utf8'));
const kinds = Object.keys(fixtures.audio);
const renderers = await loadFamily(join(root, family));

describe.each(renderers.map((renderer) => ({ id: renderer.module.meta.id, renderer })))('$id', ({ renderer }) => {
  /** @param {string} kind @param {Record<string, number | string>} values */
  const frames = (kind, values) => play(renderer, fixtures.audio[kind] ?? [], parametersWith(renderer.runtime, values));
  /** @type {Map<string, Float32Array[]>} */
  const drawn = new Map();
  /** Frames, cached across tests. @param {string} kind @param {{ name: string, values: Record<string, number | string> }} one */
  const once = (kind, { name, values }) => {
    const known = drawn.get(`${kind} ${name}`) ?? frames(kind, values);
    drawn.set(`${kind} ${name}`, known);
    return known;
  };

  test.each(kinds)('%s: every LED of every frame is from 0 to 1', (kind) => {
    const bad = fixtures.parameters.full.flatMap((one) =>
      once(kind, one).flatMap((leds, frame) => {
        const at = firstOutside(leds);
        return at < 0 ? [] : [`parameters "${one.name}", frame ${frame}, LED ${Math.floor(at / 3)}: ${leds[at]}`];
      }),
    );
    expect(bad.slice(0, 3)).toEqual([]);
  });

  test.each(kinds)('%s: equal inputs give equal frames', (kind) => {
    const different = fixtures.parameters.full.filter((one) => !sameFrames(once(kind, one), frames(kind, one.values)));
    expect(different.map(({ name }) => name)).toEqual([]);
  });

  test.each(kinds)('%s: a parameter that is no usable number acts as the one that it becomes', (kind) => {
    const different = fixtures.parameters.full.filter(
      (one) => !sameFrames(once(kind, one), frames(kind, one.expected)),
    );
    expect(different.map(({ name }) => name)).toEqual([]);
  });

  test('each parameter alone, at its bounds and beyond', () => {
    const named = renderer.module.meta.parameters;
    const different = fixtures.parameters.single.filter(
      ({ parameter, value, expected }) =>
        named.includes(parameter) &&
        value !== expected &&
        !sameFrames(frames('tone', { [parameter]: value }), frames('tone', { [parameter]: expected })),
    );
    expect(different.map(({ parameter, name }) => `${parameter} ${name}`)).toEqual([]);
  });

  test(`its halves mirror each other exactly if its symmetry is not "none" (${renderer.module.meta.symmetry})`, () => {
    const isMirrored = renderer.module.meta.symmetry !== 'none';
    // Symmetry is declared for frames with sound; the idle picture of some patterns has another one.
    const heard = kinds.flatMap((kind) => (fixtures.audio[kind] ?? []).filter(({ snapshot }) => snapshot['is_valid']));
    // Objects that start in the middle take seconds to reach a place where the halves differ.
    const seconds = Array.from({ length: isMirrored ? 1 : 10 }, (_, round) =>
      heard.map(({ nowUs, snapshot }) => ({ nowUs: nowUs + 500_000 * round, snapshot })),
    ).flat();
    const film = play(renderer, seconds, parametersWith(renderer.runtime, {}));
    // The mirror axis is between two LEDs or on one of them.
    const unmirrored = [158, 159, 160].map((last) =>
      film.flatMap((leds, frame) => {
        const at = firstUnmirrored(leds, last);
        return at < 0 ? [] : [`frame ${frame}, LED ${at}`];
      }),
    );
    const fewest = unmirrored.sort((one, other) => one.length - other.length)[0] ?? [];
    expect(isMirrored ? fewest.slice(0, 3) : fewest.length > 0).toEqual(isMirrored ? [] : true);
  });

  test('only the parameters that it names change the picture', () => {
    const named = new Set(renderer.module.meta.parameters);
    const standard = frames('noise', {});
    const others = fixtures.parameters.single.filter(
      ({ parameter, value }) => !named.has(parameter) && !sameFrames(frames('noise', { [parameter]: value }), standard),
    );
    expect(others.map(({ parameter, name }) => `${parameter} ${name}`)).toEqual([]);
  });
});

/**
 * Index of the first LED that differs from its mirror image, or -1. LEDs i and `last` - i mirror each other.
 *
 * @param {Float32Array} leds @param {number} last
 */
function firstUnmirrored(leds, last) {
  for (let at = Math.max(0, last - 159); at < last / 2; at++) {
    for (let c = 0; c < 3; c++) {
      if (Math.abs((leds[3 * at + c] ?? 0) - (leds[3 * (last - at) + c] ?? 0)) > 1e-6) return at;
    }
  }
  return -1;
}
