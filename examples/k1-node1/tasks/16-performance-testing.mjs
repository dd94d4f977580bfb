// @ts-check
// K1 task 16: the cost of a frame for each renderer: the number of calls of expensive functions, and the time. Measures
// TypeScript and, if there is a compiler, C++, which must draw the same frames. Times are multiples of a reference loop,
// compared with a recorded baseline. The task is not cacheable. Measurements go to a separate file that no other task
// reads, so result.json is deterministic when the task passes.
// Usage, from the workspace's root: node 16-performance-testing.mjs <root of the example> [--record]
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { posix } from 'node:path';
import { Bench } from 'tinybench';
import { exceeded, readBudgets } from './lib/budgets.mjs';
import { runCpp } from './lib/cpp-frames.mjs';
import { findCompiler } from './lib/cpp.mjs';
import { readJson } from './lib/json-file.mjs';
import { families } from './lib/library.mjs';
import { audioOf, loadFamily, play, readFixtures } from './lib/renderers.mjs';
import { atMost, finish, gate, openOutput, sortKeys, writeOutput } from './lib/result.mjs';

const task = 'performance-testing';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);
const baselineFile = posix.join(projectRoot, 'performance-baseline.json');
const MEASURED_MS = 60;
const WARM_UP_MS = 15;
/** Tolerance for sine and power functions that round differently in the last digit. */
const TOLERANCE = 1e-5;
const COUNTED = /** @type {const} */ (['sin', 'cos', 'asin', 'tanh', 'cosh', 'exp', 'pow', 'sqrt']);

const { frame: budgets } = readBudgets(projectRoot);
/** @type {Record<'typescript' | 'cpp', Record<string, number>>} */
const baseline = readJson(baselineFile);
for (const [language, times] of Object.entries(baseline)) {
  const odd = Object.entries(times).find(([, time]) => !(Number.isFinite(time) && time > 0));
  if (odd) throw new Error(`${baselineFile} error ${language}.${odd[0]} is no time: ${odd[1]}`);
}
const fixtures = readFixtures(projectRoot);
// All kinds of audio in sequence.
const heard = Object.values(fixtures.audio).flat();
const frames = heard.map(({ nowUs, snapshot }) => ({ nowUs, audio: audioOf(snapshot) }));
const loaded = (await Promise.all(families(projectRoot).map(loadFamily))).flat();
openOutput(output);

/** @type {[id: string, draw: () => void][]} */
const patterns = loaded.map(({ module, runtime }) => {
  const state = module.createState();
  const parameters = runtime.createParameters();
  const leds = new Float32Array(3 * runtime.LED_COUNT);
  let index = 0;
  const draw = () => {
    const { nowUs, audio } = frames[index % frames.length] ?? { nowUs: 0, audio: {} };
    module.render({ time: index * 0.01, dt: 0.01, now_us: nowUs }, parameters, audio, state, leds);
    index++;
  };
  return [module.meta.id, draw];
});
const calls = new Map(patterns.map(([id, draw]) => [id, callsOf(draw)]));

const bench = new Bench({ time: MEASURED_MS, warmupTime: WARM_UP_MS, iterations: 64, warmupIterations: 16 });
let sum = 0;
bench.add('reference', () => {
  for (let k = 0; k < 16000; k++) sum += Math.sin(0.01 * k);
});
for (const [id, draw] of patterns) bench.add(id, draw);
await bench.run();
const measured = bench.tasks.map(({ name, result }) => {
  const latency = 'latency' in result ? result.latency : undefined;
  const { p50 = NaN, p75 = NaN, p99 = NaN, samplesCount = 0 } = latency ?? {};
  return { id: name, frames: samplesCount, p50: micro(p50), p75: micro(p75), p99: micro(p99) };
});
const compiler = findCompiler();
const { fields } = readJson(posix.join(projectRoot, 'language/audio.json'));
const cpp = compiler ? runCpp(compiler, projectRoot, fields, heard) : { nanoseconds: {}, frames: new Map() };
const { nanoseconds } = cpp;
const times = {
  typescript: multiples(Object.fromEntries(measured.map(({ id, p50 }) => [id, p50]))),
  cpp: multiples(nanoseconds),
};
if (process.argv.includes('--record')) {
  writeFileSync(baselineFile, `${JSON.stringify(sortKeys(times), null, 2)}\n`);
  console.log(`${task}: recorded ${baselineFile}`);
  process.exit(0);
}

writeOutput(output, 'measurements/measurements.json', {
  node: process.version,
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  microseconds: measured,
  nanosecondsOfCpp: nanoseconds,
  timesTheReference: times,
});
/** @type {{ counted: string[], slow: string[], slower: string[], unmeasured: string[], other: string[] }} */
const found = { counted: [], slow: [], slower: [], unmeasured: [], other: otherFrames() };
const renew = `node ${posix.join(projectRoot, 'tasks/16-performance-testing.mjs')} ${projectRoot} --record`;
for (const [id] of patterns) {
  const { p50 = NaN } = measured.find((one) => one.id === id) ?? {};
  const { medianMs, mathCalls } = budgets;
  found.counted.push(
    ...exceeded({ mathCalls: mathCalls }, { mathCalls: calls.get(id) ?? NaN }).map((text) => `${id} error it ${text}`),
  );
  found.slow.push(
    ...exceeded({ medianMs: medianMs }, { medianMs: p50 / 1000 }).map(
      (text) => `${id} error median frame time over budget: it ${text}`,
    ),
  );
  if (!Number.isFinite(p50)) found.unmeasured.push(`${id} error it could not be measured`);
  for (const language of /** @type {const} */ (['typescript', 'cpp'])) {
    const [now, before] = [times[language][id], baseline[language][id]];
    if (language === 'cpp' && Object.keys(nanoseconds).length === 0) continue;
    if (now === undefined || before === undefined) {
      found.unmeasured.push(`${id} error there is no baseline of its ${language}: record it with ${renew}`);
    } else if (now / before > (budgets.timesTheBaseline?.limit ?? 0)) {
      const factor = Math.round((10 * now) / before) / 10;
      found.slower.push(
        `${id} error its ${language} takes ${factor} times as long as in ${baselineFile}, ${budgets.timesTheBaseline?.limit} at most`,
      );
    } else if (before / now > (budgets.timesTheBaseline?.limit ?? 0)) {
      // A baseline that is far too slow would hide every regression.
      found.unmeasured.push(
        `${id} error its ${language} is much faster than in ${baselineFile}: record it with ${renew}`,
      );
    }
  }
}
for (const line of Object.values(found).flat()) console.error(line);
const worst = [...measured].filter(({ id }) => id !== 'reference').sort((a, b) => b.p50 - a.p50)[0];
if (worst) console.log(`slowest: ${worst.id}, ${worst.p50} microseconds a frame (median)`);
if (Object.keys(nanoseconds).length === 0)
  console.log(`${task}: C++ was not measured, because no compiled objects were found`);
finish(output, {
  task,
  gates: [
    atMost('patterns-not-measured', 0, found.unmeasured.length),
    gate('median-of-a-frame', {
      threshold: `${budgets.medianMs?.limit} ms`,
      actual: found.slow.length === 0 ? 'kept' : 'exceeded',
      passed: found.slow.length === 0,
      rule: 'kept',
    }),
    atMost('patterns-over-their-calls', 0, found.counted.length),
    atMost('slower-than-the-baseline', 0, found.slower.length),
    atMost('cpp-that-draws-something-else', 0, found.other.length),
  ],
  figures: { patterns: patterns.length, mathCallsOfMost: Math.max(0, ...calls.values()) },
});
if (Number.isNaN(sum)) throw new Error('the reference loop was not computed');

/** The first LED per pattern at which the compiled C++ differs from TypeScript. */
function otherFrames() {
  return loaded.flatMap(({ module, runtime }) => {
    const own = cpp.frames.get(module.meta.id);
    if (!own) return [];
    const expected = play({ module, runtime }, heard, runtime.createParameters());
    for (const [frame, leds] of expected.entries()) {
      const at = leds.findIndex((value, k) => !(Math.abs(value - (own[frame]?.[k] ?? NaN)) <= TOLERANCE));
      if (at >= 0)
        return [
          `${module.meta.id} error its C++ differs from TypeScript in frame ${frame} on LED ${Math.floor(at / 3)}`,
        ];
    }
    return [];
  });
}

/** Average number of calls of expensive functions per frame, over all kinds of audio. @param {() => void} draw */
function callsOf(draw) {
  let count = 0;
  const own = COUNTED.map((name) => [name, Math[name]]);
  const counting =
    (/** @type {any} */ original) =>
    (/** @type {number[]} */ ...given) => {
      count++;
      return original(...given);
    };
  Object.assign(Math, Object.fromEntries(own.map(([name, original]) => [name, counting(original)])));
  try {
    for (let n = 0; n < frames.length; n++) draw();
  } finally {
    Object.assign(Math, Object.fromEntries(own));
  }
  return Math.round(count / frames.length);
}

/** Times as multiples of the reference loop's time. @param {Record<string, number>} all @returns {Record<string, number>} */
function multiples({ reference = NaN, ...all }) {
  return Object.fromEntries(
    Object.entries(all).map(([id, time]) => [id, Math.round((1000 * time) / reference) / 1000]),
  );
}

/** Converts milliseconds to microseconds, rounded to 0.1. @param {number} ms */
function micro(ms) {
  return Math.round(ms * 10_000) / 10;
}
