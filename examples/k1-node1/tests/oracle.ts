/** Independent implementations of the patterns' building blocks, to check generated renderers. */
import type { Audio, Frame, Generated, Parameters } from './generated';
import { palettes } from '../language/palettes.json';

export const N = 160;
export type Rgb = [number, number, number];

/** Channels of a list of stops at a position, interpolated linearly. */
export function stopsAt(stops: readonly { at: number; color: string }[], at: number): Rgb {
  const upper = stops.findIndex((stop) => stop.at >= at);
  const [left, right] = upper <= 0 ? [stops[0]!, stops[1]!] : [stops[upper - 1]!, stops[upper]!];
  const share = (at - left.at) / (right.at - left.at);
  const channel = (color: string, index: number): number =>
    parseInt(color.slice(1 + 2 * index, 3 + 2 * index), 16) / 255;
  return [0, 1, 2].map(
    (c) => channel(left.color, c) + share * (channel(right.color, c) - channel(left.color, c)),
  ) as Rgb;
}

/** Colour of a palette at `h` mod 1, times `b`. */
export function pal(palette: number, h: number, b: number): Rgb {
  return stopsAt(palettes[palette]!.keys, ((h % 1) + 1) % 1).map((c) => c * b) as Rgb;
}

export const clip = (value: number): number => Math.min(1, Math.max(0, value));

/** Distance from the two middle LEDs, from 0 to 1 at the ends. */
export const half = (i: number): number => (i < 80 ? 79 - i : i - 80) / 79;

/** Distance in LEDs from the middle, and from the nearer end. */
export const step = (i: number): number => (i < 80 ? 79 - i : i - 80);
export const fold = (i: number): number => (i < 80 ? i : 159 - i);
export const scaled = (rgb: Rgb, by: number): Rgb => rgb.map((c) => c * by) as Rgb;
export const sum = (...colours: Rgb[]): Rgb =>
  [0, 1, 2].map((c) => colours.reduce((all, one) => all + one[c]!, 0)) as Rgb;
export const limit = (rgb: Rgb): Rgb => rgb.map((c) => Math.fround(clip(c))) as Rgb;
export const black: Rgb = [0, 0, 0];
/** Interpolates between two cells of a row; black outside of it. */
export const between = (row: Rgb[], at: number): Rgb => {
  const [left, share] = [Math.floor(at), at - Math.floor(at)];
  return sum(scaled(row[left] ?? black, 1 - share), scaled(row[left + 1] ?? black, share));
};
export const dark = (): Rgb[] => Array.from({ length: N }, () => black);

export interface Run {
  parameters?: Partial<Parameters>;
  audio?: Audio | ((frame: number) => Audio);
  /** Times of the frames in seconds; the last frame is compared. */
  times?: readonly number[];
}

/** The last frame of a run from a fresh state, 50 frames per second unless times are given. */
export function run(generated: Generated, id: string, { parameters = {}, audio = {}, times = [1] }: Run): Float32Array {
  const pattern = generated.pattern(id);
  const state = pattern.createState();
  const leds = new Float32Array(3 * N);
  times.forEach((time, index) => {
    const frame: Frame = { time, dt: 0.02, now_us: Math.round(time * 1e6) };
    const own = typeof audio === 'function' ? audio(index) : audio;
    const snapshot = { ...generated.runtime.createAudioSnapshot(), ...own };
    pattern.render(
      frame,
      { ...generated.runtime.createParameters(), ...(parameters as Parameters) },
      snapshot,
      state,
      leds,
    );
  });
  return leds;
}

/** Asserts some LEDs of a frame, each channel to 0.00001. */
export function expectLeds(leds: Float32Array, indexes: readonly number[], expected: (i: number) => Rgb): void {
  for (const i of indexes) {
    const wanted = expected(i).map(clip);
    const actual = [...leds.slice(3 * i, 3 * i + 3)];
    const close = actual.every((value, c) => Math.abs(value - wanted[c]!) <= 1e-5);
    if (!close) expect({ led: i, rgb: actual }).toEqual({ led: i, rgb: wanted });
  }
}

/** A valid snapshot with sound, taken at `time` seconds. */
export function sound(time: number, fields: Audio = {}): Audio {
  return { is_valid: true, update_counter: 1, timestamp_us: Math.round(time * 1e6), ...fields };
}
