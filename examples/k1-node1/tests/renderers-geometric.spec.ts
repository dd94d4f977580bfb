import { generate, type Generated } from './generated';
import { N, pal, run, stopsAt, expectLeds, type Rgb } from './oracle';
import { CASES, D, FRAMES, SOME, T, TIMES, check, frames } from './wave-cases';

/** The gradients and the geometric patterns, compared with independent implementations. */

const { sin, sqrt, tanh, abs, exp, floor, PI } = Math;
let k1: Generated;

beforeAll(() => {
  k1 = generate('geometric');
});

test('lava: black in the middle, white at both ends, the gradient between', () => {
  const leds = run(k1, 'lava', {});
  expectLeds(leds, [80, 0], (i) => (i === 80 ? [0, 0, 0] : [1, 1, 1]));
  // 20 of 80 LEDs away: between the stops 0.18 and 0.27.
  const stops = [
    { at: 0.18, color: '#3a0200' },
    { at: 0.27, color: '#660600' },
  ];
  expectLeds(leds, [60, 100], () => stopsAt(stops, 0.25));
  expect(run(k1, 'lava', { times: TIMES })).toEqual(leds);
});

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

  test('diamond_lattice', () => {
    const [f, phi] = [2 + 8 * c1, FRAMES * 0.02 * s];
    check(k1, 'diamond_lattice', controls, (i) => {
      const m = sqrt(abs(sin(2 * PI * f * (i / N + phi)) * sin(2 * PI * f * (i / N - phi))));
      return pal(4, 0.01 * T + 0.002 * i, m * B);
    });
  });

  test('hexagonal_grid', () => {
    const [n, phi] = [3 + 12 * c1, FRAMES * 0.01 * s];
    check(k1, 'hexagonal_grid', controls, (i) => {
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
    check(k1, 'spiral_vortex', controls, (i) => {
      const d = D(i) / 80;
      const a = 2 * PI * (2 + floor(6 * c1)) * d + FRAMES * 0.05 * s;
      const wave = [sin(a), sin(a * (1 + d)), sin(a * sqrt(d + 0.1))][third]! * (1 - 0.5 * d);
      return pal(4, 0.01 * T + a / (2 * PI), B * (0.5 + 0.5 * wave));
    });
  });

  test('concentric_rings', () => {
    const [n, phi] = [3 + 12 * c1, FRAMES * 0.1 * s];
    check(k1, 'concentric_rings', controls, (i) => {
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
    check(k1, 'star_burst', controls, light, 0.9);
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
    check(k1, 'mesh_network', controls, light, 0.7);
  });

  test('moire_patterns', () => {
    const [f1, phi] = [5 + 10 * c1, FRAMES * 0.02 * s];
    check(k1, 'moire_patterns', controls, (i) => {
      const m = tanh(2 * sin(0.1 * f1 * i + phi) * sin(0.1 * f1 * (1 + 0.2 * c2) * i - 0.8 * phi));
      return pal(4, 0.01 * T + 0.2 * m, B * (0.5 + 0.5 * m));
    });
  });
});

test('chevron_waves: stripes on a trail', () => {
  const parameters = { brightness: 0.5, speed: 0.3, custom_param_1: 0.6, custom_param_2: 0.2 };
  const leds = run(k1, 'chevron_waves', { parameters, times: frames(20) });
  expectLeds(leds, SOME, (i) => {
    let last: Rgb = [0, 0, 0];
    for (let k = 1; k <= 20; k++) {
      const w = 2 * 0.3 * k;
      const m = 0.5 + 0.5 * tanh(3 * sin(0.1 * (2 + 8 * 0.6) * ((0.5 + 2 * 0.2) * D(i) + w)));
      const light = pal(0, 0.01 * 0.02 * k + 0.002 * D(i) + 0.005 * w, m * 0.5);
      last = last.map((c, index) => Math.min(1, 0.8 * c + light[index]!)) as Rgb;
    }
    return last;
  });
});
