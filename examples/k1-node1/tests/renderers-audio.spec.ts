import { generate, type Audio, type Generated } from './generated';
import { N, clip, expectLeds, half, pal, run, sound, type Rgb } from './oracle';

/** The audio-reactive patterns that are not in `renderers.spec.ts`, each against its rule, computed here by itself. */

const { sin, sqrt, abs, exp, floor, min, max, round, PI } = Math;
const SOME = [0, 1, 17, 40, 77, 78, 79, 80, 81, 103, 120, 158, 159];
let k1: Generated;

beforeAll(() => {
  k1 = generate('audio');
});

const times = (count: number): number[] => Array.from({ length: count }, (_, k) => 0.02 * (k + 1));
const step = (i: number): number => (i < 80 ? 79 - i : i - 80);
const fold = (i: number): number => (i < 80 ? i : 159 - i);
const scaled = (rgb: Rgb, by: number): Rgb => rgb.map((c) => c * by) as Rgb;
const sum = (...colours: Rgb[]): Rgb => [0, 1, 2].map((c) => colours.reduce((all, one) => all + one[c]!, 0)) as Rgb;
const limit = (rgb: Rgb): Rgb => rgb.map((c) => Math.fround(clip(c))) as Rgb;
const black: Rgb = [0, 0, 0];
/** Between two cells of a row; outside is black. */
const between = (row: Rgb[], at: number): Rgb => {
  const [left, share] = [floor(at), at - floor(at)];
  return sum(scaled(row[left] ?? black, 1 - share), scaled(row[left + 1] ?? black, share));
};
const dark = (): Rgb[] => Array.from({ length: N }, () => black);

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

describe('spectrum', () => {
  const raw = Float32Array.from({ length: 64 }, (_, k) => ((k * 7) % 13) / 16);
  const smooth = Float32Array.from({ length: 64 }, (_, k) => ((k * 5) % 11) / 12);
  const at = (bins: Float32Array, i: number): number => {
    const k = min(62, floor(half(i) * 63));
    return bins[k]! + (half(i) * 63 - k) * (bins[k + 1]! - bins[k]!);
  };
  test('between raw and smooth by the third control, fading with age', () => {
    const audio = sound(1, { spectrogram: raw, spectrogram_smooth: smooth });
    const leds = run(k1, 'spectrum', { audio, times: [1.1], parameters: { custom_param_3: 0.3, palette_id: 2 } });
    expectLeds(leds, SOME, (i) => pal(2, half(i), sqrt(0.7 * at(raw, i) + 0.3 * at(smooth, i)) * (1 - 100 / 250)));
  });
  test('is held until there is news; idle is one colour', () => {
    const audio = (k: number): Audio => sound(1, { spectrogram: k === 0 ? raw : smooth });
    const parameters = { custom_param_3: 0 };
    expect(run(k1, 'spectrum', { audio, parameters, times: [1, 1] })).toEqual(
      run(k1, 'spectrum', { audio: audio(0), parameters, times: [1] }),
    );
    const idle = run(k1, 'spectrum', { parameters: { color: 0.4, background: 0.8 } });
    expectLeds(idle, SOME, () => pal(0, 0.4, 0.25 * 0.8));
  });
});

describe('waveform_spectrum', () => {
  const sample_history = Float32Array.from({ length: 4096 }, (_, k) => 0.4 * sin(k * 0.013));
  const newest = sample_history[4095]!;
  test('twelve sparks lit by the envelope, the rest fades', () => {
    const parameters = { speed: 0.6, palette_id: 2 };
    const audio = sound(1, { chromagram, sample_history });
    const leds = run(k1, 'waveform_spectrum', { audio, parameters, times: times(8) });
    let h = 0;
    for (let k = 0; k < 8; k++) h += (clip(2 * abs(newest)) ** 2 - h) * (0.05 + 0.15 * 0.6);
    const places = new Map(Array.from({ length: 12 }, (_, k) => [round(((0.9 * k) / 12) * 79), k]));
    expectLeds(
      leds,
      Array.from({ length: N }, (_, i) => i),
      (i) => {
        const k = places.get(step(i));
        if (k === undefined) return black;
        return pal(2, clip(4 / 12 + (0.5 * k) / 12), min(1, 1.5 * chromagram[k]! ** 2) * h);
      },
    );
  });
  test('idle: what is left fades, a breathing palette blended in as long as the envelope lasts', () => {
    const audio = (k: number): Audio => (k < 20 ? sound(1, { chromagram, sample_history }) : {});
    const after = (count: number): number =>
      run(k1, 'waveform_spectrum', { audio, times: times(count) }).reduce((all, one) => all + one, 0);
    expect(after(24)).toBeGreaterThan(after(20));
    expect(after(300)).toBeLessThan(0.01);
  });
});

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

describe('pulse', () => {
  const audio = sound(0.1, { chromagram, tempo_confidence: 0.81 });
  test('up to six waves from the ends', () => {
    const COUNT = 5;
    const [speed, softness] = [0.4, 0.5];
    const at = { parameters: { speed, softness, palette_id: 2 }, times: times(COUNT), audio };
    expectLeds(run(k1, 'pulse', at), SOME, (i) => {
      let light = 0;
      for (let age = 0; age < COUNT; age++) {
        const place = age * 0.02 * (0.25 + 0.75 * speed);
        const width = 0.08 + 0.05 * age;
        const bell = exp(-0.5 * ((fold(i) / N - place) / width) ** 2);
        light += 0.9 * exp(-age * (0.02 + 0.03 * softness)) * bell;
      }
      return pal(2, 4 / 12, light);
    });
  });
  test('never more than six, none without a clear tempo, and they fade with the age of the audio', () => {
    const state = k1.pattern('pulse').createState();
    const frame = { time: 1, dt: 0.002, now_us: 1e6 };
    const snapshot = { ...k1.runtime.createAudioSnapshot(), ...sound(1, { tempo_confidence: 1 }) };
    const waves = (): number => {
      k1.pattern('pulse').render(frame, k1.runtime.createParameters(), snapshot, state, new Float32Array(480));
      return Array.from({ length: 96 }, (_, k) => state.lastWaves.value[5 * k + 2]).filter((light) => light > 0).length;
    };
    expect(Array.from({ length: 8 }, waves)).toEqual([1, 2, 3, 4, 5, 6, 6, 6]);
    expect(max(...run(k1, 'pulse', { audio: sound(1, { tempo_confidence: 0.3 }), times: [1] }))).toBe(0);
    expect(max(...run(k1, 'pulse', { audio: sound(1, { tempo_confidence: 1 }), times: [1.25] }))).toBe(0);
  });
  test('idle: a breathing bell in the middle', () => {
    const parameters = { speed: 0.5, softness: 0.4, saturation: 0.8, color: 0.1, color_range: 0.6 };
    const breath = 0.5 + 0.5 * sin(2 * PI * 0.3 * (0.2 + 0.25));
    expectLeds(run(k1, 'pulse', { parameters, times: times(15) }), SOME, (i) => {
      const x = fold(i) / N;
      return pal(0, 0.1 + 0.6 * x, exp(-0.5 * ((x - 0.5) / 0.16) ** 2) * breath * 0.8);
    });
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

const dot = (i: number, at: number): number => max(0, 1 - abs(i - 159 * at) / 1.5);
const ALL = Array.from({ length: N }, (_, i) => i);

describe('metronome', () => {
  const bins = Float32Array.from({ length: 64 }, (_, k) => ((k * 7) % 13) / 16);
  test.each([
    ['fresh', 1, 1],
    ['stale', 1.06, 0.6],
  ])('%s: eight dots kicked right and left in turn', (_name, time, f) => {
    const leds = run(k1, 'metronome', { audio: sound(1, { spectrogram_smooth: bins }), times: [time] });
    expectLeds(leds, ALL, (i) =>
      sum(
        ...[0, 1, 2, 3, 4, 5, 6, 7].map((g) => {
          const mean = bins.slice(8 * g, 8 * g + 8).reduce((a, b) => a + b) / 8;
          const e = clip(mean ** 0.65 * f);
          const at = 0.05 + 0.9 * (0.5 + (g % 2 === 0 ? 0.4 : -0.4) * e);
          return pal(0, g / 8, dot(i, at) * min(1, 0.3 + 0.9 * e));
        }),
      ),
    );
  });
  test('idle: eight dots, an eighth of a round apart', () => {
    const lit = (leds: Float32Array): number[] =>
      ALL.filter((i) => leds[3 * i]! + leds[3 * i + 1]! + leds[3 * i + 2]! > 0.01);
    const places = lit(run(k1, 'metronome', { times: [0.02], parameters: { palette_id: 0 } }));
    const groups = places.filter((i, k) => k === 0 || i - places[k - 1]! > 2);
    expect(groups.length).toBeGreaterThanOrEqual(8);
    expect(groups.length).toBeLessThanOrEqual(9);
    const parameters = { speed: 1, palette_id: 2 };
    expect(run(k1, 'metronome', { times: times(5), parameters })).not.toEqual(
      run(k1, 'metronome', { times: times(40), parameters }),
    );
  });
});

describe('hype', () => {
  const tempo_magnitude = Float32Array.from({ length: 192 }, (_, k) => (k % 2 === 1 ? 0.3 : 0.7));
  test.each([
    ['fresh', 1, 1],
    ['stale', 1.06, 0.5],
  ])('%s: two mirrored pairs', (_name, time, f) => {
    const leds = run(k1, 'hype', { audio: sound(1, { tempo_magnitude }), times: [time] });
    const [o, e] = [0.3 * f, 0.7 * f];
    const opacity = 0.1 + (0.8 * (o + e)) / 2;
    expectLeds(leds, ALL, (i) =>
      sum(
        pal(0, 0.5 * o, (dot(i, o) + dot(i, 1 - o)) * opacity),
        pal(0, 0.5 + 0.5 * e, (dot(i, e) + dot(i, 1 - e)) * opacity),
      ),
    );
  });
  test('idle: two dots that sway at different rates', () => {
    const phase = 0.02 * 30 * 1.5;
    const leds = run(k1, 'hype', { times: times(30) });
    const [a, b] = [0.5 + 0.35 * sin(phase), 0.5 + 0.25 * sin(0.7 * phase)];
    for (const at of [a, b]) expect(leds[3 * round(159 * at)]).toBeGreaterThan(0.2);
    expect(max(...leds.slice(0, 3 * 40))).toBe(0);
  });
});
