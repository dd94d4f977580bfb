import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parameters as facts } from '../language/parameters.json';
import {
  byRegistry,
  compiler,
  floats,
  harness,
  runNumbers,
  SIZE,
  TOLERANCE,
  typescriptFrames,
  type Run,
} from './differential-harness';
import { EXAMPLE, ROOT } from './generated';
import { generateLibrary, type Library } from './generated-library';

/**
 * Runs the same frames through the generated TypeScript and, via its registry, the generated C++. Both compute in doubles
 * and store floats, so they differ only in the last digits of functions such as sine and power.
 */

/** Tolerance of single precision, which rounds each operation to 24 bits. */
const SINGLE_TOLERANCE = 1 / 255;
/** Patterns in which rounding can move an event to another frame. Up to a quarter of their values may differ. */
const MEETING = ['beam_collision', 'gravitational_lensing', 'laser_duel'];
const SINGLE = ['tone, default', 'noise, combination-01'];
/** Warnings that a firmware build may enable. */
const FLAGS = [
  ...['-std=c++17', '-O1', '-ffp-contract=off', '-Wall', '-Wextra', '-Werror'],
  ...['-Wconversion', '-Wdouble-promotion', '-Wsign-conversion'],
  ...['-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
];
const LONG = Boolean(process.env.NX_WORKFLOW_TEST_LONG);
/** The clock wraps after 120. */
const FRAMES = LONG ? 300 : 150;
const FIRST_US = 4294967296 - 2_000_000; // The 32-bit clock wraps within the run.

interface Fixture {
  nowUs: number;
  snapshot: Record<string, unknown> & { timestamp_us: number; update_counter: number };
}
interface Fixtures {
  audio: Record<string, Fixture[]>;
  parameters: { full: { name: string; values: Record<string, number | string> }[] };
}

/** Fixtures of task 4, generated in a separate folder. */
function fixtures(folder: string): Fixtures {
  for (const name of ['audio.json', 'parameters.json', 'facts.schema.json'])
    cpSync(join(EXAMPLE, 'language', name), join(folder, name));
  execFileSync(process.execPath, [join(EXAMPLE, 'tasks/04-test-framework.mjs'), folder], { cwd: ROOT });
  return JSON.parse(readFileSync(join(folder, 'build/test-framework/fixtures.json'), 'utf8'));
}

/** A run that cycles through every kind of audio and every case of parameters. */
function runs({ audio, parameters }: Fixtures): Run[] {
  const wild = [NaN, Infinity, -Infinity, 1e6, -1e6].map(String);
  const beyond = Object.fromEntries(facts.map(({ id }, k) => [id, wild[k % wild.length]!]));
  const usual = ['default', 'min', 'max', 'combination-01'];
  const cases = [...parameters.full.filter(({ name }) => usual.includes(name)), { name: 'beyond', values: beyond }];
  return Object.entries(audio).flatMap(([kind, list]) =>
    cases.map(({ name, values }) => ({
      name: `${kind}, ${name}`,
      parameters: values,
      snapshots: list.map(({ snapshot }) => snapshot),
      frames: Array.from({ length: FRAMES }, (_, n) => {
        const { nowUs, snapshot } = list[n % list.length]!;
        const round = Math.floor(n / list.length);
        const clock = FIRST_US + round * (list.at(-1)!.nowUs + 10_000);
        return {
          snapshot: n % list.length,
          time: n / 60,
          dt: 1 / 60,
          now_us: (clock + nowUs) % 4294967296,
          timestamp_us: (clock + snapshot.timestamp_us) % 4294967296,
          update_counter: round * list.length + snapshot.update_counter,
        };
      }),
    })),
  );
}

/** One run for each case of parameters, with another kind of audio each. */
function sample(list: readonly Run[]): Run[] {
  const names = (at: number): string[] => [...new Set(list.map(({ name }) => name.split(', ')[at]!))];
  const [kinds, cases] = [names(0), names(1)];
  return cases.map((one, at) => list.find(({ name }) => name === `${kinds[at % kinds.length]}, ${one}`)!);
}

const title = compiler ? `C++ (${compiler})` : 'C++: SKIPPED, there is no C++ compiler here';
(compiler ? describe : describe.skip)(title, () => {
  let k1: Library;
  let folder: string;
  let ids: readonly string[];
  let list: Run[];
  beforeAll(() => {
    k1 = generateLibrary('differential');
    ids = k1.ids;
    expect(ids).toHaveLength(46);
    folder = join(ROOT, '.cache/k1-tests/differential-build');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    list = runs(fixtures(join(folder, 'language')));
    expect(list).toHaveLength(20);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Compiles all patterns in one translation unit, with warnings as errors. */
  function compiled(real: string): string {
    const main = ['#include "k1_patterns.cpp"', harness(byRegistry)].join('\n');
    const [source, binary] = [join(folder, `${real}.cpp`), join(folder, real)];
    writeFileSync(source, main);
    execFileSync(compiler!, [...FLAGS, `-DK1_REAL=${real}`, '-I', k1.registry, source, '-o', binary]);
    return binary;
  }

  /** Compares a run in TypeScript with one in a C++ program, pattern by pattern. */
  function differences(
    run: Run,
    binary: string,
    look: (id: string, at: number, ts: number, cpp: number) => void,
  ): void {
    const input = Buffer.from(runNumbers(run).buffer);
    const cpp = floats(execFileSync(binary, { input, maxBuffer: 2 ** 30 }));
    const typescript = typescriptFrames(folder, join(k1.folder, 'ts'), ids, run);
    expect([cpp.length, typescript.length]).toEqual([SIZE * ids.length * FRAMES, SIZE * ids.length * FRAMES]);
    for (let at = 0; at < cpp.length; at++) {
      look(ids[Math.floor(at / SIZE) % ids.length]!, at, typescript[at]!, cpp[at]!);
    }
  }

  test('in double precision, every LED of every frame equals TypeScript', () => {
    const binary = compiled('double');
    const wrong: string[] = [];
    const lit = new Map(ids.map((id) => [id, 0]));
    for (const run of LONG ? list : sample(list)) {
      differences(run, binary, (id, at, ts, cpp) => {
        if (cpp > 0) lit.set(id, lit.get(id)! + 1);
        if (Math.abs(ts - cpp) <= TOLERANCE || wrong.length >= 20) return;
        const place = `frame ${Math.floor(at / SIZE / ids.length)}, value ${at % SIZE}`;
        wrong.push(`${id} with ${run.name}, ${place}: ${ts} and ${cpp}`);
      });
    }
    expect(wrong).toEqual([]);
    // Guards against comparing only dark frames.
    expect(ids.filter((id) => lit.get(id)! < FRAMES * 160)).toEqual([]);
  }, 600_000);

  test('in single precision, values differ by at most one 8-bit step', () => {
    const binary = compiled('float');
    const far = new Map(ids.map((id) => [id, 0]));
    const some = list.filter(({ name }) => SINGLE.includes(name));
    expect(some).toHaveLength(SINGLE.length);
    for (const run of some) {
      differences(run, binary, (id, _at, ts, cpp) => {
        if (Math.abs(ts - cpp) > SINGLE_TOLERANCE) far.set(id, far.get(id)! + 1);
      });
    }
    const share = (id: string): number => far.get(id)! / (some.length * FRAMES * SIZE);
    expect(ids.filter((id) => share(id) > 0 && !MEETING.includes(id))).toEqual([]);
    expect(MEETING.filter((id) => share(id) > 0.25)).toEqual([]);
  }, 600_000);
});
