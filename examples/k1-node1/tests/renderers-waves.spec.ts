import { generate, type Generated } from './generated';
import { N, clip, expectLeds, pal, run, stopsAt, type Rgb } from './oracle';

/** The patterns without audio that are waves, rings and gradients, each against its formula, computed here by itself. */

const { sin, cos, sqrt, tanh, abs, exp, floor, cosh, PI } = Math;
const SOME = [0, 1, 17, 40, 79, 80, 81, 103, 120, 158, 159];
let k1: Generated;

beforeAll(() => {
  k1 = generate('waves');
});

const FRAMES = 30;
const TIMES = Array.from({ length: FRAMES }, (_, k) => 0.02 * (k + 1));
const T = 0.02 * FRAMES;
const mod = (value: number, by: number): number => ((value % by) + by) % by;

interface Controls {
  B: number;
  s: number;
  c1: number;
  c2: number;
}
/** Runs a pattern and compares some LEDs; `light` gets the number of the frame, for those with a trail. */
function check(id: string, { B, s, c1, c2 }: Controls, light: (i: number, frame: number) => Rgb, trail = 0): void {
  const parameters = { brightness: B, speed: s, custom_param_1: c1, custom_param_2: c2, palette_id: 4 };
  const leds = run(k1, id, { parameters, times: TIMES });
  expectLeds(leds, SOME, (i) => {
    let last: Rgb = [0, 0, 0];
    for (let frame = trail > 0 ? 1 : FRAMES; frame <= FRAMES; frame++) {
      const fresh = light(i, frame);
      last = last.map((c, index) => Math.min(1, trail * c + fresh[index]!)) as Rgb;
    }
    return last;
  });
}

const CASES: Controls[] = [
  { B: 0.8, s: 0.6, c1: 0.3, c2: 0.1 },
  { B: 0.5, s: 0.9, c1: 0.7, c2: 0.5 },
  { B: 1, s: 0.3, c1: 1, c2: 0.9 },
];
const D = (i: number): number => abs(i - 80);
const E = (i: number): number => abs(i - 79);

test('departure and twilight: their gradients, still and mirrored', () => {
  const departure = run(k1, 'departure', { times: TIMES });
  // Brown in the middle, white half-way, green at the end.
  expectLeds(departure, [80], () =>
    stopsAt(
      [
        { at: 0, color: '#080200' },
        { at: 1, color: '#000000' },
      ],
      0,
    ),
  );
  expectLeds(departure, [0], () =>
    stopsAt(
      [
        { at: 0, color: '#004600' },
        { at: 1, color: '#000000' },
      ],
      0,
    ),
  );
  const bright = (i: number): number => departure[3 * i]! + departure[3 * i + 1]! + departure[3 * i + 2]!;
  expect(bright(80 + 42)).toBeGreaterThan(2.9);
  expect(departure[3 * 143 + 1]).toBeGreaterThan(3 * departure[3 * 143]!);
  const twilight = run(k1, 'twilight', { times: TIMES });
  expect([...twilight.slice(240, 243)].map((c) => Math.round(c * 255))).toEqual([255, 160, 0]);
  expect([...twilight.slice(0, 3)].map((c) => Math.round(c * 255))).toEqual([4, 4, 30]);
  expect(run(k1, 'departure', { times: [9] })).toEqual(departure);
});

describe.each(CASES)('with brightness $B, speed $s, controls $c1 and $c2', (controls) => {
  const { B, s, c1, c2 } = controls;
  const third = Math.min(2, floor(3 * c2));
  const interference = (w: number): number => clip(0.5 + 0.5 * w * B);

  test('diamond_lattice', () => {
    const [f, phi] = [2 + 8 * c1, FRAMES * 0.02 * s];
    check('diamond_lattice', controls, (i) => {
      const m = sqrt(abs(sin(2 * PI * f * (i / N + phi)) * sin(2 * PI * f * (i / N - phi))));
      return pal(4, 0.01 * T + 0.002 * i, m * B);
    });
  });

  test('hexagonal_grid', () => {
    const [n, phi] = [3 + 12 * c1, FRAMES * 0.01 * s];
    check('hexagonal_grid', controls, (i) => {
      const waves = [0, 1, 2].map((k) => sin((2 * PI * n * i) / N + phi + (2 * PI * k) / 3)) as [
        number,
        number,
        number,
      ];
      const m = c2 < 0.5 ? abs(waves[0] + waves[1] + waves[2]) / 3 : abs(waves[0] * waves[1] * waves[2]) ** 0.3;
      return pal(4, 0.01 * T + 0.2 * m + 0.005 * i, m * B);
    });
  });

  test('spiral_vortex', () => {
    check('spiral_vortex', controls, (i) => {
      const d = D(i) / 80;
      const a = 2 * PI * (2 + floor(6 * c1)) * d + FRAMES * 0.05 * s;
      const wave = [sin(a), sin(a * (1 + d)), sin(a * sqrt(d + 0.1))][third]! * (1 - 0.5 * d);
      return pal(4, 0.01 * T + a / (2 * PI), B * (0.5 + 0.5 * wave));
    });
  });

  test('concentric_rings', () => {
    const [n, phi] = [3 + 12 * c1, FRAMES * 0.1 * s];
    check('concentric_rings', controls, (i) => {
      const d = D(i) / 80;
      const r = [sin(0.2 * n * D(i) + phi), sin(0.2 * n * D(i) + phi) / sqrt(d + 0.1), sin(n * sqrt(D(i)) + phi)][
        third
      ]!;
      return pal(4, 0.01 * T + 0.3 * d, B * (0.5 + 0.5 * tanh(2 * r)));
    });
  });

  test('star_burst', () => {
    const n = 3 + floor(9 * c1);
    const light = (i: number, frame: number): Rgb => {
      const phi = frame * 0.03 * s;
      const wave = sin((i < 80 ? PI : 0) * n + phi) * exp((-2 * D(i)) / 80) * (0.5 + 0.5 * sin(3 * phi));
      return pal(4, 0.01 * 0.02 * frame + 0.005 * D(i) + 0.2 * wave, B * (0.5 + 0.5 * wave));
    };
    check('star_burst', controls, light, 0.9);
  });

  test('mesh_network', () => {
    const n = 5 + floor(15 * c1);
    const knots = Array.from({ length: n }, (_, k) => (160 * (k + 0.5)) / n);
    const light = (i: number, frame: number): Rgb => {
      const t = 0.02 * frame;
      const phi = frame * 0.02 * s;
      let shimmer = 0;
      let rgb: Rgb = [0, 0, 0];
      knots.forEach((at, k) => {
        const u = abs(i - at);
        if (u <= 20) shimmer += 0.5 * B * abs(sin(0.5 * u + phi + k)) * exp(-0.1 * u);
        if (u <= 3) rgb = rgb.map((c, index) => c + pal(4, 0.01 * t + 0.05 * k, B)[index]!) as Rgb;
      });
      const nearest = floor((n * i) / N);
      return rgb.map((c, index) => c + pal(4, 0.01 * t + 0.05 * nearest, shimmer)[index]!) as Rgb;
    };
    check('mesh_network', controls, light, 0.7);
  });

  test('moire_patterns', () => {
    const [f1, phi] = [5 + 10 * c1, FRAMES * 0.02 * s];
    check('moire_patterns', controls, (i) => {
      const m = tanh(2 * sin(0.1 * f1 * i + phi) * sin(0.1 * f1 * (1 + 0.2 * c2) * i - 0.8 * phi));
      return pal(4, 0.01 * T + 0.2 * m, B * (0.5 + 0.5 * m));
    });
  });

  test('holographic', () => {
    const [p1, p2, p3] = [0.02, 0.03, 0.05].map((rate) => FRAMES * rate * s) as [number, number, number];
    check('holographic', controls, (i) => {
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
    check('modal_resonance', controls, (i) => {
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
    check('interference_scanner', controls, (i) => {
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
    check('wave_collision', controls, (i) => {
      const w1 = sin((2 * PI * f * i) / N + FRAMES * 0.05 * s);
      const w2 = sin(2 * PI * f * (1 - i / N) + FRAMES * 0.07 * s);
      const w = c2 < 0.5 ? (w1 + w2) / 2 : w1 * w2;
      return pal(4, 0.01 * T + 0.2 * w, interference(w));
    });
  });

  test('soliton_explorer', () => {
    check('soliton_explorer', controls, (i) => {
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
    check('turing_patterns', controls, (i) => {
      const p1 = sin((2 * PI * E(i)) / L + a);
      const p2 = sin((PI * E(i)) / L - 1.5 * a);
      const w = p1 + c2 * (p1 ** 2 - p2 + 0.5 * cos((2 * PI * E(i)) / L + a));
      return pal(4, 0.01 * T + 0.01 * E(i), clip(0.5 + 0.3 * w * B));
    });
  });

  test('kelvin_helmholtz', () => {
    const phi = FRAMES * 0.05 * s;
    check('kelvin_helmholtz', controls, (i) => {
      const y = i / N - 0.5;
      const v = sin((2 * PI * (2 + 6 * c1) * i) / N + phi);
      const w = exp(-5 * abs(y)) * sin(10 * y * v + phi) + 0.3 * c2 * sin((20 * i) / N + 2 * phi);
      return pal(4, 0.01 * T + 0.3 * v, interference(w));
    });
  });

  test('sierpinski', () => {
    check('sierpinski', controls, (i) => {
      const K = 3 + floor(4 * c1);
      const row = floor((FRAMES * floor(10 * s)) / 16);
      const bits = (D(i) ^ row).toString(2).slice(-K);
      const n = bits.replaceAll('0', '').length;
      return pal(4, 0.1 * T * s + 0.1 * n, B * sin((PI * n) / K));
    });
  });

  test('metamaterial_cloak', () => {
    check('metamaterial_cloak', controls, (i) => {
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
    check('sonic_boom', controls, (i) => {
      let h = 0;
      for (let frame = 1; frame <= FRAMES; frame++) h = abs(i - at(frame)) < 3.5 ? 1 : (h * (200 + 55 * c1)) / 256;
      const u = abs(i - at(FRAMES));
      if (u < 3.5) return [B, B, B];
      const strength = h * (0.5 + 0.5 * sin(0.3 * u - 0.1 * T)) * (u > 20 * Math.asin(1 / mach) ? 0.5 : 1);
      return pal(4, 0.1 - 0.03 * strength, strength * B);
    });
  });
});
