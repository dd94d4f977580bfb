import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fields } from '../language/audio.json';
import { palettes } from '../language/palettes.json';
import { parameters as facts } from '../language/parameters.json';
import {
  byNames,
  compiler,
  floats,
  harness,
  runNumbers,
  SIZE,
  TOLERANCE,
  typescriptFrames,
  type Run,
} from './differential-harness';
import { codegenOptions, generateAs, ROOT } from './generated';
import { generateRuntime } from './generated-library';
import { constantRange, isNumber, portSpecs, TYPES, type InputPort } from './port-specs';

/** An accepted spec must not crash for any number at a port: at, below and above its bounds. */

/** Wild values, as floats like all audio. */
const WILD = [0.5, 0, -1, 97, 2 ** 31, 2 ** 32 + 1024, -1e9, 3e38, -3e38, NaN, Infinity, -Infinity].map(Math.fround);

const specs = portSpecs().map((one) => ({ ...one, name: one.id, family: 'dot_family', symmetry: 'none' }));

const { readPattern } = require('../language/pattern.js') as {
  readPattern: (spec: object) => { problems: { code: string; pointer: string; message: string }[] };
};

/** A pattern with constants at all ports, one of them replaced, and the pointer of the replaced one. */
function withNumber(type: string, port: string, input: InputPort, value: number): { spec: object; pointer: string } {
  const spec = structuredClone(specs.find(({ nodes }) => (nodes['tried'] as { type: string }).type === type)!);
  const { inputs } = spec.nodes['tried'] as { inputs: Record<string, unknown> };
  inputs[port] = input.variadic ? [value, constantRange(input).min] : value;
  return { spec, pointer: `/nodes/tried/inputs/${port}${input.variadic ? '/0' : ''}` };
}

const PORTS = TYPES.flatMap(([type, { inputs }]) =>
  Object.entries(inputs)
    .filter(([, input]) => isNumber(input))
    .map(([port, input]) => ({ type, port, input })),
);

test('the bounds of a palette port match the list of palettes', () => {
  const bounds = PORTS.filter(({ port }) => port === 'palette').map(({ input }) => constantRange(input));
  expect(bounds).toEqual(Array.from({ length: 3 }, () => ({ min: 0, max: palettes.length - 1 })));
});

test('a port accepts numbers up to its bounds, and refuses the next ones with their pointer', () => {
  for (const { type, port, input } of PORTS) {
    const { min, max } = constantRange(input);
    const step = input.type === 'int' ? 1 : Math.max(Math.abs(min), Math.abs(max)) * 1e-9;
    for (const value of [min, max]) expect(readPattern(withNumber(type, port, input, value).spec).problems).toEqual([]);
    for (const value of [min - step, max + step]) {
      const { spec, pointer } = withNumber(type, port, input, value);
      const message = `input "${port}" of "tried" (${type}) takes ${min} to ${max}, not ${value}`;
      expect(readPattern(spec).problems).toMatchObject([{ code: 'input-out-of-range', pointer, message }]);
    }
  }
  expect(PORTS.length).toBeGreaterThan(90);
});

/** Each wild number on all channels at once, then on each channel alone, for two frames. */
function wildRun(): Run {
  const mixes = WILD.flatMap((value, at) => [
    Array.from({ length: 5 }, () => value),
    Array.from({ length: 5 }, (_, channel) => (channel === at % 5 ? value : 0.5)),
    Array.from({ length: 5 }, (_, channel) => WILD[(at + channel * 5) % WILD.length]!),
  ]);
  const snapshots = mixes.map(([, , vu_level, novelty_curve, tempo_confidence], at) => ({
    ...Object.fromEntries(
      fields.map(({ id, size, type }) => {
        const wild = WILD[at % WILD.length]!;
        return [
          id,
          size > 1 ? Array.from({ length: size }, (_, k) => (k % 3 === 0 ? wild : k / size)) : type === 'bool',
        ];
      }),
    ),
    vu_level,
    novelty_curve,
    tempo_confidence,
  }));
  const frames = mixes.flatMap(([time, dt], snapshot) =>
    [0, 1].map((again) => ({
      snapshot,
      time: time!,
      dt: dt!,
      now_us: 20_000 * snapshot + 10_000 * again,
      timestamp_us: 20_000 * snapshot,
      update_counter: snapshot,
    })),
  );
  const beyond = Object.fromEntries(facts.map(({ id }) => [id, 'Infinity']));
  return { name: 'wild', parameters: { ...beyond, led_offset: -160 }, snapshots, frames };
}

const folder = join(ROOT, '.cache/k1-tests/ports');
/** The output folder of a family in the workflow. */
const GENERATED = 'patterns/ports/build/code-generation';
const ids = specs.map(({ id }) => id).sort();
const FRAMES = WILD.length * 6;

/** Renders all patterns with the generated TypeScript. */
let typescript: Float32Array;

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'specs'), { recursive: true });
  for (const spec of specs) writeFileSync(join(folder, 'specs', `${spec.id}.json`), JSON.stringify(spec));
  const outputDir = `.cache/k1-tests/ports/${GENERATED}`;
  generateAs(codegenOptions(outputDir, ['.cache/k1-tests/ports/specs/*.json']));
  generateRuntime('.cache/k1-tests/ports');
  typescript = typescriptFrames(folder, join(folder, GENERATED, 'ts'), ids, wildRun());
}, 120_000);

test('TypeScript does not throw for any number at a port, and every LED is from 0 to 1', () => {
  expect(typescript).toHaveLength(SIZE * ids.length * FRAMES);
  expect(typescript.findIndex((value) => !(value >= 0 && value <= 1))).toBe(-1);
});

const title = compiler ? `C++ (${compiler})` : 'C++: SKIPPED, there is no C++ compiler here';
(compiler ? test : test.skip)(
  `${title} with the sanitizers reads and computes nothing undefined, and shows what TypeScript shows`,
  () => {
    // A single translation unit compiles much faster.
    const main = [harness(byNames(ids)), ...ids.map((id) => `#include "${id}.cpp"`)].join('\n');
    writeFileSync(join(folder, 'main.cpp'), main);
    const binary = join(folder, 'frames');
    const undefinedBehaviour = '-fsanitize=address,undefined,float-cast-overflow';
    const flags = ['-std=c++17', '-O0', '-ffp-contract=off', undefinedBehaviour, '-fno-sanitize-recover=all'];
    execFileSync(compiler!, [...flags, '-I', join(folder, GENERATED, 'cpp'), join(folder, 'main.cpp'), '-o', binary]);
    const input = Buffer.from(runNumbers(wildRun()).buffer);
    const run = spawnSync(binary, { input, maxBuffer: 2 ** 30, timeout: 120_000 });
    expect([run.status, run.stderr.toString()]).toEqual([0, '']);
    const cpp = floats(run.stdout);
    expect(cpp).toHaveLength(typescript.length);
    const wrong = new Map<string, string>();
    for (const [at, value] of cpp.entries()) {
      if (Math.abs(value - typescript[at]!) <= TOLERANCE) continue;
      const which = ids[Math.floor(at / SIZE) % ids.length]!;
      const frame = Math.floor(at / SIZE / ids.length);
      if (!wrong.has(which)) wrong.set(which, `frame ${frame}, value ${at % SIZE}: ${typescript[at]} and ${value}`);
    }
    expect(Object.fromEntries(wrong)).toEqual({});
    rmSync(folder, { recursive: true, force: true });
  },
  300_000,
);
