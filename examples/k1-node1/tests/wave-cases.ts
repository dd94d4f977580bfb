/** Runs patterns that are functions of position and time, with several settings of the controls. */
import type { Generated } from './generated';
import { expectLeds, run, type Rgb } from './oracle';

const { abs } = Math;
export const SOME = [0, 1, 17, 40, 79, 80, 81, 103, 120, 158, 159];
export const FRAMES = 30;
/** Times in seconds of a number of frames. */
export const frames = (count: number): number[] => Array.from({ length: count }, (_, k) => 0.02 * (k + 1));
export const TIMES = frames(FRAMES);
export const T = 0.02 * FRAMES;
export const mod = (value: number, by: number): number => ((value % by) + by) % by;

export interface Controls {
  B: number;
  s: number;
  c1: number;
  c2: number;
}
/** Runs a pattern and compares some LEDs. `light` gets the frame's index, for patterns with a trail. */
export function check(
  k1: Generated,
  id: string,
  { B, s, c1, c2 }: Controls,
  light: (i: number, frame: number) => Rgb,
  trail = 0,
): void {
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

export const CASES: Controls[] = [
  { B: 0.8, s: 0.6, c1: 0.3, c2: 0.1 },
  { B: 0.5, s: 0.9, c1: 0.7, c2: 0.5 },
  { B: 1, s: 0.3, c1: 1, c2: 0.9 },
];
export const D = (i: number): number => abs(i - 80);
export const E = (i: number): number => abs(i - 79);
