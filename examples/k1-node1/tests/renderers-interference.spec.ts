import { generate, type Generated } from './generated';
import { N, clip, expectLeds, pal, run } from './oracle';
import { CASES, D, E, FRAMES, SOME, T, check, frames, mod } from './wave-cases';

/** The interference patterns and the closed-form physics patterns, compared with independent implementations. */

const { sin, cos, tanh, abs, exp, floor, cosh, PI } = Math;
let k1: Generated;

beforeAll(() => {
  k1 = generate('interference');
});

describe.each(CASES)('with brightness $B, speed $s, controls $c1 and $c2', (controls) => {
  const { B, s, c1, c2 } = controls;
  const third = Math.min(2, floor(3 * c2));
  const interference = (w: number): number => clip(0.5 + 0.5 * w * B);

  test('holographic', () => {
    const [p1, p2, p3] = [0.02, 0.03, 0.05].map((rate) => FRAMES * rate * s) as [number, number, number];
    check(k1, 'holographic', controls, (i) => {
      const layers: [number, number, number][] = [
        [0.05, 1, p1],
        [0.15, 0.7, p2],
        [0.3, 0.5, p3],
        [0.6, 0.3, p1],
        [1.2, 0.2, p2],
      ];
      const count = 2 + floor(3 * c1);
      const sum = layers.slice(0, count).reduce((all, [k, gain, p]) => all + gain * sin(k * E(i) + p), 0);
      const mean = sum / count;
      const w = [tanh(mean), mean * sin((PI * E(i)) / 80), 5 * (mean - sin(0.15 * (E(i) + 1) + p2))][third]!;
      return pal(4, 0.01 * T + 0.005 * E(i) + 0.2 * w, interference(w));
    });
  });

  test('modal_resonance', () => {
    const m = c1 < 0.5 ? 1 + 18 * c1 : 10 + 20 * (c1 - 0.5) * sin(0.2 * T * s);
    check(k1, 'modal_resonance', controls, (i) => {
      const x = i / N;
      const wave = (mode: number): number => sin(2 * PI * mode * x + 0.5 * T * s);
      const kinds = [
        wave(m),
        (wave(m) + wave(m + 0.5)) / 2,
        wave(m) + 0.5 * wave(2 * m) + 0.25 * wave(3 * m),
        wave(m) * sin(1.618 * (2 * PI * m * x + 0.5 * T * s)),
      ];
      const w = kinds[Math.min(3, floor(4 * c2))]! * sin(PI * x);
      return pal(4, 0.01 * T + 0.1 * m + 0.5 * x, interference(w));
    });
  });

  test('interference_scanner', () => {
    const count = 2 + floor(3 * c1);
    check(k1, 'interference_scanner', controls, (i) => {
      let w = 0;
      for (let k = 0; k < count; k++) {
        const u = abs(i / N - mod(k / count + (FRAMES * 0.1 * s) / (2 * PI), 1));
        w += (sin((2 * PI * u) / (0.1 + 0.2 * c2) + 0.1 * T) * exp(-2 * u)) / count;
      }
      return pal(4, 0.01 * T + (0.3 * i) / N, interference(w));
    });
  });

  test('wave_collision', () => {
    const f = 1 + 5 * c1;
    check(k1, 'wave_collision', controls, (i) => {
      const w1 = sin((2 * PI * f * i) / N + FRAMES * 0.05 * s);
      const w2 = sin(2 * PI * f * (1 - i / N) + FRAMES * 0.07 * s);
      const w = c2 < 0.5 ? (w1 + w2) / 2 : w1 * w2;
      return pal(4, 0.01 * T + 0.2 * w, interference(w));
    });
  });

  test('soliton_explorer', () => {
    check(k1, 'soliton_explorer', controls, (i) => {
      const hump = (at: number): number => {
        const away = mod(i / N - at, 1);
        return 1 / cosh(Math.min(away, 1 - away) / (0.05 + 0.15 * c1)) ** 2;
      };
      const [a, b] = [hump(0.25 + FRAMES * 0.02 * s), hump(0.75 - FRAMES * 0.015 * s)];
      const w = a + b + (c2 >= 0.5 ? a * b : 0);
      return pal(4, 0.01 * T + 0.3 * w, clip(w * B));
    });
  });

  test('turing_patterns', () => {
    const [L, a] = [5 + 20 * c1, 0.3 * T * s];
    check(k1, 'turing_patterns', controls, (i) => {
      const p1 = sin((2 * PI * E(i)) / L + a);
      const p2 = sin((PI * E(i)) / L - 1.5 * a);
      const w = p1 + c2 * (p1 ** 2 - p2 + 0.5 * cos((2 * PI * E(i)) / L + a));
      return pal(4, 0.01 * T + 0.01 * E(i), clip(0.5 + 0.3 * w * B));
    });
  });

  test('kelvin_helmholtz', () => {
    const phi = FRAMES * 0.05 * s;
    check(k1, 'kelvin_helmholtz', controls, (i) => {
      const y = i / N - 0.5;
      const v = sin((2 * PI * (2 + 6 * c1) * i) / N + phi);
      const w = exp(-5 * abs(y)) * sin(10 * y * v + phi) + 0.3 * c2 * sin((20 * i) / N + 2 * phi);
      return pal(4, 0.01 * T + 0.3 * v, interference(w));
    });
  });

  test('sierpinski', () => {
    check(k1, 'sierpinski', controls, (i) => {
      const K = 3 + floor(4 * c1);
      const row = floor((FRAMES * floor(10 * s)) / 16);
      const bits = (D(i) ^ row).toString(2).slice(-K);
      const n = bits.replaceAll('0', '').length;
      return pal(4, 0.1 * T * s + 0.1 * n, B * sin((PI * n) / K));
    });
  });

  test('metamaterial_cloak', () => {
    check(k1, 'metamaterial_cloak', controls, (i) => {
      const f = i < 80 ? i : 159 - i;
      const way = mod(FRAMES * 0.5 * s, 158);
      const [c, R] = [way <= 79 ? way : 158 - way, 10 + 15 * c1];
      const u = abs(f - c);
      if (abs(u - R) < 1.5) return pal(4, 0.5, B);
      const inside = sin(0.04 * f * (-1 - B) + 0.02 * T + (PI * u) / R) * Math.min(1, (2 * u) / R);
      const w = u < R ? inside : sin(0.04 * f + 0.02 * T);
      return pal(4, 0.01 * T + 0.002 * f, B * (0.5 + 0.5 * w));
    });
  });

  test('sonic_boom', () => {
    const mach = 1 + 3 * B;
    const at = (frame: number): number => {
      const way = mod(frame * 2 * mach * s, 280);
      return 10 + (way <= 140 ? way : 280 - way);
    };
    check(k1, 'sonic_boom', controls, (i) => {
      let h = 0;
      for (let frame = 1; frame <= FRAMES; frame++) h = abs(i - at(frame)) < 3.5 ? 1 : (h * (200 + 55 * c1)) / 256;
      const u = abs(i - at(FRAMES));
      if (u < 3.5) return [B, B, B];
      const strength = h * (0.5 + 0.5 * sin(0.3 * u - 0.1 * T)) * (u > 20 * Math.asin(1 / mach) ? 0.5 : 1);
      return pal(4, 0.1 - 0.03 * strength, strength * B);
    });
  });
});

test.each([0, 0.4, 0.7, 1])('time_crystal: the first waves of four, with the first control at %d', (c1) => {
  const leds = run(k1, 'time_crystal', {
    parameters: { custom_param_1: c1, speed: 0.9, brightness: 0.8 },
    times: frames(50),
  });
  const [f1, f2, f3] = [0.1, 0.1618, 0.2718].map((rate) => 50 * rate * 0.9) as [number, number, number];
  expectLeds(leds, SOME, (i) => {
    const waves = [
      sin(f1 + 0.04 * i),
      0.5 * sin(f2 + 0.065 * i),
      0.33 * sin(f3 + 0.105 * i),
      0.25 * exp(-2 * (abs(i - 80) / 80)) * sin(f1 + f2 - 0.025 * i),
    ].slice(0, 1 + Math.floor(3 * c1));
    const w = waves.reduce((sum, wave) => sum + wave) / waves.length;
    return pal(0, 0.01 * 1 + 0.3 * w + 0.005 * i, 0.8 * (abs(w) > 0.9 ? 1 : 0.5 + 0.5 * w));
  });
});

test.each([
  [0, 0.2],
  [0.5, 0.2],
  [1, 0.2],
  [0.1, 0.9],
])('box_wave: mode %d, sharpness %d', (c2, c3) => {
  const parameters = { brightness: 0.9, speed: 0.5, custom_param_1: 0.3, custom_param_2: c2, custom_param_3: c3 };
  const leds = run(k1, 'box_wave', { parameters, times: frames(40) });
  const phi = 40 * 0.05 * 0.5;
  const n = 3 + 9 * 0.3;
  expectLeds(leds, SOME, (i) => {
    const a = (PI * n * E(i)) / 80;
    const modes = [
      sin(a + phi),
      sin((2 * PI * n * i) / N - 10 * phi),
      sin(a + 0.02 * i + phi) * cos(a + 0.02 * i - phi / 2),
    ];
    const smooth = modes[Math.min(2, Math.floor(3 * c2))]!;
    const w = c3 > 0.5 ? tanh(3 * smooth) : smooth;
    return pal(0, 0.01 * 0.8 + 0.002 * E(i), clip(0.5 + 0.5 * w * 0.9));
  });
});
