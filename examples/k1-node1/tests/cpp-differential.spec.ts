import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import glob from 'fast-glob';
import { parameters as facts } from '../language/parameters.json';
import { harness, runNumbers, type Run } from './differential-harness';
import { EXAMPLE, generate, ROOT } from './generated';

/**
 * The same runs through the generated TypeScript and the generated C++. Both compute in doubles and keep pictures
 * in floats, so they differ only by the last digits of sine, power and the like.
 */
const TOLERANCE = 1e-5;
/** The clock wraps after 120. */
const FRAMES = process.env.NX_WORKFLOW_TEST_LONG ? 300 : 150;
const SIZE = 480;
const FIRST_US = 4294967296 - 2_000_000; // The 32-bit clock wraps within the run.

const compiler = [process.env.CXX ?? '', 'g++', 'clang++'].find(
  (name) => name !== '' && spawnSync(name, ['--version']).status === 0,
);

interface Fixture {
  nowUs: number;
  snapshot: Record<string, unknown> & { timestamp_us: number; update_counter: number };
}
interface Fixtures {
  audio: Record<string, Fixture[]>;
  parameters: { full: { name: string; values: Record<string, number | string> }[] };
}

/** What task 4 makes, in a folder of its own. */
function fixtures(folder: string): Fixtures {
  for (const name of ['audio.json', 'parameters.json']) cpSync(join(EXAMPLE, 'language', name), join(folder, name));
  execFileSync(process.execPath, [join(EXAMPLE, 'tasks/04-test-framework.mjs'), folder], { cwd: ROOT });
  return JSON.parse(readFileSync(join(folder, 'build/test-framework/fixtures.json'), 'utf8'));
}

/** Every kind of audio, gone through again and again, with every case of parameters. */
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

const title = compiler
  ? `TypeScript and C++ (${compiler})`
  : 'TypeScript and C++: SKIPPED, there is no C++ compiler here';
(compiler ? test : test.skip)(
  `${title} agree on every LED of every frame`,
  () => {
    const k1 = generate('differential');
    const ids = glob
      .sync('cpp/*.cpp', { cwd: k1.folder })
      .map((file) => file.slice(4, -4))
      .sort();
    expect(ids).toHaveLength(46);
    const folder = join(k1.folder, '../differential-build');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'main.cpp'), harness(ids));
    const binary = join(folder, 'frames');
    const sources = ids.map((id) => join(k1.folder, `cpp/${id}.cpp`));
    const flags = [
      '-std=c++17',
      '-O1',
      '-Wall',
      '-Wextra',
      '-Werror',
      '-ffp-contract=off',
      '-I',
      join(k1.folder, 'cpp'),
    ];
    execFileSync(compiler!, [...flags, join(folder, 'main.cpp'), ...sources, '-o', binary]);

    const frameBytes = 4 * SIZE * ids.length * FRAMES;
    const floats = (bytes: Buffer): Float32Array =>
      new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    const wrong: string[] = [];
    const lit = ids.map(() => 0);
    const list = runs(fixtures(join(folder, 'language')));
    expect(list).toHaveLength(20);
    for (const run of list) {
      const plan = join(folder, 'plan.json');
      const output = join(folder, 'typescript.frames');
      writeFileSync(plan, JSON.stringify({ ids, ...run }));
      execFileSync(process.execPath, [join(__dirname, 'render-frames.mjs'), join(k1.folder, 'ts'), plan, output]);
      const input = Buffer.from(runNumbers(run).buffer);
      const cpp = floats(execFileSync(binary, { input, maxBuffer: 2 ** 30 }));
      const typescript = floats(readFileSync(output));
      expect([cpp.byteLength, typescript.byteLength]).toEqual([frameBytes, frameBytes]);
      for (let at = 0; at < cpp.length; at += SIZE) {
        const which = (at / SIZE) % ids.length;
        for (let k = at; k < at + SIZE; k++) {
          if (cpp[k]! > 0) lit[which]!++;
          if (!(Math.abs(typescript[k]! - cpp[k]!) <= TOLERANCE) && wrong.length < 20) {
            const place = `frame ${Math.floor(at / SIZE / ids.length)}, value ${k - at}`;
            wrong.push(`${ids[which]} with ${run.name}, ${place}: ${typescript[k]} and ${cpp[k]}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    // Comparing darkness with darkness would prove nothing.
    expect(ids.filter((_id, which) => lit[which]! < FRAMES * 160)).toEqual([]);
    rmSync(folder, { recursive: true, force: true });
  },
  600_000,
);
