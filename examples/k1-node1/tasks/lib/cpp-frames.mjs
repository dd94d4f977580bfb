// @ts-check
import glob from 'fast-glob';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { posix } from 'node:path';
import { FLAGS } from './cpp.mjs';
import { compareText } from './result.mjs';

/**
 * Measures the compiled patterns, beside a reference loop of sines.
 *
 * @param {import('./cpp.mjs').Compiler} compiler
 * @param {string} example root of the example, with the objects in its `build/cpp-objects`
 * @param {import('./audio-fixtures.mjs').AudioField[]} fields
 * @param {{ nowUs: number, snapshot: Record<string, any> }[]} frames
 * @returns {Record<string, number>} median nanoseconds of a frame, by pattern; of the loop as `reference`
 */
export function cppFrameTimes({ command, args }, example, fields, frames) {
  const objects = glob.sync(posix.join(glob.escapePath(example), 'build/cpp-objects/*/*.o')).sort(compareText);
  if (objects.length === 0) return {};
  const headers = objects.map((object) => {
    const [family, name] = object.replace(/\.o$/, '').split('/').slice(-2);
    return posix.resolve(example, `patterns/${family}/build/code-generation/cpp/${name}.hpp`);
  });
  const folder = mkdtempSync(posix.join(tmpdir(), 'k1-frames-'));
  try {
    const [source, binary] = [posix.join(folder, 'frames.cpp'), posix.join(folder, 'frames')];
    writeFileSync(source, program(headers, fields));
    execFileSync(command, [...args, ...FLAGS, source, ...objects, '-o', binary]);
    const { status, stdout, stderr } = spawnSync(binary, { input: numbers(fields, frames), maxBuffer: 2 ** 24 });
    if (status !== 0) throw new Error(`the compiled patterns cannot be measured: ${stderr}`);
    const rows = stdout
      .toString()
      .trim()
      .split('\n')
      .map((row) => row.split(' '));
    return Object.fromEntries(rows.map(([id, nanoseconds]) => [id, Number(nanoseconds)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {import('./audio-fixtures.mjs').AudioField[]} fields @param {{ nowUs: number, snapshot: Record<string, any> }[]} frames */
function numbers(fields, frames) {
  const number = (/** @type {any} */ value, /** @type {string[]} */ names) =>
    typeof value === 'string' ? names.indexOf(value) : Number(value);
  const all = frames.flatMap(({ nowUs, snapshot }) => [
    nowUs,
    ...fields.flatMap(({ id, values = [] }) => [snapshot[id]].flat().map((value) => number(value, values))),
  ]);
  return Buffer.from(Float64Array.from([frames.length, ...all]).buffer);
}

/** @param {string[]} headers @param {import('./audio-fixtures.mjs').AudioField[]} fields */
function program(headers, fields) {
  const read = fields.map(({ id, size, type }) => {
    if (size > 1) return `for (float& one : audio.${id}) one = static_cast<float>(next());`;
    return type === 'bool' ? `audio.${id} = next() != 0;` : `audio.${id} = static_cast<decltype(audio.${id})>(next());`;
  });
  const ids = headers.map((header) => posix.basename(header, '.hpp'));
  return `${headers.map((header) => `#include ${JSON.stringify(header)}`).join('\n')}
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>
struct Heard { std::uint32_t now_us; k1::AudioSnapshot audio; };
static double next() { double value; if (std::fread(&value, sizeof value, 1, stdin) != 1) std::exit(2); return value; }
static std::vector<Heard> heard;
template <class Work> void measure(const char* id, Work work) {
  std::vector<double> taken;
  for (int n = 0; n < 450; n++) {
    const auto began = std::chrono::steady_clock::now();
    work(n);
    const std::chrono::duration<double, std::nano> passed = std::chrono::steady_clock::now() - began;
    if (n >= 50) taken.push_back(passed.count());
  }
  std::nth_element(taken.begin(), taken.begin() + taken.size() / 2, taken.end());
  std::printf("%s %.0f\\n", id, taken[taken.size() / 2]);
}
template <class State, class Render> void frames(const char* id, Render render) {
  static State state;
  static float leds[3 * k1::LED_COUNT];
  const k1::Parameters parameters;
  measure(id, [&](int n) {
    const Heard& one = heard[static_cast<std::size_t>(n) % heard.size()];
    render(k1::Frame{0.01 * n, 0.01, one.now_us}, parameters, one.audio, state, leds);
  });
}
int main() {
  heard.resize(static_cast<std::size_t>(next()));
  for (auto& [now_us, audio] : heard) {
    now_us = static_cast<std::uint32_t>(next());
    ${read.join('\n    ')}
  }
  static volatile double sum = 0;
  measure("reference", [](int) { for (int k = 0; k < 16000; k++) sum = sum + std::sin(0.01 * k); });
  ${ids.map((id) => `frames<k1::${id}::State>("${id}", k1::${id}::render);`).join('\n  ')}
}
`;
}
