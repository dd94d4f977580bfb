import { generate, type Audio, type Generated } from './generated';
import {
  N,
  between,
  black,
  clip,
  dark,
  expectLeds,
  fold,
  half,
  limit,
  pal,
  run,
  scaled,
  sound,
  step,
  sum,
  type Rgb,
} from './oracle';

/** Patterns with feedback, compared with independent implementations. */

const { sin, abs, exp, min, max, round, PI } = Math;
const SOME = [0, 1, 17, 40, 77, 78, 79, 80, 81, 103, 120, 158, 159];
let k1: Generated;

beforeAll(() => {
  k1 = generate('feedback');
});

const times = (count: number): number[] => Array.from({ length: count }, (_, k) => 0.02 * (k + 1));
const chromagram = Float32Array.of(0.1, 0.9, 0.3, 0, 1, 0.5, 0.2, 0.7, 0.6, 0.4, 0.8, 0.05);
/** Value of the squared sum of the twelve hues at a saturation. */
const hueValue = (gain: number, saturation: number): number => {
  const channel = (k: number, c: number): number => {
    const hue = (((6 * k) / 12 - 2 * c) % 6) + (((6 * k) / 12 - 2 * c) % 6 > 3 ? -6 : 0);
    return 1 - saturation + saturation * clip(2 - abs(hue < -3 ? hue + 6 : hue));
  };
  const light = [0, 1, 2].map((c) => chromagram.reduce((all, C, k) => all + channel(k, c) * C * C * gain, 0));
  return min(1, max(...light)) ** 2;
};

describe.each([0, 0.5, 1])('bloom_mirror and bloom_sb at speed %d', (speed) => {
  const v = 0.25 + 1.75 * speed;
  const COUNT = 25;
  test('bloom_sb: the middle is set, the rest drifts outwards and fades to the ends', () => {
    const leds = run(k1, 'bloom_sb', { audio: sound(1, { chromagram }), parameters: { speed }, times: times(COUNT) });
    let row = dark();
    for (let k = 0; k < COUNT; k++) {
      const last = row;
      row = last.map((_, cell) => limit(scaled(between(last, max(0, cell - v)), 0.99)));
      row[0] = limit(pal(0, 0.33, hueValue(1 / 6, 1)));
    }
    expectLeds(leds, SOME, (i) => scaled(row[step(i)]!, (1 - half(i)) ** 2));
  });
  test('bloom_mirror: the middle gains, the outer half fades, all redrawn in the palette', () => {
    const audio = sound(1, { chromagram, vu_level: 0.5, novelty_curve: 0.4 });
    const parameters = { speed, saturation: 0.6, custom_param_3: 0.5, palette_id: 2 };
    const leds = run(k1, 'bloom_mirror', { audio, parameters, times: times(COUNT) });
    const V = hueValue((0.25 + 0.75 * min(1, 0.7 * 0.5 + 0.4 * 0.4)) / 6, 0.6);
    const strength = min(1, 0.9 * 0.5 + 0.5 * 0.4) * 1.5;
    let row = dark();
    for (let k = 0; k < COUNT; k++) {
      const last = row;
      row = last.map((_, cell) => limit(scaled(between(last, cell === 0 ? -v : max(0, cell - v)), 0.99)));
      row[0] = limit(sum(row[0]!, scaled(pal(2, 0.33, V), strength)));
    }
    expectLeds(leds, SOME, (i) => pal(2, half(i), max(...row[step(i)]!) * clip((80 - step(i)) / 40)));
  });
  test('idle: bloom_sb drains, bloom_mirror keeps a dim seed', () => {
    const audio = (k: number): Audio => (k < 5 ? sound(1, { chromagram, vu_level: 1 }) : {});
    const long = times(900);
    expect(max(...run(k1, 'bloom_sb', { audio, parameters: { speed }, times: long }))).toBeLessThan(1e-9);
    const seeded = run(k1, 'bloom_mirror', { audio, parameters: { speed, palette_id: 2 }, times: long });
    expect(max(...seeded)).toBeGreaterThan(0.0005);
    expect(max(...seeded)).toBeLessThan(0.1);
  });
});

describe('snapwave', () => {
  const trust = [0.1, 0.1, 0.3, 0.3, 0.3, 0.45];
  const audio = (k: number): Audio => sound(0.02 * (k + 1), { chromagram, vu_level: 0.5, tempo_confidence: trust[k] });
  test('a flash on every rise, one LED outwards per frame, and a spark of the strongest note', () => {
    const leds = run(k1, 'snapwave', { audio, parameters: { palette_id: 2, color: 0.2 }, times: times(6) });
    let row = dark();
    trust.forEach((one, k) => {
      const rise = one - (trust[k - 1] ?? 0);
      row = row.map((_, cell) => limit(scaled(row[cell - 1] ?? black, 0.92)));
      if (rise > 0.02 && one > 0.08) row[0] = limit(pal(2, 0.2, min(1, 5 * rise)));
      row[round(((0.8 * 4) / 12) * 79)] = limit(pal(2, clip(0.2 + (0.4 * 4) / 12), 0.6));
    });
    expectLeds(leds, [...SOME, 74, 75, 76, 82, 83, 84, 85, 100, 101, 102, 58], (i) => row[step(i)]!);
  });
  test('idle, or with audio older than 75 ms: a sine wave is blended in', () => {
    const parameters = { speed: 0.3, saturation: 0.9, color: 0.1, color_range: 0.5 };
    const idle = run(k1, 'snapwave', { parameters, times: [2] });
    const wave = (i: number): Rgb =>
      scaled(pal(0, 0.1 + 0.5 * half(i), 0.9 * (0.5 + 0.5 * sin(2 * PI * (2 * half(i) - 2 * 0.3)))), 0.3);
    expectLeds(idle, SOME, wave);
    const loud = sound(1, { chromagram, vu_level: 1, tempo_confidence: 1 });
    expectLeds(run(k1, 'snapwave', { audio: loud, parameters, times: [1.076] }), [79, 80], () =>
      scaled(pal(0, 0.1, 0.9 * (0.5 + 0.5 * sin(2 * PI * -1.076 * 0.3))), 0.3),
    );
  });
});

test('startup_intro: a swinging glow on a smear that moves with it', () => {
  const parameters = { speed: 0.7, softness: 0.6, custom_param_1: 0.3, custom_param_2: 0.8, palette_id: 2 };
  const leds = run(k1, 'startup_intro', { parameters, times: times(20) });
  let row = dark();
  for (let k = 1; k <= 20; k++) {
    const q = 0.5 * (1 + 0.8 * sin(0.02 * k * (0.01 + 1.99 * 0.7)));
    const last = row;
    row = last.map((_, i) => {
      const u = (i / N - q) ** 2 / (2 * (0.01 + 0.24 * 0.3) ** 2);
      const glow = 1 / (1 + u + u ** 2 / 2);
      return limit(sum(scaled(between(last, i - q), 0.3 + 0.68 * 0.6), scaled(pal(2, i / N, 0.5 * glow), glow)));
    });
  }
  expectLeds(leds, SOME, (i) => row[fold(i)]!);
});

describe.each([
  ['beat_tunnel', 0.5 + 0.5 * 0.4, 0.9 + 0.08 * 0.5, 0.6],
  ['beat_tunnel_variant', 0.12 * (0.5 + 0.5 * 0.4), 0.6 + 0.38 * 0.5, 0.5],
] as const)('%s', (id, rate, keep, idleGain) => {
  const tempo_magnitude = Float32Array.from({ length: 192 }, (_, k) => (k % 40 === 7 ? 0.5 : 0));
  const tempo_phase = Float32Array.from({ length: 192 }, (_, k) => ((k * 17) % 63) / 10 - 3.1);
  const field = (light: (x: number, swing: number) => number): Rgb[] => {
    let row = dark();
    for (let k = 1; k <= 12; k++) {
      const swing = sin(0.02 * k * rate);
      const last = row;
      row = last.map((_, i) => {
        const old = between(last, i - 0.5 * (0.125 + 0.875 * 0.4) * swing);
        return limit(sum(scaled(old, keep), pal(2, i / N, light(i / N, swing))));
      });
      if (id === 'beat_tunnel_variant') row = row.map((_, i) => row[fold(i)]!);
    }
    return row;
  };
  const parameters = { speed: 0.4, softness: 0.5, palette_id: 2 };
  const shown = (audio: Audio): Float32Array => run(k1, id, { audio, parameters, times: times(12) });

  test('every tempo beats at its place', () => {
    const beats = (x: number): number =>
      tempo_magnitude.reduce((all, m, k) => {
        const bell = exp(-0.5 * ((x - (0.5 - (0.5 * k) / 191)) / 0.05) ** 2);
        return all + (m ** 2 * (1 + sin(tempo_phase[k]!)) * bell) / 2;
      }, 0);
    const row = field(beats);
    expectLeds(shown(sound(1, { tempo_magnitude, tempo_phase })), SOME, (i) => row[fold(i)]!);
  });
  test.each([
    ['without tempo', sound(1, { vu_level: 0.4 }), 0.4],
    ['idle', { tempo_magnitude }, idleGain],
  ])('%s: a bell sways', (_name, audio, gain) => {
    const row = field((x, swing) => gain * exp(-0.5 * ((x - 0.25 - 0.25 * swing) / 0.08) ** 2));
    expectLeds(shown(audio), SOME, (i) => row[fold(i)]!);
  });
});
