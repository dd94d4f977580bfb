import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import glob from 'fast-glob';
import { fields } from '../language/audio.json';
import { parameters as facts } from '../language/parameters.json';
import { generate, type Audio, type Frame } from './generated';

/**
 * The same inputs through the generated TypeScript and the generated C++. Both compute in doubles and keep pictures
 * in floats, so they differ only by the last digits of sine, power and the like.
 */
const TOLERANCE = 1e-5;
const FRAMES = 60;
const SIZE = 480;

const compiler = [process.env.CXX ?? '', 'g++', 'clang++'].find(
  (name) => name !== '' && spawnSync(name, ['--version']).status === 0,
);

/** Numbers from 0 to below 1, the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const LOCK_STATES = fields.find(({ id }) => id === 'tempo_lock_state')!.values!;
const AUDIO = ['off', 'silence', 'tone', 'noise', 'stale'] as const;
const CASES: Record<string, (id: number, next: () => number) => number> = {
  defaults: (id) => facts[id]!.default,
  least: (id) => facts[id]!.min,
  most: (id) => facts[id]!.max,
  beyond: (id) => [NaN, Infinity, -Infinity, 1e6, -1e6][id % 5]!,
  random: (id, next) => facts[id]!.min + next() * (facts[id]!.max - facts[id]!.min),
};

interface Input {
  frame: Frame;
  parameters: Record<string, number>;
  audio: Audio;
}

function inputs(kind: (typeof AUDIO)[number], parameterCase: string): Input[] {
  const next = random(kind.length * 97 + parameterCase.length);
  const parameters = Object.fromEntries(facts.map(({ id }, k) => [id, CASES[parameterCase]!(k, next)]));
  return Array.from({ length: FRAMES }, (_, n) => {
    const now = 4294900000 + 16667 * n; // The 32-bit clock wraps within the run.
    const level = (k: number): number =>
      kind === 'silence' ? 0 : kind === 'noise' ? next() : 0.5 + 0.5 * Math.sin(k * 0.37 + n * 0.21);
    const audio = Object.fromEntries(
      fields.map(({ id, type, size, min = 0 }) => {
        if (type === 'bool') return [id, id === 'is_valid' ? kind !== 'off' : kind === 'silence'];
        if (id === 'timestamp_us') return [id, (now - (kind === 'stale' ? 20000 * (n % 9) : 4000)) >>> 0];
        if (id === 'update_counter') return [id, Math.floor(n / 2)];
        if (type === 'enum') return [id, LOCK_STATES[n % LOCK_STATES.length]];
        const values = Float32Array.from({ length: size }, (_unused, k) => (min < 0 ? 6 * level(k) - 3 : level(k)));
        return [id, size > 1 ? values : values[0]];
      }),
    );
    return { frame: { time: n / 60, dt: 1 / 60, now_us: now >>> 0 }, parameters, audio };
  });
}

const number = (value: unknown): number => (typeof value === 'string' ? LOCK_STATES.indexOf(value) : Number(value));

/** All numbers of an input in a fixed order, as the harness reads them. */
function numbers({ frame, parameters, audio }: Input): number[] {
  return [
    frame.time,
    frame.dt,
    frame.now_us,
    ...facts.map(({ id }) => parameters[id]!),
    ...fields.flatMap(({ id, size }) => (size > 1 ? [...(audio[id] as Float32Array)] : [number(audio[id])])),
  ];
}

/** Reads inputs as doubles and writes the frames of every pattern as floats, each run from a fresh state. */
function harness(ids: readonly string[]): string {
  const scalar = ({ id, type }: (typeof fields)[number]): string =>
    type === 'bool' ? `audio.${id} = next() != 0;` : `audio.${id} = static_cast<decltype(audio.${id})>(next());`;
  return [
    ...ids.map((id) => `#include "${id}.hpp"`),
    '#include <cstdio>',
    '#include <cstdlib>',
    'static double next() { double value; if (std::fread(&value, sizeof value, 1, stdin) != 1) std::exit(2); return value; }',
    'int main() {',
    '  for (double runs = next(); runs > 0; runs--) {',
    ...ids.map((id) => `    k1::${id}::State ${id}_state;`),
    `    for (int n = 0; n < ${FRAMES}; n++) {`,
    '      k1::Frame frame; k1::Parameters parameters; k1::AudioSnapshot audio; float leds[480];',
    '      frame.time = next(); frame.dt = next(); frame.now_us = static_cast<std::uint32_t>(next());',
    ...facts.map(({ id }) => `      parameters.${id} = next();`),
    ...fields.map((field) =>
      field.size > 1
        ? `      for (float& one : audio.${field.id}) one = static_cast<float>(next());`
        : `      ${scalar(field)}`,
    ),
    ...ids.map(
      (id) =>
        `      k1::${id}::render(frame, parameters, audio, ${id}_state, leds); std::fwrite(leds, sizeof leds, 1, stdout);`,
    ),
    '    }',
    '  }',
    '}',
  ].join('\n');
}

const title = compiler
  ? `TypeScript and C++ (${compiler})`
  : 'TypeScript and C++: SKIPPED, there is no C++ compiler here';
(compiler ? test : test.skip)(`${title} agree on every LED of every frame`, () => {
  const k1 = generate('differential');
  const ids = glob
    .sync('cpp/*.cpp', { cwd: k1.folder })
    .map((file) => file.slice(4, -4))
    .sort();
  expect(ids.length).toBeGreaterThanOrEqual(11);
  const folder = join(k1.folder, '../differential-build');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.cpp'), harness(ids));
  const binary = join(folder, 'frames');
  const sources = ids.map((id) => join(k1.folder, `cpp/${id}.cpp`));
  const flags = ['-std=c++17', '-O1', '-Wall', '-Wextra', '-Werror', '-ffp-contract=off', '-I', join(k1.folder, 'cpp')];
  execFileSync(compiler!, [...flags, join(folder, 'main.cpp'), ...sources, '-o', binary]);

  const runs = AUDIO.flatMap((kind) => Object.keys(CASES).map((name) => ({ kind, name, inputs: inputs(kind, name) })));
  const input = Float64Array.from([runs.length, ...runs.flatMap((run) => run.inputs.flatMap(numbers))]);
  const output = execFileSync(binary, { input: Buffer.from(input.buffer), maxBuffer: 2 ** 30 });
  const frames = new Float32Array(output.buffer.slice(output.byteOffset, output.byteOffset + output.byteLength));
  expect(frames.length).toBe(runs.length * FRAMES * ids.length * SIZE);

  let at = 0;
  let lit = 0;
  const wrong: string[] = [];
  for (const { kind, name, inputs: list } of runs) {
    const patterns = ids.map((id) => ({ id, pattern: k1.pattern(id), state: k1.pattern(id).createState() }));
    list.forEach(({ frame, parameters, audio }, n) => {
      for (const { id, pattern, state } of patterns) {
        const leds = pattern.render(frame, parameters, audio, state, new Float32Array(SIZE));
        for (let k = 0; k < SIZE; k++, at++) {
          if (leds[k]! > 0) lit++;
          if (!(Math.abs(leds[k]! - frames[at]!) <= TOLERANCE)) {
            wrong.push(`${id} ${kind} ${name} frame ${n} value ${k}: ${leds[k]} and ${frames[at]}`);
          }
        }
      }
    });
  }
  expect(wrong.slice(0, 10)).toEqual([]);
  // Comparing darkness with darkness would prove nothing.
  expect(lit).toBeGreaterThan(frames.length / 4);
});
