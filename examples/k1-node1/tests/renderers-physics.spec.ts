import { generate, type Generated } from './generated';
import { expectLeds, pal, run, type Rgb } from './oracle';

/** The patterns with moving objects, checked by reading the objects from the state of each frame. */

const { abs, cos, floor, max, min, round } = Math;
let k1: Generated;

beforeAll(() => {
  k1 = generate('physics');
});

interface Point {
  slot: number;
  at: number;
  speed: number;
  light: number;
  hue: number;
}
const pointsOf = (list: Float32Array): Point[] =>
  Array.from({ length: 96 }, (_, slot) => {
    const [at, speed, light, hue] = list.slice(5 * slot, 5 * slot + 4) as unknown as [number, number, number, number];
    return { slot, at, speed, light, hue };
  }).filter(({ light }) => light > 0);

interface Seen {
  state: any;
  leds: Float32Array;
}
/** Every frame of a run: the LEDs, and a copy of the state after it. */
function film(id: string, frames: number, parameters: Record<string, number>, change?: (state: any) => void): Seen[] {
  const pattern = k1.pattern(id);
  const state = pattern.createState();
  change?.(state);
  const audio = k1.runtime.createAudioSnapshot();
  return Array.from({ length: frames }, (_, n) => {
    const frame = { time: (n + 1) / 60, dt: 1 / 60, now_us: 0 };
    const leds = pattern.render(
      frame,
      { ...k1.runtime.createParameters(), ...parameters },
      audio,
      state,
      new Float32Array(480),
    );
    return { leds, state: structuredClone(state) };
  });
}
const white = (leds: Float32Array, i: number): number => min(leds[3 * i]!, leds[3 * i + 1]!, leds[3 * i + 2]!);

describe('gravitational_lensing', () => {
  test.each([0, 0.6, 1])('rays are bent by invisible masses, with the first control at %d', (c1) => {
    const [B, s, t] = [0.7, 0.8, 0.5];
    const parameters = { brightness: B, speed: s, custom_param_1: c1, palette_id: 4 };
    const leds = run(k1, 'gravitational_lensing', { parameters, times: [0.1, 0.3, t] });
    const bounced = (way: number): number => (way % 158 <= 79 ? way % 158 : 158 - (way % 158));
    const phase = 3 * 0.4 * s;
    const masses = [26 + phase, 60 + 0.7 * phase, 105 + 1.3 * phase].map(bounced).slice(0, 1 + floor(2 * c1));
    const cells = Array.from({ length: 80 }, (): Rgb => [0, 0, 0]);
    for (let ray = -20; ray <= 20; ray++) {
      let [angle, place] = [0.05 * ray, 0];
      for (let step = 0; step < 60 && round(place) >= 0 && round(place) < 80; step++) {
        const cell = Math.floor(place + 0.5);
        const bend = masses
          .filter((mass) => abs(mass - place) < 30)
          .reduce((sum, mass) => sum + ((mass < place ? -1 : 1) * 15 * B) / max(1, abs(mass - place)) ** 2, 0);
        const light = ((abs(bend) > 0.5 ? 1 : 1 - step / 60) * B) / 41;
        cells[cell] = cells[cell]!.map((c, k) => c + pal(4, 0.1 * t + 0.3 * abs(bend), light)[k]!) as Rgb;
        angle += 0.01 * bend;
        place += 1.5 * cos(angle);
      }
    }
    expectLeds(leds, [0, 10, 30, 50, 70, 79, 80, 100, 140], (i) => cells[i < 80 ? 79 - i : i - 80]!);
  });
});

describe('beam_collision', () => {
  const parameters = { speed: 0.5, custom_param_1: 0.3 };
  test('beams from both ends at a fixed pace; where they meet, particles fly and the beams are gone', () => {
    const seen = film('beam_collision', 200, parameters);
    const beams = seen.map(({ state }) => pointsOf(state.lastBeams.value));
    // Every 0.6 s one from each end, 3.5 LEDs a frame.
    const bornAt = (place: number): number[] =>
      beams.flatMap((list, n) => (list.some(({ at }) => at === place) ? [n + 1] : []));
    expect(bornAt(0)).toEqual(bornAt(159));
    expect(bornAt(0)).toHaveLength(5);
    bornAt(0).forEach((n, k) => expect(abs(n - 36 * (k + 1))).toBeLessThanOrEqual(1));
    expect(new Set(beams.flat().map(({ speed }) => abs(speed)))).toEqual(new Set([3.5]));
    // They meet in the middle, 22 or 23 frames later.
    expect(beams[36 + 21]).toHaveLength(2);
    expect(beams[36 + 22]).toHaveLength(0);
    const sparks = seen.map(({ state }) => pointsOf(state.lastSparks.value));
    const first = sparks.findIndex((list) => list.length > 0);
    expect(first).toBe(36 + 22);
    expect(sparks[first]).toHaveLength(10 + 20 * 0.3);
    expect(sparks[first]!.every(({ at }) => abs(at - 79.5) <= 1.5)).toBe(true);
    expect(new Set(sparks[first]!.map(({ speed }) => speed)).size).toBe(16);
    expect(sparks[first]!.some(({ speed }) => speed > 0) && sparks[first]!.some(({ speed }) => speed < 0)).toBe(true);
    // Drag 0.97 and a life that loses 0.03 a frame.
    for (const { slot, at, speed, light } of sparks[first]!) {
      const later = sparks[first + 1]!.find((one) => one.slot === slot)!;
      expect(later.at).toBeCloseTo(at + speed, 4);
      expect(later.speed).toBeCloseTo(0.97 * speed, 5);
      expect(later.light).toBeCloseTo(light - 0.03, 5);
    }
    expect(white(seen[first]!.leds, 79)).toBeGreaterThan(0.25);
  });
});

describe('quantum_tunneling', () => {
  test('evenly spaced cyan barriers; no packets at speed 0', () => {
    for (const [c1, count] of [
      [0, 2],
      [0.5, 3],
      [1, 5],
    ] as const) {
      const { leds } = film('quantum_tunneling', 100, { speed: 0, custom_param_1: c1 })[99]!;
      const lit = Array.from({ length: 160 }, (_, i) => i).filter((i) => leds[3 * i + 1]! > 0);
      const walls = new Set(lit.map((i) => floor((i * count) / 160)));
      expect(walls.size).toBe(count);
      expect(lit.every((i) => leds[3 * i] === 0 && leds[3 * i + 1] === leds[3 * i + 2])).toBe(true);
    }
  });
  test('a packet every 1 / speed seconds, to a random side, at 2 speed LEDs a frame; it leaps or turns back', () => {
    const parameters = { speed: 0.8, custom_param_1: 0.4, custom_param_2: 1 };
    const seen = film('quantum_tunneling', 1500, parameters).map(({ state }) => pointsOf(state.lastPackets.value));
    const born = seen.flatMap((list, n) =>
      list.filter(({ at, light }) => at === 80 && light === 1).map((one) => ({ n, ...one })),
    );
    expect(born.length).toBeGreaterThanOrEqual(19);
    expect(abs(born[1]!.n - born[0]!.n - 75)).toBeLessThanOrEqual(1);
    expect(new Set(born.map(({ speed }) => Math.sign(speed)))).toEqual(new Set([1, -1]));
    let [leaps, turns] = [0, 0];
    seen.slice(1).forEach((list, n) => {
      for (const now of list) {
        const then = seen[n]!.find(({ slot }) => slot === now.slot);
        if (!then || (now.at === 80 && now.light === 1)) continue;
        expect(abs(now.speed)).toBeCloseTo(1.6, 5);
        if (now.speed === then.speed) {
          const way = (now.at - then.at) * Math.sign(now.speed);
          if (way > 2) leaps++;
          expect(min(abs(way - 1.6), abs(way - 21.6))).toBeLessThan(1e-3);
        } else {
          turns++;
          expect(now.at).toBeCloseTo(then.at, 3);
          expect(now.light).toBeCloseTo(0.8 * then.light, 5);
        }
      }
    });
    // Half of those that reach a wall get through.
    expect(leaps).toBeGreaterThan(5);
    expect(turns).toBeGreaterThan(5);
  });
});

describe('soliton_waves', () => {
  test.each([
    [0, 2],
    [0.5, 3],
    [1, 4],
  ])('with the first control at %d there are %d humps, which fade, bounce and come back', (c1, count) => {
    const seen = film('soliton_waves', 600, { custom_param_1: c1, custom_param_2: 0.5 });
    const humps = seen.map(({ state }) => pointsOf(state.lastHumps.value));
    let [met, reborn] = [0, 0];
    humps.slice(1).forEach((list, n) => {
      expect(list).toHaveLength(count);
      for (const now of list) {
        expect(now.at >= 0 && now.at <= 159).toBe(true);
        const then = humps[n]!.find(({ slot }) => slot === now.slot)!;
        if (now.light === 1) reborn++;
        else expect(now.light).toBeCloseTo(0.98 * then.light, 5);
        const others = humps[n]!.filter(({ slot }) => slot !== now.slot);
        if (now.light < 1 && now.speed !== then.speed && others.some(({ at }) => abs(at - then.at) < 15)) met++;
      }
    });
    // A hump lives for ln 0.2 / ln 0.98 frames.
    expect(reborn).toBeGreaterThanOrEqual(count * 6);
    expect(reborn).toBeLessThanOrEqual(count * 9);
    if (count > 2) expect(met).toBeGreaterThan(0);
  });
});

describe('laser_duel', () => {
  const seen = (): Seen[] => film('laser_duel', 1500, { speed: 0.5, brightness: 0.8, custom_param_1: 0.5 });
  test('charges, fires, clashes and ends; then again', () => {
    const film = seen();
    const value = (n: number, node: string): number => film[n]!.state[node].value;
    let [hits, draws, clashes] = [0, 0, 0];
    for (let n = 1; n < film.length; n++) {
      const fresh = value(n - 1, 'lastOver') > 0.5;
      const clash = value(n - 1, 'lastClash');
      for (const side of ['Left', 'Right']) {
        const [then, now] = [value(n - 1, `lastPower${side}`), value(n, `lastPower${side}`)];
        const [from, to] = [value(n - 1, `lastFront${side}`), value(n, `lastFront${side}`)];
        expect(now >= 0 && now <= 1).toBe(true);
        if (fresh) continue;
        // Charging by 0.01 + 0.03 speed, firing at (2 + 3 power) B LEDs a frame, draining 0.02 in a clash.
        if (clash >= 0) expect(now).toBeCloseTo(max(0, then - 0.02), 6);
        else if (to === 0) expect(now).toBeCloseTo(min(1, then + 0.025), 6);
        else if (value(n, 'lastClash') < 0) expect(to - from).toBeCloseTo((2 + 3 * now) * 0.8, 5);
      }
      if (!fresh && clash >= 0 && value(n, 'lastOver') < 0.5) {
        const difference = value(n, 'lastPowerLeft') - value(n, 'lastPowerRight');
        expect(abs(value(n, 'lastClash') - clash - 5 * difference)).toBeLessThanOrEqual(2.5);
        expect(white(film[n]!.leds, round(value(n, 'lastClash')))).toBeGreaterThan(0.5);
      }
      if (clash < 0 && value(n, 'lastClash') >= 0) {
        clashes++;
        const sparks = pointsOf(film[n]!.state.lastSparks.value).filter(({ light }) => light === 1);
        expect(sparks).toHaveLength(10);
      }
      if (value(n, 'lastOver') > 0.5) {
        const left = value(n, 'lastFrontLeft');
        if (left > 158 || left < 1) hits++;
        else draws++;
        // The last 20 LEDs at the far end are lit by the winner.
        if (left > 158) for (let i = 140; i < 160; i++) expect(film[n]!.leds[3 * i + 2]).toBeGreaterThan(0.1);
      }
    }
    expect(clashes).toBeGreaterThan(5);
    expect(hits + draws).toBeGreaterThan(5);
    expect(hits).toBeGreaterThan(0);
  });
});

test.each(['beam_collision', 'quantum_tunneling', 'soliton_waves', 'laser_duel'])(
  '%s: the same in every run, and another with another seed',
  (id) => {
    const parameters = { speed: 0.9, custom_param_2: 0.9 };
    const last = (change?: (state: any) => void): Float32Array => film(id, 200, parameters, change)[199]!.leds;
    expect(last()).toEqual(last());
    const other = last((state) => {
      for (const node of Object.values<{ seed?: number }>(state)) if (node.seed !== undefined) node.seed += 12345;
    });
    expect(other).not.toEqual(last());
  },
);

test('random numbers are uniform and deterministic', () => {
  const { advance, uniform } = k1.runtime as unknown as Record<'advance' | 'uniform', (seed: number) => number>;
  let seed = 1;
  const values = Array.from({ length: 4000 }, () => uniform((seed = advance(seed))));
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  for (let k = 0; k < 10; k++) {
    const share = values.filter((value) => floor(10 * value) === k).length / values.length;
    expect(share).toBeGreaterThan(0.08);
    expect(share).toBeLessThan(0.12);
  }
  expect([advance(1), advance(4294967295)]).toEqual([3639132858, 2143540048]);
});
