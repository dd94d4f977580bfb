import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import glob from 'fast-glob';
import { parse } from 'yaml';
import { generate, ROOT, specFiles, type Generated } from './generated';
import facts from './facts.json';
import { run, sound } from './oracle';

const { nodeTypes } = require('../language/catalogue.js') as { nodeTypes: Map<string, unknown> };
const { readPattern } = require('../language/pattern.js') as {
  readPattern: (spec: unknown) => { pattern?: { audio: string[] } };
};

/** Facts about each pattern, checked against its metadata and its frames. */

interface Facts {
  family: string;
  audio: string[];
  reads: string[];
  idleOnly?: string[];
  symmetry: string;
  stateful: boolean;
  random: boolean;
}

const FACTS: Record<string, Facts> = facts;

const ids = Object.keys(FACTS).sort();
let k1: Generated;

beforeAll(() => {
  k1 = generate('facts');
});

test('there are 46 patterns in eleven families', () => {
  expect(specFiles.map((file) => file.replace(/.*\/|\.yaml$/g, '')).sort()).toEqual(ids);
  expect(ids).toHaveLength(46);
  expect(new Set(Object.values(FACTS).map(({ family }) => family)).size).toBe(11);
});

test.each(ids)('%s: its metadata equals the facts', (id) => {
  const { family, audio, reads, symmetry, stateful, random } = FACTS[id]!;
  const { meta } = k1.pattern(id);
  expect({ ...meta, parameters: [...meta.parameters].sort() }).toEqual({
    id,
    name: expect.any(String),
    family,
    symmetry,
    audioReactive: audio.length > 0,
    stateful,
    random,
    parameters: [...reads].sort(),
  });
});

test.each(ids)('%s: it reads exactly the audio features of the facts', (id) => {
  const spec = parse(
    readFileSync(
      join(
        ROOT,
        specFiles.find((file) => file.endsWith(`/${id}.yaml`))!,
      ),
      'utf8',
    ),
  );
  const audio = readPattern(spec).pattern?.audio.filter((word) => word !== 'presence');
  expect(audio).toEqual(FACTS[id]!.audio);
});

const wave = (length: number, pace: number): Float32Array =>
  Float32Array.from({ length }, (_, k) => 0.5 + 0.5 * Math.sin(k * pace));
const SAMPLES = [wave(4096, 0.011), wave(4096, 0.017), wave(4096, 0.023)];

/** A varied input, so that every parameter has a visible effect. */
function picture(id: string, parameters: Record<string, number>, heard: boolean): Float32Array {
  const audio = (frame: number) => ({
    ...sound(0.02 * frame, {
      update_counter: frame,
      spectrogram: wave(64, 0.7),
      spectrogram_smooth: wave(64, 0.4),
      chromagram: wave(12, 1.3),
      vu_level: 0.65 + 0.1 * Math.sin(frame),
      novelty_curve: 0.3,
      tempo_magnitude: wave(192, 0.3),
      tempo_phase: wave(192, 0.9),
      tempo_confidence: 0.7,
      sample_history: SAMPLES[frame % 3],
    }),
    is_valid: heard,
  });
  // Patterns with moving objects need some seconds to show all of their behaviour.
  const times = Array.from({ length: FACTS[id]!.random ? 240 : 10 }, (_, k) => 0.02 * (k + 1));
  const base = { background: 0.7, color_range: 0.5, palette_id: 2, saturation: 0.8 };
  return run(k1, id, { parameters: { ...base, ...parameters }, audio, times });
}

/** Sums of the indices of two mirrored LEDs, for patterns whose mirror axis is on a LED. */
const OFF_CENTRE: Record<string, number> = {
  ...Object.fromEntries(['lava', 'departure', 'twilight', 'chevron_waves'].map((id) => [id, 160])),
  ...Object.fromEntries(['concentric_rings', 'sierpinski', 'spiral_vortex'].map((id) => [id, 160])),
  ...Object.fromEntries(['holographic', 'turing_patterns'].map((id) => [id, 158])),
};

const bytes = (leds: Float32Array): string => Buffer.from(leds.buffer).toString('latin1');

test.each(ids)('%s: its picture depends on exactly the parameters that it reads', (id) => {
  const { reads, audio, idleOnly = [] } = FACTS[id]!;
  const names = Object.keys(k1.runtime.createParameters());
  const changed = (heard: boolean): string[] => {
    const standard = bytes(picture(id, {}, heard));
    // Both bounds, because a switch has an effect at only one, and a value between, because integers may be odd at both.
    const values = (name: string): number[] => (name === 'palette_id' ? [7] : [0.05, 0.2, 0.95]);
    // Change all parameters without an effect at once: any effect would be visible.
    const others = Object.fromEntries(names.filter((name) => !reads.includes(name)).map((name) => [name, 0.95]));
    expect(bytes(picture(id, others, heard))).toBe(standard);
    return reads.filter((name) =>
      values(name).some((value) => bytes(picture(id, { [name]: value }, heard)) !== standard),
    );
  };
  const heard = changed(true);
  const idle = audio.length > 0 ? changed(false) : [];
  // The two parameters of a gate have an effect only above its threshold; each list covers both.
  expect([...new Set([...heard, ...idle])].sort()).toEqual([...reads].sort());
  for (const name of idleOnly) expect(heard).not.toContain(name);
});

test.each(ids)('%s: audio changes its picture exactly if it is audio-reactive', (id) => {
  expect(bytes(picture(id, {}, true)) !== bytes(picture(id, {}, false))).toBe(FACTS[id]!.audio.length > 0);
});

test.each(ids.filter((id) => FACTS[id]!.symmetry !== 'none'))('%s: its halves mirror each other', (id) => {
  const leds = picture(id, {}, true);
  // For patterns over |i - 80|, LED 79 mirrors LED 81; for patterns over p and copied halves, it mirrors LED 80.
  const shift = OFF_CENTRE[id] ?? 159;
  for (let i = 1; i < 80; i++) {
    for (let c = 0; c < 3; c++) expect(leds[3 * i + c]).toBeCloseTo(leds[3 * (shift - i) + c]!, 6);
  }
});

test.each(ids)('%s: any input gives 160 finite LEDs from 0 to 1, deterministically', (id) => {
  for (const value of [NaN, Infinity, -Infinity, -3, 1e9]) {
    const names = Object.keys(k1.runtime.createParameters());
    const parameters = Object.fromEntries(names.map((name) => [name, value]));
    const audio = (): Record<string, unknown> => sound(1, { vu_level: value, novelty_curve: value });
    const once = run(k1, id, { parameters, audio, times: [1, 2] });
    expect(once).toHaveLength(480);
    expect(once.every((led) => led >= 0 && led <= 1)).toBe(true);
    expect(run(k1, id, { parameters, audio, times: [1, 2] })).toEqual(once);
  }
});

test('every node type has a partial for both languages, and every partial has a type', () => {
  const types = [...nodeTypes.keys()].sort();
  for (const language of ['ts', 'cpp']) {
    const cwd = join(__dirname, '../templates/partials', language);
    const emitters = glob.sync('*.hbs', { cwd }).map((file) => file.replace('.hbs', ''));
    expect(emitters.sort()).toEqual(types);
  }
});

test('generated files contain no absolute path and no date', () => {
  for (const file of glob.sync('{ts,cpp}/**', { cwd: k1.folder })) {
    const text = readFileSync(join(k1.folder, file), 'utf8');
    expect(text).not.toContain(ROOT);
    expect(text).not.toMatch(/\b20\d\d-\d\d-\d\d\b|\d\d:\d\d:\d\d/);
    expect(text).not.toContain('\r');
    expect(text).not.toContain('[object');
  }
});
