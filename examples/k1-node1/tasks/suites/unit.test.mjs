// @ts-check
// Task 11: every renderer of a family on the fixtures of task 4. Run by jest through lib/run-suite.mjs.
import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixturesFile } from '../lib/renderers.mjs';

/** @typedef {typeof import('../lib/renderers.mjs')} Tools */
/** @type {{ root: string, example: string, family: string } & Pick<Tools, 'loadFamily' | 'parametersWith' | 'play'>} */
const { root, example, family, loadFamily, parametersWith, play } = /** @type {any} */ (globalThis).K1;
/** @type {import('../lib/renderers.mjs').Fixtures} */
const fixtures = JSON.parse(readFileSync(join(root, fixturesFile(example)), 'utf8'));
const kinds = Object.keys(fixtures.audio);
const renderers = await loadFamily(join(root, family));

describe.each(renderers.map((renderer) => ({ id: renderer.module.meta.id, renderer })))('$id', ({ renderer }) => {
  /** @param {string} kind @param {Record<string, number | string>} values */
  const frames = (kind, values) => play(renderer, fixtures.audio[kind] ?? [], parametersWith(renderer.runtime, values));

  test.each(kinds)('%s: every LED of every frame is from 0 to 1', (kind) => {
    const bad = fixtures.parameters.full.flatMap(({ name, values }) =>
      frames(kind, values).flatMap((leds, frame) => {
        const at = leds.findIndex((value) => !(value >= 0 && value <= 1));
        return at < 0 ? [] : [`parameters "${name}", frame ${frame}, LED ${Math.floor(at / 3)}: ${leds[at]}`];
      }),
    );
    expect(bad.slice(0, 3)).toEqual([]);
  });

  test.each(kinds)('%s: equal inputs give equal frames', (kind) => {
    const different = fixtures.parameters.full.filter(
      ({ values }) => !same(frames(kind, values), frames(kind, values)),
    );
    expect(different.map(({ name }) => name)).toEqual([]);
  });

  test.each(kinds)('%s: a parameter that is no usable number acts as the one that it becomes', (kind) => {
    const different = fixtures.parameters.full.filter(
      ({ values, expected }) => !same(frames(kind, values), frames(kind, expected)),
    );
    expect(different.map(({ name }) => name)).toEqual([]);
  });

  test('each parameter alone, at its bounds and beyond', () => {
    const named = renderer.module.meta.parameters;
    const different = fixtures.parameters.single.filter(
      ({ parameter, value, expected }) =>
        named.includes(parameter) &&
        value !== expected &&
        !same(frames('tone', { [parameter]: value }), frames('tone', { [parameter]: expected })),
    );
    expect(different.map(({ parameter, name }) => `${parameter} ${name}`)).toEqual([]);
  });

  test('only the parameters that it names change the picture', () => {
    const named = new Set(renderer.module.meta.parameters);
    const standard = frames('noise', {});
    const others = fixtures.parameters.single.filter(
      ({ parameter, value }) => !named.has(parameter) && !same(frames('noise', { [parameter]: value }), standard),
    );
    expect(others.map(({ parameter, name }) => `${parameter} ${name}`)).toEqual([]);
  });
});

/** Bit by bit, so that NaN equals itself. @param {Float32Array[]} a @param {Float32Array[]} b */
function same(a, b) {
  return a.every((leds, frame) => leds.every((value, at) => Object.is(value, b[frame]?.[at])));
}
