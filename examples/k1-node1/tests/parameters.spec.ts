import { generate } from './generated';
import { expectLeds, pal, run, sound } from './oracle';
import { parameters } from '../language/parameters.json';

/** The effect of parameters that are out of range or NaN on renderers that read them. */

const k1 = generate('parameters');
const idle = (given: Record<string, number>): Float32Array => run(k1, 'octave', { times: [2], parameters: given });

test('the runtime has the defaults of all 23 parameters', () => {
  expect(k1.runtime.createParameters()).toEqual(Object.fromEntries(parameters.map((one) => [one.id, one.default])));
  expect(parameters).toHaveLength(23);
});

test.each([
  ['above its range', 7, 1],
  ['infinite', Infinity, 1],
  ['below its range', -3, 0],
  ['not a number', NaN, 0.5],
])('a speed that is %s is clamped, or replaced by the default', (_name, speed, effective) => {
  const leds = idle({ speed, background: 1 });
  expectLeds(leds, [0, 50, 159], (i) => pal(0, i / 160 + 0.5 * 2 * effective, 0.25));
});

test.each([
  [32, 32],
  [33, 0],
  [-1, 0],
  [NaN, 0],
  [Infinity, 0],
  [6.4, 6],
])('palette index %d selects palette %d', (given, effective) => {
  const leds = idle({ palette_id: given, background: 1, speed: 0 });
  expectLeds(leds, [0, 50, 159], (i) => pal(effective, i / 160, 0.25));
});

test.each([
  [0.49, false],
  [0.5, true],
  [NaN, true],
  [-4, false],
])('a switch at %d is %s', (mirror_mode, on) => {
  const audio = sound(1, { vu_level: 1 });
  const lit = run(k1, 'bloom', { audio, parameters: { mirror_mode, palette_id: 2 } });
  expect(lit[3 * 80]! > 0).toBe(on);
  expect(lit[0]! > 0).toBe(!on);
});
