import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import glob from 'fast-glob';
import { parse } from 'yaml';
import { generate, ROOT, specFiles, type Generated } from './generated';
import { run, sound } from './oracle';

const { nodeTypes } = require('../language/catalogue.js') as { nodeTypes: Map<string, unknown> };
const { readPattern } = require('../language/pattern.js') as {
  readPattern: (spec: unknown) => { pattern?: { audio: string[] } };
};

/** What is known of each pattern: its metadata must say so, and its pictures must bear it out. */

interface Facts {
  family: string;
  audio: string[];
  reads: string[];
  idleOnly?: string[];
  symmetry: string;
  stateful: boolean;
}

const BEAT = ['beat_squash_power', 'beat_threshold'];
const FACTS: Record<string, Facts> = {
  lava: { family: 'static_family', audio: [], reads: [], symmetry: 'centre', stateful: false },
  prism: {
    family: 'prism',
    audio: ['age', 'novelty', 'spectrum', 'vu'],
    reads: [...BEAT, 'custom_param_1', 'palette_id', 'speed'],
    idleOnly: ['speed'],
    symmetry: 'centre',
    stateful: false,
  },
  octave: {
    family: 'spectrum_family',
    audio: ['age', 'chromagram', 'novelty', 'vu'],
    reads: ['background', ...BEAT, 'palette_id', 'speed'],
    idleOnly: ['background', 'speed'],
    symmetry: 'centre',
    stateful: true,
  },
  bloom: {
    family: 'bloom_family',
    audio: ['vu'],
    reads: ['color', 'color_range', 'mirror_mode', 'palette_id', 'speed'],
    symmetry: 'centre',
    stateful: true,
  },
  perlin: {
    family: 'misc_patterns',
    audio: ['vu'],
    reads: ['palette_id', 'saturation', 'speed'],
    symmetry: 'copy',
    stateful: true,
  },
  tempiscope: {
    family: 'tempiscope',
    audio: ['staleness', 'tempo'],
    reads: ['palette_id', 'saturation'],
    symmetry: 'centre',
    stateful: false,
  },
  tunnel_glow: {
    family: 'tunnel_family',
    audio: ['vu'],
    reads: ['palette_id', 'softness', 'speed'],
    symmetry: 'copy',
    stateful: true,
  },
  analog: {
    family: 'dot_family',
    audio: ['staleness', 'vu'],
    reads: ['palette_id', 'speed'],
    idleOnly: ['speed'],
    symmetry: 'centre',
    stateful: true,
  },
  time_crystal: {
    family: 'lgp_physics_family',
    audio: [],
    reads: ['brightness', 'custom_param_1', 'palette_id', 'speed'],
    symmetry: 'none',
    stateful: true,
  },
  chevron_waves: {
    family: 'lgp_geometric_family',
    audio: [],
    reads: ['brightness', 'custom_param_1', 'custom_param_2', 'palette_id', 'speed'],
    symmetry: 'centre',
    stateful: true,
  },
  box_wave: {
    family: 'lgp_interference_family',
    audio: [],
    reads: ['brightness', 'custom_param_1', 'custom_param_2', 'custom_param_3', 'palette_id', 'speed'],
    symmetry: 'none',
    stateful: true,
  },
};

const ids = Object.keys(FACTS).sort();
let k1: Generated;

beforeAll(() => {
  k1 = generate('facts');
});

test('there is one pattern of each of the eleven families', () => {
  expect(specFiles.map((file) => file.replace(/.*\/|\.yaml$/g, '')).sort()).toEqual(ids);
  expect(new Set(Object.values(FACTS).map(({ family }) => family)).size).toBe(11);
});

test.each(ids)('%s: its metadata equals the facts', (id) => {
  const { family, audio, reads, symmetry, stateful } = FACTS[id]!;
  const { meta } = k1.pattern(id);
  expect({ ...meta, parameters: [...meta.parameters].sort() }).toEqual({
    id,
    name: expect.any(String),
    family,
    symmetry,
    audioReactive: audio.length > 0,
    stateful,
    random: false,
    parameters: [...reads].sort(),
  });
});

test.each(ids)('%s: it reads of the audio what the facts say', (id) => {
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

/** A lively input, so that every parameter has something to act on. */
function picture(id: string, parameters: Record<string, number>, heard: boolean): Float32Array {
  const wave = (length: number, pace: number): Float32Array =>
    Float32Array.from({ length }, (_, k) => 0.5 + 0.5 * Math.sin(k * pace));
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
    }),
    is_valid: heard,
  });
  const times = Array.from({ length: 10 }, (_, k) => 0.02 * (k + 1));
  const base = { background: 0.7, color_range: 0.5, palette_id: 2, saturation: 0.8 };
  return run(k1, id, { parameters: { ...base, ...parameters }, audio, times });
}

const bytes = (leds: Float32Array): string => Buffer.from(leds.buffer).toString('latin1');

test.each(ids)('%s: its picture depends on exactly the parameters that it reads', (id) => {
  const { reads, audio, idleOnly = [] } = FACTS[id]!;
  const names = Object.keys(k1.runtime.createParameters());
  const changed = (heard: boolean): string[] => {
    const standard = bytes(picture(id, {}, heard));
    // Both bounds: a switch shows at one of them only.
    const values = (name: string): number[] => (name === 'palette_id' ? [7] : [0.05, 0.95]);
    return names
      .filter((name) => values(name).some((value) => bytes(picture(id, { [name]: value }, heard)) !== standard))
      .sort();
  };
  const heard = changed(true);
  const idle = audio.length > 0 ? changed(false) : [];
  // Without a threshold passed, the other half of the gate shows nothing; both halves are in one of the two lists.
  expect([...new Set([...heard, ...idle])].sort()).toEqual([...reads].sort());
  for (const name of idleOnly) expect(heard).not.toContain(name);
});

test.each(ids)('%s: audio changes its picture exactly if it is audio-reactive', (id) => {
  expect(bytes(picture(id, {}, true)) !== bytes(picture(id, {}, false))).toBe(FACTS[id]!.audio.length > 0);
});

test.each(ids.filter((id) => FACTS[id]!.symmetry !== 'none'))('%s: its halves mirror each other', (id) => {
  const leds = picture(id, {}, true);
  // Built over |i - 80|, the mirror image of LED 79 is LED 81; built over p or copied, it is LED 80.
  const shift = ['lava', 'chevron_waves'].includes(id) ? 160 : 159;
  for (let i = 1; i < 80; i++) {
    for (let c = 0; c < 3; c++) expect(leds[3 * i + c]).toBeCloseTo(leds[3 * (shift - i) + c]!, 6);
  }
});

test.each(ids)('%s: whatever the input, 160 finite LEDs from 0 to 1, and the same again', (id) => {
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

test('every node type has an emitter for both languages, and every emitter a type', () => {
  const types = [...nodeTypes.keys()].sort();
  for (const language of ['ts', 'cpp']) {
    const cwd = join(__dirname, '../templates/partials', language);
    const emitters = glob.sync('*.hbs', { cwd }).map((file) => file.replace('.hbs', ''));
    expect(emitters.sort()).toEqual(types);
  }
});

test('generated files hold no path of a machine and no date', () => {
  for (const file of glob.sync('{ts,cpp}/**', { cwd: k1.folder })) {
    const text = readFileSync(join(k1.folder, file), 'utf8');
    expect(text).not.toContain(ROOT);
    expect(text).not.toMatch(/\b20\d\d-\d\d-\d\d\b|\d\d:\d\d:\d\d/);
    expect(text).not.toContain('\r');
    expect(text).not.toContain('[object');
  }
});
