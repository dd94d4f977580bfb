/** Renders the same run in TypeScript (by `render-frames.mjs`) and in a C++ program, to compare them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fields } from '../language/audio.json';
import { parameters as facts } from '../language/parameters.json';

export interface RunFrame {
  /** Index of the run's snapshot, which gets the clock of this frame. */
  snapshot: number;
  time: number;
  dt: number;
  now_us: number;
  timestamp_us: number;
  update_counter: number;
}

export interface Run {
  name: string;
  parameters: Record<string, number | string>;
  snapshots: Record<string, unknown>[];
  frames: RunFrame[];
}

/** Values per frame: red, green and blue of each LED. */
export const SIZE = 480;
/** Tolerance for functions such as sine and power that round differently. */
export const TOLERANCE = 1e-5;

export const compiler = [process.env.CXX ?? '', 'g++', 'clang++'].find(
  (name) => name !== '' && spawnSync(name, ['--version']).status === 0,
);

export const floats = (bytes: Buffer): Float32Array =>
  new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));

/** Runs the patterns in TypeScript, in a process of its own. `folder` must exist; it gets the temporary files. */
export function typescriptFrames(folder: string, modules: string, ids: readonly string[], run: Run): Float32Array {
  const [plan, output] = [join(folder, 'plan.json'), join(folder, 'typescript.frames')];
  // JSON has neither NaN nor infinity.
  const asText = (_key: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
  writeFileSync(plan, JSON.stringify({ ids, ...run }, asText));
  execFileSync(process.execPath, [join(__dirname, 'render-frames.mjs'), modules, plan, output]);
  return floats(readFileSync(output));
}

const LOCK_STATES = fields.find(({ id }) => id === 'tempo_lock_state')!.values!;
const number = (value: unknown): number => (typeof value === 'string' ? LOCK_STATES.indexOf(value) : Number(value));

/** Serialises a run in the order in which the C++ program reads it. */
export function runNumbers({ parameters, snapshots, frames }: Run): Float64Array {
  const heard = snapshots.flatMap((audio) =>
    fields.flatMap(({ id, size }) => (size > 1 ? (audio[id] as number[]) : [number(audio[id])])),
  );
  const clocks = frames.flatMap((one) => [
    one.snapshot,
    one.time,
    one.dt,
    one.now_us,
    one.timestamp_us,
    one.update_counter,
  ]);
  const controls = facts.map(({ id }) => Number(parameters[id]));
  return Float64Array.from([...controls, snapshots.length, ...heard, frames.length, ...clocks]);
}

/** The pattern-specific parts of a program: declarations before `main`, and statements that render a frame of each. */
interface Access {
  readonly top: readonly string[];
  readonly draw: readonly string[];
}

const WRITE = 'std::fwrite(leds, sizeof leds, 1, stdout);';

/** Calls each pattern through its own header. */
export function byNames(ids: readonly string[]): Access {
  return {
    top: [...ids.map((id) => `#include "${id}.hpp"`), ...ids.map((id) => `static k1::${id}::State ${id}_state;`)],
    draw: ids.map((id) => `k1::${id}::render(frame, parameters, audio, ${id}_state, leds); ${WRITE}`),
  };
}

/** Calls all patterns through the registry. Each state has exactly `state_size` bytes of dirty memory. */
export const byRegistry: Access = {
  top: [
    '#include "k1_registry.hpp"',
    '#include <cstring>',
    '#include <memory>',
    'using Bytes = std::unique_ptr<unsigned char[]>;',
    'static std::array<Bytes, std::size(k1::registry)> states = [] {',
    '  std::array<Bytes, std::size(k1::registry)> made;',
    '  for (std::size_t k = 0; k < made.size(); k++) {',
    '    const k1::RegistryEntry& entry = k1::registry[k];',
    '    made[k].reset(new unsigned char[entry.state_size]);',
    '    std::memset(made[k].get(), 0xA5, entry.state_size);',
    '    entry.reset(made[k].get());',
    '  }',
    '  return made;',
    '}();',
  ],
  draw: [
    'for (std::size_t k = 0; k < states.size(); k++) {',
    '  k1::registry[k].render(frame, parameters, audio, states[k].get(), leds);',
    `  ${WRITE}`,
    '}',
  ],
};

/** A program that reads a run as doubles and writes the frames of every pattern as floats. */
export function harness({ top, draw }: Access): string {
  const scalar = ({ id, type }: (typeof fields)[number]): string =>
    type === 'bool' ? `audio.${id} = next() != 0;` : `audio.${id} = static_cast<decltype(audio.${id})>(next());`;
  return [
    '#include <array>',
    '#include <cstdio>',
    '#include <cstdlib>',
    '#include <vector>',
    ...top,
    'static double next() { double value; if (std::fread(&value, sizeof value, 1, stdin) != 1) std::exit(2); return value; }',
    'int main() {',
    '  k1::Parameters parameters;',
    ...facts.map(({ id }) => `  parameters.${id} = static_cast<k1::real>(next());`),
    '  std::vector<k1::AudioSnapshot> snapshots(static_cast<std::size_t>(next()));',
    '  for (k1::AudioSnapshot& audio : snapshots) {',
    ...fields.map((field) =>
      field.size > 1
        ? `    for (float& one : audio.${field.id}) one = static_cast<float>(next());`
        : `    ${scalar(field)}`,
    ),
    '  }',
    '  for (double left = next(); left > 0; left--) {',
    '    k1::AudioSnapshot& audio = snapshots[static_cast<std::size_t>(next())];',
    '    k1::Frame frame;',
    '    float leds[3 * k1::LED_COUNT];',
    '    frame.time = next();',
    '    frame.dt = static_cast<k1::real>(next());',
    '    frame.now_us = static_cast<std::uint32_t>(next());',
    '    audio.timestamp_us = static_cast<std::uint32_t>(next());',
    '    audio.update_counter = static_cast<std::uint32_t>(next());',
    ...draw.map((line) => `    ${line}`),
    '  }',
    '}',
  ].join('\n');
}
