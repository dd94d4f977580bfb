// @ts-check
/**
 * Audio for pictures: a synthetic piece of music at 120 beats per minute, as snapshots. A pure function of time, so a
 * frame has the same snapshot on every machine.
 *
 * @typedef {{ id: string, type: string, size: number, min?: number, values?: string[] }} AudioField
 * @typedef {Record<string, number | boolean | string | Float32Array>} Snapshot
 */

const BEATS_PER_SECOND = 2;
const SMOOTHED_FRAMES = 12;
const SAMPLE_RATE = 12800;
/** Pitch classes of the melody, one per eighth note, and of the bass, one per bar. */
const MELODY = [0, 7, 4, 11, 9, 4, 7, 2, 5, 9, 0, 4, 7, 11, 2, 7];
const BASS = [0, 9, 5, 7];

const { sin, exp, floor, max, min, abs, PI } = Math;
const turn = (/** @type {number} */ value) => value - floor(value);

/** Level of the drum: 1 on each beat, 0 half a beat later. @param {number} t */
const kick = (t) => exp(-7 * turn(t * BEATS_PER_SECOND));
/** Level of the cymbal, which sounds on every second eighth note. @param {number} t */
const hat = (t) => exp(-18 * turn(t * BEATS_PER_SECOND + 0.5));
/** @param {number} t */
const note = (t) => MELODY[floor(t * BEATS_PER_SECOND * 2) % MELODY.length] ?? 0;
/** @param {number} t */
const noteLevel = (t) => exp(-3 * turn(t * BEATS_PER_SECOND * 2)) * (0.65 + 0.35 * sin(t * 0.9));
/** @param {number} t */
const bassNote = (t) => BASS[floor((t * BEATS_PER_SECOND) / 4) % BASS.length] ?? 0;

/** Level of a spectrum bin: drum, bass, melody with its octaves, strings, cymbals. @param {number} k @param {number} t */
function bin(k, t) {
  const near = (/** @type {number} */ place) => max(0, 1 - abs(k - place) / 1.6);
  const drum = kick(t) * exp(-0.45 * k);
  const bass = 0.7 * near(bassNote(t));
  const melody = noteLevel(t) * (near(24 + note(t)) + 0.5 * near(36 + note(t)) + 0.25 * near(48 + note(t)));
  const strings = 0.14 * (1 + sin(1.7 * k + 0.6 * t)) * (0.6 + 0.4 * noteLevel(t));
  const cymbal = k > 46 ? 0.5 * hat(t) * turn(sin(k * 12.9898 + floor(t * 8)) * 43.758) : 0;
  return min(1, drum + bass + melody + strings + cymbal);
}

/** A sample of the waveform. @param {number} t */
function wave(t) {
  const tone = (/** @type {number} */ bins, /** @type {number} */ level) =>
    level * sin(2 * PI * 77.78 * 2 ** (bins / 12) * t);
  return 0.5 * tone(0, kick(t)) + 0.2 * tone(bassNote(t), 1) + 0.3 * tone(24 + note(t), noteLevel(t));
}

/**
 * @param {readonly AudioField[]} fields of audio.json
 * @param {number} index the frame's index
 * @param {number} fps
 * @returns {Snapshot}
 */
export function musicSnapshot(fields, index, fps) {
  const t = index / fps;
  const spectrum = Array.from({ length: 64 }, (_, k) => bin(k, t));
  const smooth = spectrum.map((_value, k) => {
    let sum = 0;
    for (let j = 0; j < SMOOTHED_FRAMES; j++) sum += bin(k, max(0, t - j / 100));
    return sum / SMOOTHED_FRAMES;
  });
  const classes = Array.from({ length: 12 }, (_, k) =>
    [0, 1, 2, 3, 4].reduce((sum, o) => sum + (smooth[k + 12 * o] ?? 0), 0),
  );
  const loudest = max(0.2, ...classes.map((one) => one / 5));
  const bpm = (/** @type {number} */ k) => 50 + (100 * k) / 192;
  const strength = (/** @type {number} */ k) =>
    exp(-(((bpm(k) - 120) / 3) ** 2)) +
    0.6 * exp(-(((bpm(k) - 60) / 2) ** 2)) +
    0.35 * exp(-(((bpm(k) - 90) / 2.5) ** 2));
  /** @type {Record<string, (k: number) => number>} */
  const known = {
    spectrogram: (k) => spectrum[k] ?? 0,
    spectrogram_smooth: (k) => smooth[k] ?? 0,
    spectrogram_absolute: (k) => 0.5 * (spectrum[k] ?? 0),
    chromagram: (k) => (classes[k] ?? 0) / 5 / loudest,
    vu_level: () => min(1, 0.15 + 0.6 * kick(t) + 0.3 * noteLevel(t)),
    vu_level_raw: () => min(1, 0.15 + 0.6 * kick(t) + 0.3 * noteLevel(t)),
    novelty_curve: () => kick(t) ** 2,
    tempo_confidence: () => min(1, 0.25 + 0.5 * kick(t) + 0.2 * sin(t * 0.7) ** 2),
    tempo_magnitude: (k) =>
      min(1, 0.12 * (1 + sin(t * 1.1 + 3 * (k % 2))) + strength(k) * (0.85 + 0.15 * sin(t * 1.3))),
    tempo_phase: (k) => 2 * PI * turn((bpm(k) / 60) * t + 0.5) - PI,
    locked_tempo_bpm: () => 60 * BEATS_PER_SECOND,
    sample_history: (k) => wave(max(0, t - (4095 - k) / SAMPLE_RATE)),
    update_counter: () => index + 1,
    timestamp_us: () => floor(t * 1e6),
  };
  return lazily(fields, (field) => valueOf(field, known[field.id]));
}

/**
 * Creates a snapshot whose values are computed on first access: few patterns read the 4096 samples of the waveform.
 *
 * @param {readonly AudioField[]} fields
 * @param {(field: AudioField) => Snapshot[string]} valueOfField
 * @returns {Snapshot}
 */
function lazily(fields, valueOfField) {
  /** @type {Snapshot} */
  const known = {};
  const properties = fields.map((field) => {
    return [field.id, { enumerable: true, get: () => (known[field.id] ??= valueOfField(field)) }];
  });
  return Object.defineProperties({}, Object.fromEntries(properties));
}

/**
 * The snapshot without audio: invalid, with all values at rest.
 *
 * @param {readonly AudioField[]} fields
 * @returns {Snapshot}
 */
export function noSnapshot(fields) {
  return Object.fromEntries(
    fields.map((field) => [field.id, field.id === 'is_valid' ? false : valueOf(field, undefined)]),
  );
}

/** @param {AudioField} field @param {((k: number) => number) | undefined} known */
function valueOf({ id, type, size, min: least = 0, values = [] }, known) {
  if (type === 'bool') return id === 'is_valid';
  if (type === 'enum') return values.includes('locked') && known ? 'locked' : (values[0] ?? '');
  const value = known ?? (() => max(0, least));
  return size > 1 ? Float32Array.from({ length: size }, (_, k) => value(k)) : value(0);
}
