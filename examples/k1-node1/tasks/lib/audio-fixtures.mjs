// @ts-check
import fc from 'fast-check';

/**
 * @typedef {{ id: string, type: string, size: number, min?: number, max?: number, values?: string[], written: boolean }} AudioField
 * @typedef {number | number[] | boolean | string} FieldValue
 * @typedef {Record<string, FieldValue>} Snapshot
 * @typedef {object} AudioFrame
 * @property {number} nowUs the frame's own clock, microseconds
 * @property {{ ageMs: number, stale: boolean }} expected the age that a renderer must compute for the snapshot
 * @property {Snapshot} snapshot
 */

const FRAMES = 8;
const FRAME_US = 10_000;
/** Values are multiples of this step, so that 32-bit floats represent the JSON numbers exactly. */
const STEP = 1 / 256;
/** Frequency of the lowest bin, as a fraction of the sample rate. */
const TURNS_PER_SAMPLE = 77.78 / 12800;

const unit = fc.noBias(fc.integer({ min: 0, max: 256 })).map((value) => value * STEP);

/**
 * Four short runs of audio. `silence`: valid data without sound. `tone`: one steady pitch with its octaves and a locked
 * tempo. `noise`: random values within each range. `stale`: a tone whose snapshot is no longer updated and finally becomes
 * invalid.
 *
 * @param {{ fields: AudioField[], staleAfterMs: number, ageWhenUnavailableMs: number }} audio
 * @param {number} seed
 * @returns {Record<'silence' | 'tone' | 'noise' | 'stale', AudioFrame[]>}
 */
export function audioFrames(audio, seed) {
  const sound = fc.record({
    bin: fc.noBias(fc.integer({ min: 12, max: 47 })),
    level: fc.noBias(fc.integer({ min: 128, max: 224 })).map((value) => value * STEP),
    tempoBin: fc.noBias(fc.integer({ min: 0, max: 191 })),
  });
  const [tone = { bin: 24, level: 0.75, tempoBin: 96 }] = fc.sample(sound, { seed, numRuns: 1 });
  const indexes = Array.from({ length: FRAMES }, (_, index) => index);
  const fresh = (/** @type {Snapshot[]} */ snapshots) =>
    snapshots.map((one, index) => frame(audio, one, index * FRAME_US));
  const toneAt = (/** @type {number} */ index) => toneSnapshot(audio.fields, tone, index);
  const frozen = { ...toneAt(0), timestamp_us: 0 };
  const ages = [0, 20, audio.staleAfterMs, audio.staleAfterMs + 1, 75, 250, 500];
  return {
    silence: fresh(indexes.map((index) => silentSnapshot(audio.fields, index))),
    tone: fresh(indexes.map(toneAt)),
    noise: fresh(
      fc.sample(noise(audio.fields), { seed, numRuns: FRAMES }).map((one, index) => ({ ...one, ...clock(index) })),
    ),
    stale: [
      ...ages.map((age) => frame(audio, frozen, age * 1000)),
      frame(audio, { ...frozen, is_valid: false }, (ages.at(-1) ?? 0) * 1000 + FRAME_US),
    ],
  };
}

/**
 * @param {{ staleAfterMs: number, ageWhenUnavailableMs: number }} rules
 * @param {Snapshot} snapshot
 * @param {number} nowUs
 * @returns {AudioFrame}
 */
function frame({ staleAfterMs, ageWhenUnavailableMs }, snapshot, nowUs) {
  const age = Math.floor((nowUs - Number(snapshot.timestamp_us)) / 1000);
  const ageMs = snapshot.is_valid ? age : ageWhenUnavailableMs;
  return { nowUs, expected: { ageMs, stale: ageMs > staleAfterMs }, snapshot };
}

/** @param {number} index */
function clock(index) {
  return { update_counter: index + 1, timestamp_us: index * FRAME_US, is_valid: true, is_silence: false };
}

/**
 * @param {AudioField[]} fields
 * @param {number} index
 * @returns {Snapshot}
 */
function silentSnapshot(fields, index) {
  const rest = Object.fromEntries(fields.map((field) => [field.id, fill(field, () => restValue(field))]));
  return { ...rest, ...clock(index), is_silence: true };
}

/**
 * @param {AudioField[]} fields
 * @param {{ bin: number, level: number, tempoBin: number }} tone
 * @param {number} index
 * @returns {Snapshot}
 */
function toneSnapshot(fields, { bin, level, tempoBin }, index) {
  const spectrum = (/** @type {number} */ at) => {
    const octaves = (at - bin) / 12;
    const distance = Math.min(...[0, 1, 2].map((octave) => Math.abs(at - bin - 12 * octave)));
    return octaves < -0.5 ? 0 : quantise(Math.max(0, level * (1 - distance / 2)) / (1 + Math.max(0, octaves)));
  };
  const phase = quantise(((index / FRAMES) * 2 - 1) * Math.PI);
  const around = (/** @type {number} */ at) => quantise(Math.max(0, 1 - Math.abs(at - tempoBin) / 8));
  /** @type {Record<string, (at: number) => number>} */
  const known = {
    spectrogram: spectrum,
    spectrogram_smooth: spectrum,
    spectrogram_absolute: (at) => spectrum(at) / 2,
    chromagram: (at) => (at === bin % 12 ? 1 : 0),
    vu_level: () => level,
    vu_level_raw: () => level,
    tempo_confidence: () => 0.875,
    tempo_magnitude: around,
    tempo_phase: () => phase,
    sample_history: (at) =>
      quantise(level * Math.sin(2 * Math.PI * TURNS_PER_SAMPLE * 2 ** (bin / 12) * (at + 64 * index))),
    locked_tempo_bpm: () => 50 + quantise((100 * tempoBin) / 192),
  };
  const values = fields.map((field) => {
    const value = field.written ? known[field.id] : undefined;
    return [field.id, fill(field, value ?? (() => restValue(field)))];
  });
  const locked = fields.find(({ id }) => id === 'tempo_lock_state')?.values?.includes('locked');
  return { ...Object.fromEntries(values), ...(locked ? { tempo_lock_state: 'locked' } : {}), ...clock(index) };
}

/**
 * @param {AudioField[]} fields
 * @returns {fc.Arbitrary<Snapshot>}
 */
function noise(fields) {
  const values = fields.map((field) => {
    const { type, size, min = 0, max = 1, values: names = [], written } = field;
    if (!written) return [field.id, fc.constant(fill(field, () => restValue(field)))];
    if (type === 'enum') return [field.id, fc.constantFrom(...names)];
    if (type !== 'float') return [field.id, fc.constant(restValue(field))];
    // Round towards zero, so that quantising never leaves the range.
    const one = unit.map((at) => Math.trunc((min + at * (max - min)) / STEP) * STEP + 0);
    return [field.id, size === 1 ? one : fc.array(one, { minLength: size, maxLength: size })];
  });
  return fc.record(Object.fromEntries(values));
}

/**
 * The resting value of a field: zero, or the value nearest to it that the range allows.
 *
 * @param {AudioField} field
 */
function restValue({ type, min = 0, max = 0, values = [] }) {
  if (type === 'enum') return values[0] ?? '';
  if (type === 'bool') return false;
  return Math.min(Math.max(0, min), Math.max(0, max));
}

/**
 * @param {AudioField} field
 * @param {(at: number) => number | boolean | string} value
 * @returns {FieldValue}
 */
function fill({ size }, value) {
  return size === 1 ? value(0) : /** @type {number[]} */ (Array.from({ length: size }, (_, at) => value(at)));
}

/** @param {number} value */
function quantise(value) {
  return Math.round(value / STEP) * STEP + 0;
}

const KINDS = ['silence', 'tone', 'noise', 'stale'];

/**
 * Checks fixtures against the audio facts. Returns `misplaced`: values that do not fit their field; `unheard`: fields with
 * the same values for a tone as for silence; `incomplete`: kinds of audio with missing frames or fields.
 *
 * @param {{ fields: AudioField[], staleAfterMs: number }} audio
 * @param {Record<string, AudioFrame[]>} frames by the kind of audio
 */
export function fixtureProblems({ fields, staleAfterMs }, frames) {
  const incomplete = KINDS.flatMap((kind) => {
    const list = frames[kind] ?? [];
    const without = fields.find(({ id }) => list.some(({ snapshot }) => snapshot[id] === undefined));
    if (list.length < 2) return [`audio.${kind} has ${list.length} frames`];
    return without ? [`audio.${kind} has frames without "${without.id}"`] : [];
  });
  const ages = (frames['stale'] ?? []).map(({ expected }) => expected.ageMs);
  if (!ages.includes(staleAfterMs) || !ages.includes(staleAfterMs + 1)) {
    incomplete.push(`audio.stale has no frames just before and just after ${staleAfterMs} ms`);
  }
  const first = (/** @type {string} */ kind, /** @type {string} */ id) =>
    JSON.stringify(frames[kind]?.[0]?.snapshot[id]);
  return {
    incomplete,
    misplaced: Object.entries(frames).flatMap(([kind, list]) =>
      list.flatMap(({ snapshot }, index) =>
        fields.flatMap((field) =>
          misfit(field, snapshot[field.id]).map((text) => `audio.${kind}[${index}].${field.id} ${text}`),
        ),
      ),
    ),
    unheard: fields
      .filter(({ type, written, id }) => type === 'float' && written && first('tone', id) === first('silence', id))
      .map(({ id }) => `audio.tone leaves "${id}" as silence does`),
  };
}

/**
 * Checks a value against the declared size, type and range of its field.
 *
 * @param {AudioField} field
 * @param {unknown} value
 * @returns {string[]}
 */
function misfit({ type, size, min = -Infinity, max = Infinity, values = [] }, value) {
  const list = Array.isArray(value) ? value : [value];
  if (list.length !== size) return [`has ${list.length} values, not ${size}`];
  const fits = (/** @type {unknown} */ one) => {
    if (type === 'enum') return values.includes(String(one));
    if (type === 'bool') return typeof one === 'boolean';
    return (
      typeof one === 'number' && Math.fround(one) === one && one >= min && one <= max && (type === 'float' || one >= 0)
    );
  };
  const bad = list.find((one) => !fits(one));
  return bad === undefined ? [] : [`is ${String(bad)}, which is not a ${type} in its range`];
}
