import { generate, type Audio, type Generated } from './generated';
import { N, black, clip, expectLeds, fold, half, pal, run, sound, step, sum } from './oracle';

/** Spectra, dots and waves, compared with independent implementations. */

const { sin, sqrt, abs, exp, floor, min, max, round, PI } = Math;
const SOME = [0, 1, 17, 40, 77, 78, 79, 80, 81, 103, 120, 158, 159];
let k1: Generated;

beforeAll(() => {
  k1 = generate('audio');
});

const times = (count: number): number[] => Array.from({ length: count }, (_, k) => 0.02 * (k + 1));
const chromagram = Float32Array.of(0.1, 0.9, 0.3, 0, 1, 0.5, 0.2, 0.7, 0.6, 0.4, 0.8, 0.05);
describe('spectrum', () => {
  const raw = Float32Array.from({ length: 64 }, (_, k) => ((k * 7) % 13) / 16);
  const smooth = Float32Array.from({ length: 64 }, (_, k) => ((k * 5) % 11) / 12);
  const at = (bins: Float32Array, i: number): number => {
    const k = min(62, floor(half(i) * 63));
    return bins[k]! + (half(i) * 63 - k) * (bins[k + 1]! - bins[k]!);
  };
  test('the third control mixes raw and smooth spectrum; light fades with age', () => {
    const audio = sound(1, { spectrogram: raw, spectrogram_smooth: smooth });
    const leds = run(k1, 'spectrum', { audio, times: [1.1], parameters: { custom_param_3: 0.3, palette_id: 2 } });
    expectLeds(leds, SOME, (i) => pal(2, half(i), sqrt(0.7 * at(raw, i) + 0.3 * at(smooth, i)) * (1 - 100 / 250)));
  });
  test('the picture is held until the next audio frame; idle is a single colour', () => {
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
