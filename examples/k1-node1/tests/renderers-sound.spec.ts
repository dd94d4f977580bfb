import { generate, type Generated } from './generated';
import { N, clip, expectLeds, half, pal, run, sound, type Rgb } from './oracle';

/** A pattern for each kind of sound display (spectrum, notes, level, tempo, moving field), compared with its formula. */

const { sin, sqrt, abs, exp, PI } = Math;
const SOME = [0, 1, 17, 40, 79, 80, 81, 103, 120, 158, 159];
let k1: Generated;

beforeAll(() => {
  k1 = generate('sound');
});

const frames = (count: number, step = 0.02): number[] => Array.from({ length: count }, (_, k) => step * (k + 1));
const scaled = (rgb: Rgb, by: number): Rgb => rgb.map((c) => c * by) as Rgb;

describe('prism', () => {
  const bins = Float32Array.from({ length: 64 }, (_, k) => ((k * 7) % 13) / 16);
  const spectrum = (i: number): number => {
    const place = half(i) * 63;
    const k = Math.min(62, Math.floor(place));
    return bins[k]! + (place - k) * (bins[k + 1]! - bins[k]!);
  };

  test('bars are the root of the spectrum', () => {
    const audio = sound(2, { spectrogram_smooth: bins });
    const leds = run(k1, 'prism', { audio, parameters: { palette_id: 3 }, times: [2] });
    expectLeds(leds, SOME, (i) => pal(3, half(i), clip(sqrt(spectrum(i)))));
  });

  test('a beat lifts them only above the limit of the first control', () => {
    const audio = sound(2, { spectrogram_smooth: bins, vu_level: 0.6, novelty_curve: 0.5 });
    const energy = 0.8 * 0.6 + 0.3 * 0.5;
    const lifted = (c1: number, g: number): void => {
      const leds = run(k1, 'prism', { audio, parameters: { custom_param_1: c1 }, times: [2] });
      expectLeds(leds, SOME, (i) => pal(0, half(i), clip(sqrt(spectrum(i)) * (1 + 0.6 * g))));
    };
    lifted(0.5, energy ** 0.5);
    lifted(0.9, 0);
  });

  test('light fades over half a second of age', () => {
    const audio = sound(2, { spectrogram_smooth: bins });
    const leds = run(k1, 'prism', { audio, times: [2.2] });
    expectLeds(leds, SOME, (i) => pal(0, half(i), sqrt(spectrum(i)) * (1 - 200 / 500)));
    expect(Math.max(...run(k1, 'prism', { audio, times: [2.5] }))).toBe(0);
  });

  test('idle: a breathing palette, not mirrored', () => {
    const leds = run(k1, 'prism', { times: [3], parameters: { speed: 0.8 } });
    expectLeds(leds, SOME, (i) => pal(0, i / N, 0.5 + 0.3 * sin(3 * 0.8 + (PI * i) / N)));
  });
});

describe('octave', () => {
  const chromagram = Float32Array.of(0.1, 0.9, 0.3, 0, 1, 0.5, 0.2, 0.7, 0.6, 0.4, 0.8, 0.05);
  const chroma = (i: number): number => {
    const place = half(i) * 11;
    const k = Math.min(10, Math.floor(place));
    return chromagram[k]! + (place - k) * (chromagram[k + 1]! - chromagram[k]!);
  };

  test('pitch classes, faded by age and lifted by the gate', () => {
    const audio = sound(1, { chromagram, vu_level: 0.3, novelty_curve: 0.2 });
    const gate = (0.7 * 0.3 + 0.4 * 0.2) ** 0.5;
    const leds = run(k1, 'octave', { audio, times: [1.05], parameters: { palette_id: 6 } });
    expectLeds(leds, SOME, (i) => pal(6, half(i), clip(sqrt(chroma(i)) * (1 - 50 / 250) * (1 + 0.5 * gate))));
  });

  test('the picture is held until the next audio frame', () => {
    const first = sound(1, { chromagram });
    const other = { ...first, chromagram: new Float32Array(12).fill(1) };
    const held = run(k1, 'octave', { audio: (k) => (k === 0 ? first : other), times: [1, 1.1] });
    expect(held).toEqual(run(k1, 'octave', { audio: first, times: [1] }));
    const next = run(k1, 'octave', {
      audio: (k) => (k === 0 ? first : { ...other, update_counter: 2 }),
      times: [1, 1],
    });
    expectLeds(next, SOME, (i) => pal(0, half(i), 1));
  });

  test('idle: the palette rolls at a quarter of the background', () => {
    const leds = run(k1, 'octave', { times: [2], parameters: { speed: 0.6, background: 0.5 } });
    expectLeds(leds, SOME, (i) => pal(0, i / N + 0.5 * 2 * 0.6, 0.25 * 0.5));
  });
});

describe('bloom', () => {
  /** The row of cells after a sequence of levels, one per frame. */
  const field = (levels: readonly number[], speed: number): number[] => {
    const v = 0.125 + 0.875 * speed;
    let cells: number[] = new Array<number>(N).fill(0);
    for (const level of levels) {
      const [n, f] = [Math.floor(v), v - Math.floor(v)];
      const last = cells;
      cells = last.map((_, k) => 0.99 * ((last[k - n] ?? 0) * (1 - f) + (last[k - n - 1] ?? 0) * f));
      cells[0] = Math.min(1, level);
    }
    return cells;
  };
  const levels = [1.4, 0.8, 0.2, 0.9, 0.5, 0.7];
  const audio = (k: number): Record<string, unknown> => sound(1, { vu_level: levels[k] });

  test.each([0, 0.5, 1])('wells up in the middle, at speed %d', (speed) => {
    const parameters = { speed, color: 0.2, color_range: 0.4, palette_id: 2 };
    const leds = run(k1, 'bloom', { audio, parameters, times: frames(levels.length) });
    const cells = field(levels, speed);
    expectLeds(leds, [70, 74, 76, 77, 78, 79, 80, 81, 82, 83, 85], (i) => {
      const k = i < 80 ? 79 - i : i - 80;
      return pal(2, 0.2 + half(i) * 0.4, cells[k]! ** 2);
    });
  });

  test('unmirrored it runs from the left end, doubled', () => {
    const parameters = { mirror_mode: 0, speed: 1, color: 0, color_range: 1, palette_id: 2 };
    const leds = run(k1, 'bloom', { audio, parameters, times: frames(levels.length) });
    const cells = field(levels, 1);
    expectLeds(leds, [0, 1, 2, 3, 4, 5, 6], (i) => pal(2, i / N, clip((2 * cells[i]!) ** 2)));
  });

  test('idle: it drains', () => {
    const idle = (k: number): Record<string, unknown> => (k < 6 ? audio(k) : { vu_level: 1 });
    const leds = run(k1, 'bloom', { audio: idle, parameters: { speed: 1, palette_id: 2 }, times: frames(60) });
    const cells = field([...levels, ...new Array<number>(54).fill(0)], 1);
    expectLeds(leds, [21, 26, 79, 80, 134, 138], (i) => pal(2, 0.33, cells[i < 80 ? 79 - i : i - 80]! ** 2));
    expect(leds[3 * 80]).toBe(0);
  });
});

describe('perlin', () => {
  test('blocks of four LEDs, mirrored, at the noise of their place', () => {
    const vu = 0.5;
    const leds = run(k1, 'perlin', {
      audio: sound(1, { vu_level: vu }),
      parameters: { speed: 0.7, saturation: 0.6 },
      times: frames(40),
    });
    const y = 40 * 0.02 * 120 * (0.0008 + 0.004 * 0.7) * (0.2 + 0.8 * vu ** 4);
    expectLeds(leds, SOME, (i) => {
      const cell = Math.floor((i < 80 ? i : 159 - i) / 4);
      const n = k1.runtime.noise((4 * cell * 4) / N, 2 * y, 1);
      return scaled(pal(0, 0.66 * n + 0.1 * 0.8 * 0.7, 0.25 + 0.5 * n), 0.6);
    });
    expect(leds.slice(12, 24)).toEqual(Float32Array.from({ length: 12 }, (_, k) => leds[12 + (k % 3)]!));
  });

  test('noise is smooth, from 0 to 1, and covers most of that range', () => {
    const values = Array.from({ length: 4000 }, (_, k) => k1.runtime.noise(k * 0.05, k * 0.013, 1));
    expect(Math.min(...values)).toBeLessThan(0.2);
    expect(Math.max(...values)).toBeGreaterThan(0.8);
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(Math.max(...values.slice(1).map((value, k) => abs(value - values[k]!)))).toBeLessThan(0.15);
  });

  test('idle: the palette flows', () => {
    const leds = run(k1, 'perlin', { times: [4], parameters: { speed: 0.5, saturation: 0.9 } });
    expectLeds(leds, SOME, (i) => scaled(pal(0, i / N + 0.05 * 4 * 0.5, 0.4), 0.9));
  });
});

describe('tempiscope', () => {
  const tempo_magnitude = Float32Array.from({ length: 192 }, (_, k) => ((k * 31) % 97) / 120);
  const tempo_phase = Float32Array.from({ length: 192 }, (_, k) => ((k * 17) % 63) / 10 - 3.1);
  const strongest = Math.max(...tempo_magnitude);
  const expected =
    (f: number) =>
    (i: number): Rgb => {
      const k = Math.round(191 * half(i));
      const beat = sqrt(tempo_magnitude[k]! / strongest) * ((1 + sin(tempo_phase[k]!)) / 2) * f * (0.5 + 0.5 * 0.8);
      return pal(4, half(i), Math.max(0.05 * f, beat) * 0.9);
    };
  const audio = sound(1, { tempo_magnitude, tempo_phase, tempo_confidence: 0.8 });
  const parameters = { saturation: 0.9, palette_id: 4 };

  test('every place blinks on its beat, weaker while the audio is stale', () => {
    expectLeds(run(k1, 'tempiscope', { audio, parameters, times: [1.05] }), SOME, expected(1));
    expectLeds(run(k1, 'tempiscope', { audio, parameters, times: [1.051] }), SOME, expected(0.6));
  });

  test('no tempo at all is a faint glow, and idle is black', () => {
    expectLeds(run(k1, 'tempiscope', { audio: sound(1), parameters }), SOME, (i) => pal(4, half(i), 0.05 * 0.9));
    expect(Math.max(...run(k1, 'tempiscope', {}))).toBe(0);
  });
});

test.each([
  ['loud', sound(1, { vu_level: 0.9 }), 0.02 + 0.15 * 0.1, 0.9],
  ['idle', {}, 0.1, 0.5],
])('tunnel_glow, %s: a swinging bell on a trail', (_name, audio, width, gain) => {
  const leds = run(k1, 'tunnel_glow', { audio, parameters: { speed: 0.4, softness: 0.5 }, times: frames(25) });
  expectLeds(leds, SOME, (i) => {
    const x = (i < 80 ? i : 159 - i) / N;
    let last: Rgb = [0, 0, 0];
    for (let k = 1; k <= 25; k++) {
      const centre = 0.5 + 0.5 * sin((0.5 + 2 * 0.4) * 0.02 * k);
      const bell = exp(-0.5 * ((x - centre) / width) ** 2);
      const light = pal(0, x, bell);
      last = last.map((c, index) => Math.min(1, c * (0.75 + 0.2 * 0.5) + light[index]! * gain)) as Rgb;
    }
    return last;
  });
});

describe('analog', () => {
  const dot = (i: number, at: number): number => Math.max(0, 1 - abs(i - 159 * at) / 1.5);
  const near = (at: number): number[] => [-3, -2, -1, 0, 1, 2, 3].map((k) => Math.round(159 * at) + k);

  test.each([
    ['fresh', 1, 0.4],
    ['stale', 1.2, 0.4 * 0.7],
    ['too loud', 1, 1.6],
  ])('%s: two dots as far apart as it is loud', (_name, time, level) => {
    const vu_level = time > 1.1 ? level / 0.7 : level;
    const leds = run(k1, 'analog', { audio: sound(1, { vu_level }), times: [time] });
    const r = 0.05 + 0.95 * clip(level);
    const [right, left] = [0.5 + r / 2, 0.5 - r / 2];
    const places = [...near(right), ...near(left)].filter((i) => i >= 0 && i < N);
    expectLeds(leds, places, (i) => pal(0, r, dot(i, right) + dot(i, left)));
  });

  test('an afterglow of 0.82 a frame', () => {
    const audio = (k: number): Record<string, unknown> => sound(1, { vu_level: k === 0 ? 0.8 : 0 });
    const leds = run(k1, 'analog', { audio, times: [1, 1, 1] });
    const r = 0.05 + 0.95 * 0.8;
    expectLeds(leds, near(0.5 + r / 2), (i) => scaled(pal(0, r, dot(i, 0.5 + r / 2)), 0.82 ** 2));
  });

  test('idle: one dot', () => {
    const leds = run(k1, 'analog', { times: [0.02], parameters: { speed: 0.5 } });
    const phase = 0.02 * (0.5 + 2 * 0.5);
    const at = 0.5 + 0.3 * sin(phase);
    expectLeds(leds, [0, 60, 100, 159, ...near(at)], (i) => pal(0, at, dot(i, at) * (0.6 + 0.3 * sin(1.7 * phase))));
  });
});
