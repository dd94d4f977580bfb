// @ts-check
import glob from 'fast-glob';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { posix } from 'node:path';
import { FLAGS } from './cpp.mjs';
import { framesOf } from './renderers.mjs';
import { compareText } from './result.mjs';

/** @typedef {import('./renderers.mjs').AudioFixture} AudioFixture */

/**
 * Renders frames with the compiled patterns of the registry, and times them together with a reference loop of sines.
 *
 * @param {import('./cpp.mjs').Compiler} compiler
 * @param {string} example root of the example, with the objects in its `build/cpp-objects`
 * @param {import('./audio-fixtures.mjs').AudioField[]} fields
 * @param {AudioFixture[]} heard one frame is rendered for each
 * @returns {{ nanoseconds: Record<string, number>, frames: Map<string, Float32Array[]> }} median time of a frame by
 *   pattern, and of the loop as `reference`; all LEDs of each frame by pattern
 */
export function runCpp({ command, args }, example, fields, heard) {
  const objects = glob.sync(posix.join(glob.escapePath(example), 'build/cpp-objects/*/*.o')).sort(compareText);
  if (objects.length === 0) return { nanoseconds: {}, frames: new Map() };
  const registry = posix.resolve(example, 'build/pattern-registry/k1_registry.hpp');
  const folder = mkdtempSync(posix.join(tmpdir(), 'k1-frames-'));
  try {
    const source = posix.join(folder, 'frames.cpp');
    const binary = posix.join(folder, 'program');
    const drawn = posix.join(folder, 'drawn');
    writeFileSync(source, program(registry, fields));
    execFileSync(command, [...args, ...FLAGS, source, ...objects, '-o', binary]);
    const { status, stdout, stderr } = spawnSync(binary, [drawn], {
      input: numbers(fields, heard),
      maxBuffer: 2 ** 24,
    });
    if (status !== 0) throw new Error(`the compiled patterns cannot be run: ${stderr}`);
    const rows = stdout
      .toString()
      .trim()
      .split('\n')
      .map((row) => row.split(' '));
    const bytes = readFileSync(drawn);
    // The first row is the reference loop.
    const ids = rows.slice(1).map(([id = '']) => id);
    const size = bytes.length / ids.length / heard.length;
    const frames = ids.map((id, at) => {
      const own = heard.map((_frame, n) =>
        bytes.subarray((at * heard.length + n) * size, (at * heard.length + n + 1) * size),
      );
      return /** @type {const} */ ([id, own.map((one) => new Float32Array(Uint8Array.from(one).buffer))]);
    });
    return {
      nanoseconds: Object.fromEntries(rows.map(([id, nanoseconds]) => [id, Number(nanoseconds)])),
      frames: new Map(frames),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {import('./audio-fixtures.mjs').AudioField[]} fields @param {AudioFixture[]} heard */
function numbers(fields, heard) {
  const number = (/** @type {any} */ value, /** @type {string[]} */ names) =>
    typeof value === 'string' ? names.indexOf(value) : Number(value);
  const all = framesOf(heard).flatMap(({ frame, snapshot }) => [
    frame.time,
    frame.dt,
    frame.now_us,
    ...fields.flatMap(({ id, values = [] }) => [snapshot[id]].flat().map((value) => number(value, values))),
  ]);
  return Buffer.from(Float64Array.from([heard.length, ...all]).buffer);
}

/** @param {string} registry absolute path of its header @param {import('./audio-fixtures.mjs').AudioField[]} fields */
function program(registry, fields) {
  const read = fields.map(({ id, size, type }) => {
    if (size > 1) return `for (float& one : audio.${id}) one = static_cast<float>(next());`;
    return type === 'bool' ? `audio.${id} = next() != 0;` : `audio.${id} = static_cast<decltype(audio.${id})>(next());`;
  });
  return `#include ${JSON.stringify(registry)}
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>
struct Heard { k1::Frame frame; k1::AudioSnapshot audio; };
static double next() { double value; if (std::fread(&value, sizeof value, 1, stdin) != 1) std::exit(2); return value; }
static std::vector<Heard> heard;
static std::FILE* drawn;
template <class Work> void measure(const char* id, Work work) {
  std::vector<double> taken;
  for (int n = 0; n < 450; n++) {
    const auto began = std::chrono::steady_clock::now();
    work(n);
    const std::chrono::duration<double, std::nano> passed = std::chrono::steady_clock::now() - began;
    if (n >= 50) taken.push_back(passed.count());
  }
  const auto middle = taken.begin() + static_cast<std::ptrdiff_t>(taken.size() / 2);
  std::nth_element(taken.begin(), middle, taken.end());
  std::printf("%s %.0f\\n", id, *middle);
}
static void frames(const k1::RegistryEntry& pattern) {
  static k1::StateStorage state;
  static float leds[3 * k1::LED_COUNT];
  const k1::Parameters parameters;
  pattern.reset(state.bytes);
  for (const auto& [frame, audio] : heard) {
    pattern.render(frame, parameters, audio, state.bytes, leds);
    std::fwrite(leds, sizeof leds, 1, drawn);
  }
  measure(pattern.meta.id, [&](int n) {
    const Heard& one = heard[static_cast<std::size_t>(n) % heard.size()];
    pattern.render(k1::Frame{0.01 * n, 0.01, one.frame.now_us}, parameters, one.audio, state.bytes, leds);
  });
}
int main(int, char** names) {
  drawn = std::fopen(names[1], "wb");
  if (!drawn) return 3;
  heard.resize(static_cast<std::size_t>(next()));
  for (auto& [frame, audio] : heard) {
    frame.time = next();
    frame.dt = next();
    frame.now_us = static_cast<std::uint32_t>(next());
    ${read.join('\n    ')}
  }
  static volatile double sum = 0;
  measure("reference", [](int) { for (int k = 0; k < 16000; k++) sum = sum + std::sin(0.01 * k); });
  for (const k1::RegistryEntry& pattern : k1::registry) frames(pattern);
  return std::fclose(drawn);
}
`;
}
